import { readFileSync } from "node:fs";
import path from "node:path";
import { checkFiles, type RuleFile } from "../../../check/files/check";
import { entriesFrom } from "../../../check/files/own-metrics";
import { catalogueWorld, type Slug } from "../../../check/infer";

const FIXTURES = path.join(__dirname, "../../fixtures/rules");

const check = (...files: readonly RuleFile[]) => checkFiles(files, catalogueWorld());

/** Findings as `line slug`, with `?` behind a warning. */
function found(text: string): string[] {
  return check({ name: "rules.yaml", text }).findings.map(
    ({ line, slug, severity }) => `${line} ${slug}${severity === "warning" ? "?" : ""}`,
  );
}

/** What a fixture says of itself: a comment with the slug on the line, or so many lines further up. */
function said(text: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    const [, slug, up = "0"] = / # ([a-z-]+\??)(?:@-(\d+))?$/.exec(line) ?? [];
    return slug === undefined ? [] : [`${index + 1 - Number(up)} ${slug}`];
  });
}

it.each(["mistakes.yaml", "objects.yaml"])("finds every mistake of %s in its line", (name) => {
  const text = readFileSync(path.join(FIXTURES, name), "utf8");
  expect(said(text).length).toBeGreaterThan(2);
  expect(found(text)).toEqual(said(text));
});

const rule = (expr: string) => `groups: [{name: a, rules: [{record: "a:b:c", expr: '${expr}'}]}]`;

it.each<[string, string, Slug, number]>([
  ["a file that is not YAML", "groups:\n  - name: a\n - b", "yaml", 3],
  ["a template of a chart", "{{- if .Values.rules }}\ngroups: []\n{{- end }}", "helm-template", 1],
  ["a templated expression", rule("up > {{ .Values.limit }}"), "helm-template", 1],
  ["a file without rules", "global: {}", "no-rules", 1],
  ["an empty file", "", "no-rules", 1],
  ["a rule of two kinds", "groups: [{rules: [{alert: A, record: b, expr: up}]}]", "rule-shape", 1],
  [
    "a duration that is none",
    "groups: [{rules: [{record: a, expr: up, for: 5 m}]}]",
    "rule-shape",
    1,
  ],
  [
    "another duration that is none",
    "groups: [{rules: [{alert: A, expr: up > 0, keep_firing_for: 1.5h}]}]",
    "rule-shape",
    1,
  ],
  [
    "an interval that is none",
    "groups: [{interval: 1m30, rules: [{record: a, expr: up}]}]",
    "rule-shape",
    1,
  ],
  ["PromQL that is not read", rule("limitk(1, up)"), "not-checked", 1],
])("says of %s that it is one", (_, text, slug, line) => {
  const { findings } = check({ name: "a.yaml", text });
  expect(findings).toEqual([expect.objectContaining({ file: "a.yaml", slug, line })]);
});

it("knows what rules of another file record, in any order", () => {
  const reader = {
    name: "1.yaml",
    text: rule("sum by (gone) (job:up:sum)").replace("a:b:c", "d:e:f"),
  };
  const maker = { name: "2.yaml", text: rule("sum by (job) (up)").replace("a:b:c", "job:up:sum") };
  expect(check(reader, maker).findings).toEqual([
    expect.objectContaining({ file: "1.yaml", slug: "unknown-label" }),
  ]);
});

it("is not caught by a rule that reads itself", () => {
  expect(found(rule("sum by (x) (a:b:c)"))).toEqual([]);
});

it("points at the operator of an expression of many lines", () => {
  const text = [
    "groups:",
    "- rules:",
    "  - record: a:b:c",
    "    expr: |-",
    "      sum by (job) (up)",
    "      # why",
    "        / sum(up)",
  ].join("\n");
  const [finding] = check({ name: "a", text }).findings;
  expect(finding).toMatchObject({ slug: "label-sets-differ", line: 7, column: 9 });
});

it("points at the word where it is wrong, not where it stands first", () => {
  const text = [
    "groups:",
    "- rules:",
    "  - record: a:b:c",
    "    expr: |-",
    "      max (",
    "        sum by (job) (up{colour='red'})",
    "      ) by (colour)",
  ].join("\n");
  expect(found(text)).toEqual(["6 unknown-label?", "7 unknown-label"]);
});

it("lets a template ask for a label that is not there, but not print it", () => {
  const alert = (summary: string) =>
    `groups: [{rules: [{alert: A, expr: sum by (job) (up) < 1, for: 5m, annotations: {summary: '${summary}'}}]}]`;
  expect(found(alert("{{ with $labels.pod }}in {{ . }}{{ end }} of {{ $labels.job }}"))).toEqual(
    [],
  );
  expect(found(alert("{{- if $labels.pod }}{{ $labels.pod }}{{ end }}"))).toEqual([]);
  expect(found(alert("{{ with $labels.job }}{{ $labels.pod }}{{ end }}"))).toEqual([
    "1 template-label",
  ]);
});

describe("an exposition text", () => {
  const text = `# HELP shop_orders_total Orders.
# TYPE shop_orders_total counter
shop_orders_total{state="open",text="a\\"b}"} 3
# TYPE shop_wait_seconds histogram
shop_wait_seconds_bucket{shop="a",le="0.5"} 1
shop_wait_seconds_bucket{shop="a",le="+Inf"} 1
shop_wait_seconds_sum{shop="a"} 0.3
shop_wait_seconds_count{shop="a"} 1
shop_version 3 1700000000000
`;

  it("is read with types, labels, bounds and units", () => {
    expect(entriesFrom(text)).toMatchObject([
      { name: "shop_orders_total", type: "counter", labels: ["state", "text"] },
      {
        name: "shop_wait_seconds",
        type: "histogram",
        labels: ["shop"],
        unit: "seconds",
        buckets: [0.5],
      },
      { name: "shop_version", type: "gauge", labels: [] },
    ]);
  });

  it("makes its metrics known", () => {
    const files = [
      {
        name: "a",
        text: rule(
          'rate(shop_version[5m]) + on (job) group_left () shop_wait_seconds_bucket{le="1"}',
        ),
      },
    ];
    const slugs = checkFiles(files, catalogueWorld(entriesFrom(text))).findings.map((f) => f.slug);
    expect(slugs).toEqual(["rate-of-gauge", "unknown-bucket"]);
  });

  it("names a counter as it is queried, with the ending of OpenMetrics or without any", () => {
    const counters = "# TYPE a counter\na_total 1\n# TYPE b_count counter\nb_count 1\n";
    expect(entriesFrom(counters).map(({ name }) => name)).toEqual(["a_total", "b_count"]);
  });

  it("is refused with the line that is none", () => {
    expect(() => entriesFrom("up 1\n<html>")).toThrow("line 2: not a series with a value: <html>");
  });
});

it.each([
  ["a_hertz", "DCGM_FI_DEV_SM_CLOCK", ["recorded-unit"]],
  ["a_hertz", "DCGM_FI_DEV_SM_CLOCK * 1e6", []],
  ["a_used_bytes", "DCGM_FI_DEV_FB_USED", ["recorded-unit"]],
  ["a_start_time_seconds", "time() - process_start_time_seconds", []],
  ["a_start_seconds", "process_start_time_seconds", []],
])("holds the name %s to the unit of %s", (name, expr, slugs) => {
  const text = `groups: [{rules: [{record: ${name}, expr: ${expr}}]}]`;
  expect(check({ name: "a.yaml", text }).findings.map(({ slug }) => slug)).toEqual(slugs);
});
