import { readFileSync } from "node:fs";
import path from "node:path";
import { everyRank } from "../../../metrics/training";
import { entryOf } from "../../../metrics";
import { operands, seconds, selectors, type Expr, type Selector } from "../../../promql";
import { runLabels } from "../../../rules/training/identity";
import { recordedLabels, trainingAlerts, trainingRules } from "./training-labels";

const runs: readonly string[] = runLabels;
const everyRankSeries = new Set<string>(everyRank);

/** What one evaluation may read of each rank, and of the run besides: of ten ranks as much as a node's exporters have series. */
const samplesPerRank = 300;
const samplesPerRun = 30_000;
/** Metrics of its own that a run reports, such as accuracy. */
const metricsOfRun = 5;

/** Whether at most one series of each run comes out: the one that is the largest or smallest of all. */
function oneOfEachRun(expr: Expr): boolean {
  switch (expr.type) {
    case "binary":
      return oneOfEachRun(expr.left);
    case "aggregate": {
      const { op, param, grouping } = expr;
      const chosen =
        (op === "topk" || op === "bottomk") && param?.type === "number" && param.value === 1;
      return chosen && grouping?.mode === "by" && grouping.labels.join() === runs.join();
    }
    default:
      return false;
  }
}

describe("what is read of runs from afar", () => {
  const more = (name: string) =>
    [...(recordedLabels.get(name) ?? [])].filter((label) => !runs.includes(label));
  const names = [...recordedLabels.keys()];
  const perRun = names.filter((name) => name.startsWith("run:"));
  const perMetric = names.filter((name) => name.startsWith("run_metric:"));

  it("is recorded per run, or per metric of a run, and named so", () => {
    expect(perRun.length).toBeGreaterThan(10);
    expect(perRun.filter((name) => more(name).length > 0)).toEqual([]);
    const metric = ["metric", "split"];
    expect(perMetric.flatMap(more).filter((label) => !metric.includes(label))).toEqual([]);
    // All others are of pods or ranks; they stay where they are.
    const others = names.filter((name) => ![...perRun, ...perMetric].includes(name));
    expect(others.filter((name) => !more(name).some((l) => ["pod", "rank"].includes(l)))).toEqual(
      [],
    );
  });

  it("is what docs/rules.md says", () => {
    const text = readFileSync(path.resolve(__dirname, "../../../docs/rules.md"), "utf8");
    const [, selector = ""] = /match\[\]: \['\{__name__=~"(.+)"\}'/.exec(text) ?? [];
    const federated = names.filter((name) => new RegExp(`^(?:${selector})$`).test(name));
    expect(federated.sort()).toEqual([...perRun, ...perMetric].sort());
  });
});

it("no alert is per rank: one of each run, of each of its pods, or of each of its metrics", () => {
  const perRank = trainingAlerts.filter(
    ({ rule, labels }) =>
      ["rank", "instance", "gpu", "UUID"].some((label) => labels.has(label)) &&
      !oneOfEachRun(rule.expr),
  );
  expect(perRank.map(({ rule }) => rule.alert)).toEqual([]);
  const perPod = trainingAlerts.filter(
    ({ rule, labels }) => labels.has("pod") && !oneOfEachRun(rule.expr),
  );
  expect(perPod.map(({ rule }) => rule.alert)).toEqual(["TrainingTargetDown"]);
});

it("no alert reads what every rank exports: a recording does, once for all", () => {
  const found = trainingAlerts.flatMap(({ rule }) =>
    selectors(rule.expr)
      .filter(({ metric }) => everyRankSeries.has(metric))
      .map(({ metric }) => `${rule.alert} reads ${metric}`),
  );
  expect([...new Set(found)]).toEqual([]);
});

describe("samples that an evaluation of the whole pack reads of one run", () => {
  /** Series of a selector for a run with the contract. */
  const seriesOf = ({ metric, matchers }: Selector, ranks: number): number => {
    if (matchers.some(({ label, op, value }) => label === "run_id" && op === "=" && value === ""))
      return 0;
    if (metric.includes(":"))
      return metric.startsWith("run:")
        ? 1
        : metric.startsWith("run_metric:")
          ? metricsOfRun
          : ranks;
    const entry = entryOf(metric);
    if (entry?.source.name === "training contract" && !everyRankSeries.has(metric)) {
      // Each label of the run's one rank that has several values.
      return Object.values(entry.values ?? {}).reduce((product, { length }) => product * length, 1);
    }
    return ranks;
  };
  const read = (expr: Expr, ranks: number): number => {
    if (expr.type === "selector") {
      return (
        seriesOf(expr, ranks) * Math.max(1, expr.range === undefined ? 1 : seconds(expr.range) / 30)
      );
    }
    const inner = operands(expr).reduce((sum, operand) => sum + read(operand, ranks), 0);
    return expr.type === "subquery"
      ? inner * (seconds(expr.range) / seconds(expr.step ?? "30s"))
      : inner;
  };
  const total = (ranks: number) =>
    trainingRules.reduce((sum, { expr }) => sum + read(expr, ranks), 0);

  it("grow by few for each rank", () => {
    // Of each family that ranks export the stall window once, and of what is recorded by rank or pod the newest.
    expect((total(1024) - total(1)) / 1023).toBeLessThan(samplesPerRank);
    expect(total(1)).toBeLessThan(samplesPerRun);
  });
});
