import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { catalogueWorld, infer } from "../../../check/infer";
import { SIGNATURES } from "../../../check/infer/signatures";
import { parse } from "../../../promql";
import { program } from "../../programs";

const samples = { scalar: "2", string: '"a"', instant: "up", range: "up[5m]" } as const;
const every = Object.values(samples);

/** Each function with too few, too many and other arguments than it takes, and operators of every two types. */
function expressions(): readonly string[] {
  const calls = Object.entries(SIGNATURES).flatMap(([fn, { args }]) => {
    const right = args.map((type) => samples[type]);
    const more = [...right, right.at(-1) ?? "up"];
    return [
      ...more.map((_, n) => more.slice(0, n)),
      more,
      ...right.flatMap((_, i) => every.map((other) => right.with(i, other))),
    ].map((given) => `${fn}(${given.join(", ")})`);
  });
  const operators = ["+", "==", "and", "or", "atan2", "> bool"].flatMap((op) =>
    every.flatMap((left) => every.map((right) => `${left} ${op} ${right}`)),
  );
  const aggregations = ["sum", "count", "topk", "quantile", "count_values"].flatMap((op) =>
    every.flatMap((of) => [`${op}(${of})`, ...every.map((param) => `${op}(${param}, ${of})`)]),
  );
  const others = every.flatMap((of) => [`-${of}`, `(${of})[5m:1m]`]);
  // The second argument of info() is a selector of labels, which no type tells.
  return [...new Set([...calls, ...operators, ...aggregations, ...others])].filter(
    (text) => text !== "info(up, up)",
  );
}

/** Which of the expressions promtool refuses. */
function refused(texts: readonly string[]): ReadonlySet<number> {
  const directory = mkdtempSync(path.join(tmpdir(), "value-types-"));
  const file = path.join(directory, "rules.yaml");
  const rules = texts.map((expr, i) => ({ record: `a:b:r${i}`, expr }));
  writeFileSync(file, JSON.stringify({ groups: [{ name: "a", rules }] }));
  const features = "--enable-feature=promql-experimental-functions";
  const { stderr } = spawnSync(program("promtool"), ["check", "rules", features, file], {
    encoding: "utf8",
  });
  rmSync(directory, { recursive: true });
  return new Set([...stderr.matchAll(/"a:b:r(\d+)": could not parse/g)].map((m) => Number(m[1])));
}

const world = catalogueWorld();

/** Whether the checker refuses it, as text or for its types. */
function refuses(text: string): boolean {
  try {
    return infer(parse(text), world).findings.some(({ slug }) => slug === "value-type");
  } catch {
    return true;
  }
}

it("refuses the types of values that promtool refuses, and no others", () => {
  const texts = expressions();
  const byPromtool = refused(texts);
  expect(byPromtool.size).toBeGreaterThan(texts.length / 2);
  const differ = texts.filter((text, i) => refuses(text) !== byPromtool.has(i));
  expect(differ).toEqual([]);
});
