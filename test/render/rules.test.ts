import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { load } from "js-yaml";
import { checkFiles } from "../../check/files/check";
import { catalogueWorld } from "../../check/infer";
import type { KubernetesObject } from "../../render";
import { INDEX, ruleFiles, scopeOf } from "../../render/rules-files";
import { scopedGroup } from "../../render/rules-scope";
import { writeFiles } from "../../render/write";
import type { PrometheusRuleGroup } from "../../rules";
import { program } from "../programs";
import { runCases, type Case, type Labels, type Series } from "../rules/bench";
import { suites } from "../rules/suites";

const run = promisify(execFile);
const ROOT = path.resolve(__dirname, "../..");
const OUT = mkdtempSync(path.join(tmpdir(), "mlwatch-rules-"));
afterAll(() => rmSync(OUT, { recursive: true }));

// A render starts a process that loads Pulumi, slow on a loaded machine.
jest.setTimeout(60_000);

const write = (stack: string, out: string, ...args: readonly string[]) =>
  run(process.execPath, ["--import", "tsx", "render/rules-cli.ts", stack, "--out", out, ...args], {
    cwd: ROOT,
  });

function contents(of: string): Record<string, string> {
  const entries = readdirSync(of, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [path.relative(of, file), readFileSync(file, "utf8")]),
  );
}

interface RuleFile {
  readonly namespace?: string;
  readonly groups: readonly (PrometheusRuleGroup & { partial_response_strategy?: string })[];
}

const PACKS = ["gpu", "inference", "meta", "training"];

describe("the rules of prod as files", () => {
  const out = path.join(OUT, "prod");
  const scope = { cluster: "train-eu-1", environment: "prod" };
  let files: Record<string, string>;
  let deployed: readonly KubernetesObject[];
  let groups: readonly PrometheusRuleGroup[];
  const under = (folder: string): RuleFile[] =>
    Object.entries(files)
      .filter(([file]) => file.startsWith(`${folder}/`))
      .map(([, text]) => load(text) as RuleFile);

  beforeAll(async () => {
    const { stdout } = await write("prod", out);
    files = contents(out);
    expect(stdout).toBe(
      `${Object.keys(files).length - 1} files with the rules of stack prod in ${out}\n`,
    );
    deployed = Object.entries(files)
      .filter(([file]) => file.startsWith("kubernetes/"))
      .map(([, text]) => load(text) as KubernetesObject);
    // Rendered from groups of this type.
    groups = deployed.flatMap(({ spec }) => (spec as RuleFile).groups);
  });

  const byName = (found: readonly PrometheusRuleGroup[]) =>
    found.toSorted((a, b) => (a.name < b.name ? -1 : 1));

  it("are deployed as one object for each pack", () => {
    expect(deployed.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(
      PACKS.map((pack) => `PrometheusRule mlwatch-${pack}`),
    );
  });

  it("have the groups that are deployed, in files that promtool and its lint accept", async () => {
    expect(byName(under("prometheus").flatMap((file) => file.groups))).toEqual(byName(groups));
    const names = Object.keys(files).filter((file) => file.startsWith("prometheus/"));
    const { stdout } = await run(
      program("promtool"),
      ["check", "rules", "--lint=all", "--lint-fatal", ...names],
      { cwd: out },
    );
    const found = [...stdout.matchAll(/SUCCESS: (\d+) rules found/g)].map(([, n]) => Number(n));
    expect(found).toHaveLength(groups.length);
    expect(found.reduce((sum, n) => sum + n)).toBe(groups.flatMap(({ rules }) => rules).length);
  });

  it.each(["prometheus", "kubernetes"])(
    "have no mistake that rules:check finds in %s",
    (folder) => {
      const written = Object.entries(files)
        .filter(([name]) => name.startsWith(`${folder}/`))
        .map(([name, text]) => ({ name, text }));
      const { rules, findings } = checkFiles(written, catalogueWorld());
      expect(findings).toEqual([]);
      expect(rules).toBe(groups.flatMap((group) => group.rules).length);
    },
  );

  it("are rules of one environment for Thanos, which accepts them", async () => {
    const thanos = under("thanos").flatMap((file) => file.groups);
    const scoped = groups.map((group) => ({
      ...scopedGroup(group, scope),
      partial_response_strategy: "abort",
    }));
    expect(byName(thanos)).toEqual(byName(scoped));
    const { stderr } = await run(
      program("thanos"),
      ["tools", "rules-check", "--rules=thanos/*.yaml"],
      { cwd: out },
    );
    expect(stderr.match(/result=SUCCESS/g)).toHaveLength(groups.length);
  });

  it("are namespaces of the stack for Mimir", () => {
    const mimir = under("mimir");
    expect(mimir.map(({ namespace }) => namespace)).toEqual(
      PACKS.map((pack) => `mlwatch-${pack}-prod`),
    );
    const thanos = under("thanos").flatMap((file) => file.groups);
    expect(byName(mimir.flatMap((file) => file.groups))).toEqual(
      byName(thanos.map(({ partial_response_strategy: _, ...group }) => group)),
    );
  });

  it("are the same bytes whatever the order of keys in the objects", () => {
    const { [INDEX]: _, ...rules } = files;
    const again = ruleFiles(deployed, { stack: "prod", scope });
    expect(Object.fromEntries(again.map(({ file, text }) => [file, text]))).toEqual(rules);
  });
});

describe("what is wrong", () => {
  it("is one message, and leaves the directory as it was", async () => {
    const out = path.join(OUT, "wrong");
    await expect(write("nowhere", out)).rejects.toMatchObject({
      stderr: expect.stringMatching(/^there is no Pulumi\.nowhere\.yaml .*\n$/),
    });
    await expect(
      run(process.execPath, ["--import", "tsx", "render/rules-cli.ts", "prod"], { cwd: ROOT }),
    ).rejects.toMatchObject({
      stderr: expect.stringMatching(/^Say where to write: --out DIR\.\n\nUsage: npm run rules/),
    });
    expect(() => readdirSync(out)).toThrow("ENOENT");
  });

  const rule = (name: string, ...groups: string[]): KubernetesObject => ({
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name },
    spec: { groups: groups.map((group) => ({ name: group, rules: [] })) },
  });
  const options = { stack: "s", scope: {} };

  it.each([
    ["no rules", [], "stack s deploys no rules"],
    ["packs of one name", [rule("a"), rule("a")], "two groups or packs would be kubernetes/a.yaml"],
    ["groups of one file", [rule("a", "b c", "b/c")], "would be prometheus/b_c.yaml"],
  ])("%s", (_, objects, message) => {
    expect(() => ruleFiles(objects, options)).toThrow(message);
  });

  it("rules that are gone stay no longer, what others wrote does", () => {
    const out = path.join(OUT, "gone");
    const written = (...objects: KubernetesObject[]) => {
      writeFiles(out, ruleFiles(objects, options), INDEX);
      return Object.keys(contents(out)).filter((file) => !file.startsWith("."));
    };
    written(rule("a", "b"), rule("c", "d"));
    writeFileSync(path.join(out, "mimir", "mine.yaml"), "");
    const left = ["kubernetes/a.yaml", "mimir/a.yaml", "mimir/mine.yaml", "prometheus/b.yaml"];
    expect(written(rule("a", "b"))).toEqual([...left, "thanos/b.yaml"]);
    expect(() => written(rule("mine"))).toThrow("mimir/mine.yaml, which no render wrote");
    expect(() => writeFiles(out, [{ file: "kubernetes/a.yaml", text: "" }])).toThrow("no render");
  });

  it("an environment without labels", () => {
    expect(() => scopeOf({ cluster: "a" })).toThrow("exports no `cluster` and `environment`");
  });
});

describe("rules that see two environments", () => {
  const scope = { cluster: "a", environment: "prod" };

  it("select one of them in every series, but where they say themselves which", () => {
    const expr = 'absent(x{cluster="b"}) or sum(rate({__name__="y"}[5m:1m] offset 1h)) > 0';
    const rule = { alert: "A", for: "5m", labels: { team: "ml" }, annotations: {} };
    const group = { name: "g", rules: [{ ...rule, expr }] };
    expect(scopedGroup(group, scope).rules).toEqual([
      {
        ...rule,
        expr: 'absent(x{cluster="b",environment="prod"}) or sum(rate(y{cluster="a",environment="prod"}[5m:1m] offset 1h)) > 0',
        labels: { team: "ml", ...scope },
      },
    ]);
  });

  const within = (labels: Labels, given: readonly Series[]): Series[] =>
    given.map(({ series, values }) => {
      const [, name = series, matchers = ""] = /^([^{]*)\{(.*)\}$/s.exec(series) ?? [];
      const added = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      return { series: `${name}{${[matchers, ...added].filter(Boolean).join(",")}}`, values };
    });

  it.each(["the GPU pack", "the meta pack"])(
    "%s knows its own from those of the other",
    async (name) => {
      const suite = suites.find((suite) => suite.name === name)!;
      // Some of them: each costs promtool twice the series.
      const alerts = suite.cases.filter(({ samples }, i) => !samples && i % 4 === 0);
      // In the other environment it is as in the next case.
      const cases = alerts.map((c, i): Case => {
        const other = alerts[(i + 1) % alerts.length]!;
        const labelled = (by: readonly Labels[]) => by.map((labels) => ({ ...labels, ...scope }));
        return {
          ...c,
          series: [...within(scope, c.series), ...within({ ...scope, cluster: "b" }, other.series)],
          ...(c.fires && { fires: labelled(c.fires) }),
          ...(c.pending && { pending: labelled(c.pending) }),
        };
      });
      expect(cases.length).toBeGreaterThan(10);
      const scoped = suite.groups.map((group) => scopedGroup(group, scope));
      expect(await runCases(scoped, cases, suite.options)).toEqual(new Map());
    },
  );
});
