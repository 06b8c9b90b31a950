import { parse } from "../../../promql";
import { alertNeeds, fulfils, needText, type RuleGroup } from "../../../rules";

const recording = (record: string, expr: string, labels?: Readonly<Record<string, string>>) => ({
  record,
  expr: parse(expr),
  ...(labels && { labels }),
});
const alerting = (alert: string, expr: string) => ({
  ...{ alert, expr: parse(expr), for: "0s" },
  labels: { severity: "warning" as const },
  annotations: { summary: "s", description: "d" },
});
const needs = (expr: string, ...recordings: RuleGroup["rules"]) => {
  const [found] = alertNeeds({ name: "g", rules: [...recordings, alerting("A", expr)] });
  return {
    ways: found?.ways.map((way) => way.map(needText).sort().join(" + ")),
    reads: found?.reads.map(({ series }) => needText(series)),
  };
};

test.each<[string, readonly string[]]>([
  ["up == 0", ["up"]],
  ["a / b > 1", ["a + b"]],
  ["a and b", ["a + b"]],
  ["a or b", ["a", "b"]],
  ["a unless b", ["a"]],
  ["(a or b) and c", ["a + c", "b + c"]],
  ["a or a and b", ["a"]],
  ["(a or b) and (b or c)", ["b", "a + c"]],
  ["sum by (run_id) (rate(a[5m])) > 2 * scalar(b)", ["a + b"]],
  ["absent(a)", [""]],
  ["vector(1) > 0", [""]],
  ["max_over_time((a - b)[5m:1m]) > 0", ["a + b"]],
  ['a{split="validation",run_id!="",namespace="x"} > 0', ['a{split="validation"}']],
  ['a{split!="validation"} > 0', ["a"]],
  [
    "training_step_duration_seconds_sum / training_step_duration_seconds_count > 1",
    ["training_step_duration_seconds + training_step_duration_seconds"],
  ],
])("%s needs %j", (expr, ways) => {
  expect(needs(expr).ways).toEqual(ways);
});

test("a recorded series needs what records it, by whichever rule", () => {
  const rules = [
    recording("r:a:x", "a"),
    recording("r:a:x", "b and c"),
    recording("r:b:x", "r:a:x + d"),
  ];
  expect(needs("r:b:x > 0", ...rules).ways).toEqual(["a + d", "b + c + d"]);
});

test("what spares false alarms is read, not needed", () => {
  const rules = [recording("r:a:x", "a unless b")];
  expect(needs("r:a:x > 0 unless c", ...rules)).toEqual({ ways: ["a"], reads: ["a", "b", "c"] });
});

describe("a metric that is recorded from another name", () => {
  const loss = (expr: string, labels?: Readonly<Record<string, string>>) =>
    recording("training_loss", `${expr} unless training_loss`, labels);

  it("may be exported under either", () => {
    expect(needs("training_loss > 0", loss("my_loss")).ways).toEqual(["training_loss", "my_loss"]);
  });

  it("has the labels that its rule gives it, and no others", () => {
    const both = [loss("t", { split: "train" }), loss("v", { split: "validation" })];
    expect(needs('training_loss{split="validation"} > 0', ...both).ways).toEqual([
      'training_loss{split="validation"}',
      "v",
    ]);
  });

  it("is asked for labels under the names that they have there", () => {
    const renamed = loss('label_replace(my_loss, "split", "$1", "mode", "(.+)")');
    expect(needs('training_loss{split="validation"} > 0', renamed).ways).toEqual([
      'training_loss{split="validation"}',
      'my_loss{mode="validation"}',
    ]);
  });

  it("adds nothing where its rule reads itself", () => {
    expect(needs("training_loss > 0", loss("(s or training_loss)")).ways).toEqual([
      "training_loss",
      "s",
    ]);
  });
});

test.each<[string, Readonly<Record<string, string>>, boolean]>([
  ["a", {}, true],
  ["b", {}, false],
  ['a{x="1"}', { x: "1" }, true],
  ['a{x="1"}', {}, false],
  ['a{x!="1"}', {}, true],
  ['a{x!="1"}', { x: "1" }, false],
  ['a{x=~"1|2"}', { x: "2" }, true],
  ['a{x=~"1|2"}', { x: "12" }, false],
  ['a{x!~"1|2"}', { x: "2" }, false],
])("%s is fulfilled by a%j: %s", (selector, labels, expected) => {
  const expr = parse(selector);
  expect(expr.type === "selector" && fulfils(expr, "a", labels)).toBe(expected);
});
