import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { rulesCheck, type Outcome } from "../../../check/files/command";
import { slugReference } from "../../../check/files/reference";

const ROOT = path.join(__dirname, "../../..");
const directory = mkdtempSync(path.join(tmpdir(), "rules-check-"));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function file(name: string, text: string): string {
  const at = path.join(directory, name);
  writeFileSync(at, text);
  return at;
}

/** Runs the command; what it prints is given without the directory. */
function run(...args: readonly string[]): Outcome {
  const { out, ...rest } = rulesCheck(args);
  return { ...rest, out: out.replaceAll(`${directory}/`, "") };
}

const rules = (expr: string) =>
  `groups:\n  - rules:\n      - record: a:b:c\n        expr: ${expr}\n`;

it("prints what it finds, writes it as JSON and fails", () => {
  const json = path.join(directory, "out.json");
  const { code, out } = run(file("wrong.yaml", rules("rate(up[5m])")), "--json", json);
  expect(out).toBe(
    "wrong.yaml:4:15 error rate-of-gauge rate() needs a counter, and this is a gauge; use deriv() for its change\n" +
      "1 rule in 1 file: 1 error, 0 warnings\n",
  );
  expect(code).toBe(1);
  expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({
    rules: 1,
    findings: [{ line: 4, column: 15, severity: "error", slug: "rate-of-gauge", rule: "a:b:c" }],
  });
});

it("fails on a warning only when told to, and on none that is explained", () => {
  const own = file("own.yaml", rules("shop_orders_total"));
  expect(run(own).code).toBe(0);
  expect(run(own, "--strict").code).toBe(1);
  const metrics = file("metrics.txt", "# TYPE shop_orders_total counter\nshop_orders_total 1\n");
  expect(run(own, "--strict", "--metrics", metrics).code).toBe(0);
});

it("says how it is used", () => {
  expect(run()).toMatchObject({
    code: 2,
    err: expect.stringContaining("Usage: npm run rules:check"),
  });
  expect(run("--nothing").code).toBe(2);
});

it.each([
  ["a file that is not there", ["gone.yaml"], "gone.yaml: no such file or directory"],
  ["a directory", [""], ": is a directory; name its files"],
  [
    "metrics that are not there",
    ["x.yaml", "--metrics", "gone"],
    "gone: no such file or directory",
  ],
  [
    "metrics that are none",
    ["x.yaml", "--metrics", "words"],
    "words: line 1: not a series with a value: some words",
  ],
  [
    "a place where nothing can be written",
    ["x.yaml", "--json", "gone/x"],
    "gone/x: no such file or directory",
  ],
])("says what is wrong with %s", (_, args, message) => {
  file("x.yaml", rules("up"));
  file("words", "some words");
  const placed = args.map((arg) => (arg.startsWith("-") ? arg : path.join(directory, arg)));
  const { code, err } = run(...placed);
  expect({ code, err: err.replace(new RegExp(`^${directory}/?`), "") }).toEqual({
    code: 2,
    err: `${message}\n`,
  });
});

it("is what npm runs", () => {
  const args = ["--import", "tsx", "check/files/cli.ts", file("one.yaml", rules("sum(up"))];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  expect(stdout).toContain("error syntax not valid PromQL");
  expect(status).toBe(1);
});

it("has every slug explained in docs/rules-check.md (npm run docs:rules-check writes it)", () => {
  const page = readFileSync(path.join(ROOT, "docs/rules-check.md"), "utf8");
  expect(page.split("<!-- slugs -->")[1]?.trim()).toBe(slugReference());
});
