import { seconds } from "../../promql";
import type { PrometheusAlertRule, PrometheusRuleGroup } from "../../rules";
import { promtoolTest } from "./promtool";
import type { Series } from "./series";

export * from "./series";

/** Labels of a series or of an alert, without the metric's or the alert's name. */
export type Labels = Readonly<Record<string, string>>;

/** What a query returns at the time of a case. NaN cannot be expected: it equals nothing. */
export interface Sample {
  readonly query: string;
  readonly returns: readonly { readonly labels: Labels; readonly value: number }[];
}

/**
 * One situation: the series there are, and what the rules make of them at one moment. Time starts at 0; the first
 * sample is there at 0. At least one of `fires`, `quiet`, `pending` and `samples` is given.
 */
export interface Case {
  /** Unique within the pack; the name of the jest test. */
  readonly name: string;
  readonly series: readonly Series[];
  /** Time between two samples. @default the evaluation interval */
  readonly interval?: string;
  /** When to look, e.g. "2h"; a multiple of the evaluation interval. */
  readonly at: string;
  /** The alert judged. Without it `quiet` means every alert of the pack. */
  readonly alert?: string;
  /** Exactly these alerts of this name fire, with exactly these labels (alertname left out). */
  readonly fires?: readonly Labels[];
  /** No alert of this name fires. */
  readonly quiet?: true;
  /** Exactly these alerts of this name wait for their `for`. */
  readonly pending?: readonly Labels[];
  /** Annotations of the one alert that fires; those without a template may be left out. */
  readonly annotations?: Labels;
  /** Queries and what they return, e.g. of recorded series. */
  readonly samples?: readonly Sample[];
}

/** Cases of one alert, looked at at one time. */
export function casesOf(alert: string, at = "40m") {
  return {
    fires: (name: string, by: Labels, ...given: readonly Series[]): Case => ({
      name: `${alert}: fires ${name}`,
      alert,
      series: given,
      at,
      fires: [by],
    }),
    quiet: (name: string, ...given: readonly Series[]): Case => ({
      name: `${alert}: quiet ${name}`,
      alert,
      series: given,
      at,
      quiet: true,
      pending: [],
    }),
  };
}

/** How the cases are run. */
export interface BenchOptions {
  /** Every group is evaluated so often, whatever its own interval. @default "1m" */
  readonly evaluationInterval?: string;
  /** Alerts may lack cases here: another suite has them. @default false */
  readonly partial?: boolean;
}

/**
 * A jest suite that runs the cases through one promtool process, one jest test per case, and holds the pack to
 * having for each alert a case in which it fires and one in which it stays quiet.
 */
export function testPack(
  name: string,
  groups: readonly PrometheusRuleGroup[],
  cases: readonly Case[],
  options: BenchOptions = {},
): void {
  describe(name, () => {
    let failures: ReadonlyMap<string, string>;
    beforeAll(async () => {
      failures = await runCases(groups, cases, options);
    }, 300_000);

    test.each(cases.map((c) => c.name))("%s", (caseName) => {
      const failure = failures.get(caseName);
      if (failure !== undefined) throw new Error(failure);
    });

    if (options.partial) return;
    test("every alert has a case in which it fires and one in which it stays quiet", () => {
      expect(uncovered(groups, cases)).toEqual([]);
    });
  });
}

/**
 * Runs the cases through promtool.
 * @returns what was expected and seen, by name of each case that failed.
 * @throws Error when a case asks for what promtool would pass over in silence.
 */
export async function runCases(
  groups: readonly PrometheusRuleGroup[],
  cases: readonly Case[],
  options: BenchOptions = {},
): Promise<ReadonlyMap<string, string>> {
  const evaluationInterval = options.evaluationInterval ?? "1m";
  const names = cases.map((c) => c.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two cases are named '${twice}'`);
  const rules = alerts(groups);
  return promtoolTest(groups, {
    evaluation_interval: evaluationInterval,
    // Without the full order promtool evaluates groups in random order.
    group_eval_order: groups.map((group) => group.name),
    tests: cases.map((c) => promtoolCase(c, rules, evaluationInterval)),
  });
}

/** Alerts without a case in which they fire, or without one of their own in which they are quiet. */
export function uncovered(
  groups: readonly PrometheusRuleGroup[],
  cases: readonly Case[],
): readonly string[] {
  return [...new Set(alerts(groups).map((rule) => rule.alert))].flatMap((alert) => {
    const own = cases.filter((c) => c.alert === alert);
    return [
      ...(own.some((c) => (c.fires ?? []).length > 0) ? [] : [`${alert} fires in no case`]),
      ...(own.some((c) => c.quiet) ? [] : [`${alert} is quiet in no case`]),
    ];
  });
}

function alerts(groups: readonly PrometheusRuleGroup[]): readonly PrometheusAlertRule[] {
  return groups.flatMap((group) => group.rules.filter((rule) => "alert" in rule));
}

/** A case as promtool reads it. Alerts are read from ALERTS, which knows pending ones, too. */
export function promtoolCase(c: Case, rules: readonly PrometheusAlertRule[], evaluation: string) {
  const { name, alert, at, fires, quiet, pending, annotations, samples = [] } = c;
  const fail = (message: string): never => {
    throw new Error(`case '${name}': ${message}`);
  };
  const known = rules.filter((rule) => rule.alert === alert);
  if (alert !== undefined && known.length === 0) {
    fail(`no rule has the alert '${alert}'; there are ${rules.map((r) => r.alert).join(", ")}`);
  }
  if (alert === undefined && (fires ?? pending)) fail("`fires` and `pending` need an `alert`");
  if (fires && quiet) fail("an alert either fires or is quiet");
  if (fires?.length === 0) fail("`fires` is empty: say `quiet: true`");
  if (!fires && !quiet && !pending && samples.length === 0) fail("it expects nothing");
  if (seconds(at) % seconds(evaluation) !== 0) {
    fail(`at ${at} no rule is evaluated; take a multiple of ${evaluation}`);
  }
  const state = (alertstate: string, expected: readonly Labels[]) => ({
    query: selector("ALERTS", { ...(alert !== undefined && { alertname: alert }), alertstate }),
    returns: expected.map((labels) => ({
      labels: { __name__: "ALERTS", alertname: alert ?? "", alertstate, ...labels },
      value: 1,
    })),
  });
  const queries = [
    ...(fires || quiet ? [state("firing", fires ?? [])] : []),
    ...(pending ? [state("pending", pending)] : []),
    ...samples,
  ];
  return {
    name,
    interval: c.interval ?? evaluation,
    input_series: c.series,
    promql_expr_test: queries.map(({ query, returns }) => ({
      expr: query,
      eval_time: at,
      exp_samples: returns.map(({ labels, value }) => ({ labels: selector("", labels), value })),
    })),
    ...(annotations && {
      alert_rule_test: [annotated(alert ?? "", known, fires ?? [], annotations, at, fail)],
    }),
  };
}

function annotated(
  alertname: string,
  known: readonly PrometheusAlertRule[],
  fires: readonly Labels[],
  annotations: Labels,
  at: string,
  fail: (message: string) => never,
) {
  const [labels, ...more] = fires;
  if (labels === undefined || more.length > 0)
    return fail("`annotations` need one alert that fires");
  const rule = known.find((r) => r.labels["severity"] === labels["severity"]);
  const fixed = Object.entries(rule?.annotations ?? {}).filter(([, text]) => !text.includes("{{"));
  const expected = { ...Object.fromEntries(fixed), ...annotations };
  return {
    eval_time: at,
    alertname,
    exp_alerts: [{ exp_labels: labels, exp_annotations: expected }],
  };
}

function selector(metric: string, labels: Labels): string {
  const matchers = Object.entries(labels).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  return `${metric}{${matchers.join(",")}}`;
}
