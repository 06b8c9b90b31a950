import { parse } from "../../promql";
import { counter, level, missing, nan, ramp, runCases, series, stale, type Case } from "./bench";
import { beside, comparisons, firesAt } from "./edges";
import { restarting, samplesOf, vanishing } from "./samples";
import { standardCases, withoutStandardCases, type Exemplar } from "./standard";
import { suites } from "./suites";

test.each(suites.filter(({ options }) => options?.partial !== true))(
  "every alert of $name has its standard cases",
  ({ groups, exemplars = [] }) => {
    expect(withoutStandardCases(groups, exemplars)).toEqual([]);
  },
);

const rule = {
  alert: "A",
  expr: "sum by (pod) (increase(training_steps_total[5m])) > 10",
  for: "2m",
  keep_firing_for: "3m",
  labels: { severity: "info" },
  annotations: {},
};
const steps = (pod: string, ...values: readonly string[]) => [
  series("training_steps_total", { pod }, ...values),
];
const exemplar: Exemplar = {
  alert: "A",
  fires: (pod) => ({ pod, severity: "info" }),
  healthy: (pod) => steps(pod, level(70, 40)),
  bad: (pod) => steps(pod, level(7, 10), ramp(12, 5, 30)),
  from: 11,
  for: 2,
  keepFiringFor: 3,
  lasts: 3,
  edges: {
    "> 10": { series: (n) => steps("a", counter(n / 5, 40)), at: 20 },
  },
};

function failing(wrong: Partial<typeof rule>, one = exemplar): Promise<readonly string[]> {
  const cases = standardCases([{ name: "g", rules: [rule] }], [one]);
  return runCases([{ name: "g", rules: [{ ...rule, ...wrong }] }], cases).then((failures) =>
    [...failures.keys()].map((name) => name.replace(/^A: /, "")),
  );
}

test("the cases of an alert are these, and it passes them", async () => {
  const cases = standardCases([{ name: "g", rules: [rule] }], [exemplar]);
  expect(cases.map(({ name, at }) => `${at} ${name}`)).toEqual([
    "13m A: no data",
    "10m A: not yet",
    "11m A: pending at once",
    "12m A: pending to the end of its `for`",
    "13m A: fires beside a healthy subject",
    "13m A: quiet while healthy",
    "13m A: a healthy subject vanishes",
    "20m A: goes on after its series vanish",
    "21m A: ends after its series vanish",
    "14m A: a restart while healthy",
    "14m A: a restart while bad",
    "20m A: at the edge of > 10",
    "20m A: just above the edge of > 10",
  ]);
  expect(await failing({})).toEqual([]);
});

test.each<[Partial<typeof rule>, readonly string[]]>([
  [{ expr: rule.expr.replace(">", ">=") }, ["at the edge of > 10"]],
  [{ for: "1m" }, ["pending to the end of its `for`"]],
  [{ for: "3m" }, ["fires beside a healthy subject"]],
  [{ keep_firing_for: "2m" }, ["goes on after its series vanish"]],
  [{ keep_firing_for: "4m" }, ["ends after its series vanish"]],
  [{ expr: rule.expr.replace("increase", "-delta") }, ["a restart while healthy"]],
  [{ expr: `${rule.expr} or absent(training_steps_total)` }, ["no data"]],
  [{ expr: rule.expr.replace(" by (pod)", "") }, ["fires beside a healthy subject"]],
])("a rule with a mistake fails them: %p", async (wrong, expected) => {
  expect(await failing(wrong)).toEqual(expect.arrayContaining([...expected]));
});

test.each<[string, Partial<Exemplar>]>([
  ["no rule of B fires with", { alert: "B" }],
  ['no rule of A fires with {"pod":"a"}', { fires: (pod) => ({ pod }) }],
  ["edges of A: '> 10' is missing", { edges: {} }],
  ["and has the edges > 11", { edges: { "> 11": { series: () => [] } } }],
  ["A cannot fire without data: it does not ask for absence", { withoutData: [{}] }],
  [
    "A reads counters, but its exemplar has none",
    { healthy: () => [series("x", {}, level(1, 40))], bad: () => [series("x", {}, level(1, 40))] },
  ],
  [
    'training_steps_total{pod="a"} has 5 samples, but must reach minute 11',
    { healthy: (pod) => steps(pod, level(1, 5)) },
  ],
])("an exemplar that cannot be right is refused: %s", (message, wrong) => {
  const make = () => standardCases([{ name: "g", rules: [rule] }], [{ ...exemplar, ...wrong }]);
  expect(make).toThrow(message);
});

test("an alert without an exemplar is found, unless it reads nothing", () => {
  const constant = { ...rule, alert: "B", expr: "vector(1)" };
  const other = { ...rule, alert: "C" };
  const groups = [{ name: "g", rules: [rule, constant, other] }];
  expect(withoutStandardCases(groups, [exemplar])).toEqual(["C (info)"]);
});

test.each<[string, string, number, boolean]>([
  ["x > 5", "> 5", 6, false],
  ["x >= 5", ">= 5", 4, true],
  ["x < 5", "< 5", 4, false],
  ["x <= 5", "<= 5", 6, true],
  ["y unless x > 5", "> 5", 6, true],
  ["y unless (z unless x <= 5)", "<= 5", 6, true],
  ['sum by (pod) (x) > on (pod) 1.5 * rate(y{a="b"}[5m] offset 1h)', "> 1.5 * y", 6, false],
  ["x > max_over_time((a or b)[5m:1m])", "> a", 6, false],
])("%s is compared at %s", (text, key, near, fires) => {
  const [comparison, ...more] = comparisons(parse(text));
  expect([comparison?.key, more]).toEqual([key, []]);
  expect(comparison && beside(comparison, 5, 1)).toBe(near);
  expect(comparison && firesAt(comparison)).toBe(fires);
});

test.each(["x == 1", "x > 0", "x != y", "x and y"])("%s has no edge", (text) => {
  expect(comparisons(parse(text))).toEqual([]);
});

const seriesOf = (metric: string, ...values: readonly string[]) => [series(metric, {}, ...values)];
const first = (given: readonly Case["series"][number][]) => given[0]?.values;

test("the notation of series is read as it is written", () => {
  const parts = [level(2, 2), ramp(5, -1.5, 3), missing(2), nan(1), stale, level(Infinity, 1)];
  expect(samplesOf(series("x", {}, ...parts))).toEqual([
    "2",
    "2",
    "5",
    "3.5",
    "2",
    "_",
    "_",
    "NaN",
    "stale",
    "Inf",
  ]);
  expect(samplesOf({ series: "x", values: "-1-1x2 1e-7x1" })).toEqual([
    "-1",
    "-2",
    "-3",
    "1e-7",
    "1e-7",
  ]);
});

test("a series vanishes at a minute", () => {
  expect(first(vanishing(seriesOf("x", level(1, 5)), 2))).toBe("1 1 stale");
});

test("a restart sets counters back, and nothing else", () => {
  const total = seriesOf("training_steps_total", ramp(5, 5, 4), missing(1), stale);
  expect(first(restarting(total, 2))).toBe("5 10 0 5 _ stale");
  const gauge = seriesOf("training_loss", ramp(5, 5, 4));
  expect(restarting(gauge, 2)).toEqual(gauge);
});
