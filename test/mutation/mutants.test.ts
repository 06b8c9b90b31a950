import { print, parse } from "../../promql";
import { mutantsOf, type Rule } from "./mutants";

const alert = (
  expr: string,
  more: { readonly for?: string; readonly keep_firing_for?: string } = {},
): Rule => ({
  alert: "A",
  expr,
  labels: { severity: "warning" },
  annotations: { summary: "s" },
  ...more,
});

/** What is made of an expression, as promtool prints it. */
function texts(expr: string): readonly string[] {
  return mutantsOf({ record: "a:b:c", expr }).map(({ rule }) => rule.expr);
}

test.each<[string, string, readonly string[]]>([
  ["thresholds", "x > 50", ["x > 55", "x > 45"]],
  ["small thresholds", "x > 0", ["x > 1", "x > -1"]],
  ["infinite thresholds", "x < Inf", ["x < 1000000000"]],
  ["factors", "x * 1.5", ["x * 1.65", "x * 1.35", "x / 1.5"]],
  ["comparisons", "x >= 7", ["x > 7", "x < 7", "x"]],
  ["equality", "x == y", ["x != y", "x"]],
  ["bool", "x == bool y", ["x == y", "x != bool y"]],
  ["guards", "x and y", ["x unless y", "x", "y"]],
  ["exclusions", "x unless y", ["x and y", "x"]],
  ["alternatives", "x or y", ["x", "y"]],
  ["signs", "-x", ["x"]],
  [
    "matchers",
    'x{a="b",c=~"d|e"}',
    [
      'x{c=~"d|e"}',
      'x{a!="b",c=~"d|e"}',
      'x{a="b-other",c=~"d|e"}',
      'x{a="b",c=~"e"}',
      'x{a="b",c!~"d|e"}',
    ],
  ],
  [
    "grouping",
    "sum by (a, b) (x)",
    ["sum by (a) (x)", "sum by (a, b, pod) (x)", "max by (a, b) (x)"],
  ],
  [
    "matching",
    "x * on (a) group_left (b) y",
    ["x * on (a) group_left () y", "x * on (a, pod) group_left (b) y"],
  ],
  ["windows", "rate(x[5m])", ["rate(x[10m])", "rate(x[2m30s])", "increase(x[5m])"]],
  ["offsets", "x offset 1h", ["x", "x offset 2h", "x offset 30m"]],
  [
    "subqueries",
    "max_over_time(x[1h:1m])",
    ["max_over_time(x[30m:1m])", "max_over_time(x[1h:2m])"],
  ],
  ["functions", "min_over_time(x[1h])", ["max_over_time(x[1h])"]],
  [
    "quantiles",
    "quantile_over_time(0.5, x[1h])",
    ["quantile_over_time(0.55, x[1h])", "avg_over_time(x[1h])"],
  ],
  ["forgotten functions", "abs(x) > 1", ["x > 1"]],
  [
    "texts",
    'label_replace(x, "a", "$1", "b", "(.*)")',
    ["x", 'label_replace(x, "ax", "$1", "b", "(.*)")'],
  ],
])("%s: %s", (_, expr, expected) => {
  expect(texts(expr)).toEqual(expect.arrayContaining([...expected]));
});

test("the place of a mutant is its path, whatever stands there", () => {
  const [first] = mutantsOf({ record: "a:b:c", expr: "sum(x) / (y > 3)" }).filter(
    ({ after }) => after === "4",
  );
  expect(first).toEqual({
    id: "expr 1 1 more",
    rule: { record: "a:b:c", expr: "sum(x) / (y > 4)" },
    before: "3",
    after: "4",
  });
});

test("every mutant is valid, none reads like the rule or another one, ids are unique", () => {
  const expr =
    'sum by (a) (rate(x{a="b"}[5m])) / on (a) sum by (a) (rate(x{a="b"}[5m])) > 0.5 and y == 1';
  const mutants = mutantsOf(alert(expr, { for: "5m" }));
  const all = mutants.map(({ rule }) => JSON.stringify(rule));
  expect(new Set([...all, JSON.stringify(alert(expr, { for: "5m" }))]).size).toBe(all.length + 1);
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  for (const { rule } of mutants) expect(print(parse(rule.expr))).toBe(rule.expr);
});

test("a label is added only where the series may have it", () => {
  expect(texts("count by (a) (group by (a, b) (x))")).not.toContain(
    "count by (a, pod) (group by (a, b) (x))",
  );
  expect(texts("sum by (a) (run:loss:max)")).not.toContain("sum by (a, pod) (run:loss:max)");
  expect(texts("sum by (a) (run_pod:x:present)")).toContain("sum by (a, pod) (run_pod:x:present)");
});

describe("durations of an alert", () => {
  const durations = (rule: Rule) =>
    mutantsOf(rule)
      .filter(({ id }) => !id.startsWith("expr"))
      .map(({ before, after }) => `${before} -> ${after}`);

  test("are halved, doubled and dropped", () => {
    expect(durations(alert("x", { for: "10m", keep_firing_for: "5m" }))).toEqual([
      "for: 10m -> for: 5m",
      "for: 10m -> for: 20m",
      "for: 10m -> no for",
      "keep_firing_for: 5m -> keep_firing_for: 2m30s",
      "keep_firing_for: 5m -> keep_firing_for: 10m",
      "keep_firing_for: 5m -> no keep_firing_for",
    ]);
  });
  test("are added where there are none", () => {
    expect(durations(alert("x"))).toEqual([
      "no for -> for: 5m",
      "no keep_firing_for -> keep_firing_for: 5m",
    ]);
  });
  test("belong to alerts only", () => {
    expect(durations({ record: "a:b:c", expr: "x" })).toEqual([]);
  });
});
