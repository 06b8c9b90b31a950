import { parse } from "../../../../promql";
import type { Contender } from "../../../../bench/alerts/contenders";
import { plan } from "../../../../bench/alerts/plan";

const alert = (expr: string, held = 0) => ({
  ...{ name: "A", severity: "critical", expr, for: held, keepFiringFor: 0 },
});
const contender = (
  name: string,
  recordings: Readonly<Record<string, string>>,
  ...alerts: readonly ReturnType<typeof alert>[]
): Contender => ({
  name,
  recordings: Object.entries(recordings).map(([record, expr]) => ({ record, expr: parse(expr) })),
  alerts,
});

describe("a plan", () => {
  const common = { "r:a": "max(a)" };
  const { levels, questions } = plan([
    contender("one", { ...common, "r:b": "avg_over_time(r:a[5m])" }, alert("r:b > 1")),
    contender("two", { ...common, "r:b": "avg_over_time(r:a[9m])" }, alert("r:b > 1")),
    contender(
      "three",
      { ...common, "r:b": "avg_over_time(r:a[5m])" },
      ...[alert("r:b > 1", 60), alert("r:a > 1")],
    ),
  ]);

  it("records once what several record alike, level by level", () => {
    const names = levels.map((batches) =>
      batches.map(({ owners, recordings }) => [owners, recordings.map(({ record }) => record)]),
    );
    expect(names).toEqual([
      [[["one", "two", "three"], ["r:a"]]],
      [
        [["one", "three"], ["r:b"]],
        [["two"], ["r:b"]],
      ],
    ]);
  });

  it("asks once what is the same of the same series, whatever for and severity are", () => {
    const asked = questions.map(({ owner, expr, alerts }) => [
      owner,
      expr,
      alerts.map(({ contender: of, alert: { for: held } }) => `${of} ${held}`),
    ]);
    expect(asked).toEqual([
      ["one", "r:b > 1", ["one 0", "three 60"]],
      ["two", "r:b > 1", ["two 0"]],
      ["three", "r:a > 1", ["three 0"]],
    ]);
  });
});
