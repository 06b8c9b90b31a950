import { operands, parse, selectors, type Expr } from "../../promql";
import type { PrometheusAlertRule, PrometheusRuleGroup } from "../../rules";
import type { Case, Labels } from "./case";
import { alertsOf } from "./coverage";
import { beside, comparisons, firesAt, type Comparison } from "./edges";
import { isCounter, restarting, vanishing } from "./samples";
import type { Series } from "./series";

/** Series whose compared value is the one asked for. */
export interface Edge {
  readonly series: (value: number) => readonly Series[];
  /** The limit, where the rule compares with a series instead of a number. */
  readonly limit?: number;
  /** How far beside the limit to look. @default 1 */
  readonly step?: number;
  /** Minute at which to look. @default when the alert of the exemplar fires */
  readonly at?: number;
}

/** What an alert is about, as data from which its standard cases are made; a sample and an evaluation a minute. */
export interface Exemplar {
  readonly alert: string;
  /** Which of several rules of this name. @default none */
  readonly of?: string;
  /** What the alert of a subject carries; tells the rule from others of its name. */
  readonly fires: (subject: string) => Labels;
  /** A subject with nothing wrong. */
  readonly healthy: (subject: string) => readonly Series[];
  /** A subject that goes wrong. */
  readonly bad: (subject: string) => readonly Series[];
  /** Minute at which the condition is true for the first time. */
  readonly from: number;
  /** Minutes for which the condition must hold. @default 0 */
  readonly for?: number;
  /** Minutes for which the alert goes on after the condition. @default 0 */
  readonly keepFiringFor?: number;
  /** What is there beside every subject. @default nothing */
  readonly beside?: readonly Series[];
  /** What fires without any data; only a rule that asks for absence can. @default nothing */
  readonly withoutData?: readonly Labels[];
  /** What fires when a healthy subject vanishes. @default nothing */
  readonly whenGone?: readonly Labels[];
  /** How many minutes the condition outlives the series it is about, for a window of it. @default 0 */
  readonly lasts?: number;
  /** What a restart does to the alert, which sets every counter back. @default "fires" */
  readonly restart?: "fires" | "quiet";
  /** By {@link Comparison.key}. Those that must hold for the alert to fire have to be here. */
  readonly edges?: Readonly<Record<string, Edge>>;
}

/**
 * The standard cases of the exemplars: no data, a healthy subject beside the bad one, the edges of `for`, of
 * `keep_firing_for` and of every threshold, vanishing series and restarts.
 * @throws Error when no rule, or no comparison of it, is what an exemplar is about.
 */
export function standardCases(
  groups: readonly PrometheusRuleGroup[],
  exemplars: readonly Exemplar[],
): readonly Case[] {
  return exemplars.flatMap((exemplar) => {
    const rule = ruleOf(groups, exemplar);
    const others = exemplars.filter((other) => other.alert === exemplar.alert);
    return casesOfOne(
      groups,
      rule,
      exemplar,
      others.filter((other) => ruleOf(groups, other) === rule),
    );
  });
}

/** Rules whose alert has no exemplar; rules of one alert that differ in their subjects only share theirs. */
export function withoutStandardCases(
  groups: readonly PrometheusRuleGroup[],
  exemplars: readonly Exemplar[],
): readonly string[] {
  const kind = (rule: PrometheusAlertRule) =>
    [rule.alert, rule.labels["severity"], ...keysOf(rule)].join(" ");
  const covered = new Set(exemplars.map((exemplar) => kind(ruleOf(groups, exemplar))));
  return alertsOf(groups)
    .filter((rule) => selectors(parse(rule.expr)).length > 0 && !covered.has(kind(rule)))
    .map((rule) => `${rule.alert} (${rule.labels["severity"] ?? "without severity"})`);
}

function keysOf(rule: PrometheusAlertRule): readonly string[] {
  return comparisons(parse(rule.expr)).map(({ key }) => key);
}

function casesOfOne(
  groups: readonly PrometheusRuleGroup[],
  rule: PrometheusAlertRule,
  exemplar: Exemplar,
  others: readonly Exemplar[],
): readonly Case[] {
  const { alert, of, fires, healthy, bad, from, beside: also = [], lasts = 0 } = exemplar;
  const expr = parse(rule.expr);
  const { for: waits = 0, keepFiringFor: keeps = 0 } = exemplar;
  const by = [fires("a")];
  const at = (
    minute: number,
    name: string,
    series: readonly Series[],
    state: "fires" | "pending" | "quiet",
    labels: readonly Labels[] = by,
  ): Case => ({
    name: `${alert}${of === undefined ? "" : ` (${of})`}: ${name}`,
    alert,
    at: `${minute}m`,
    series: [...series, ...also],
    ...(state === "fires" && labels.length > 0
      ? { fires: labels }
      : { quiet: true, pending: state === "pending" ? labels : [] }),
  });
  const begun = from + waits;
  const gone = begun + 2;
  const over = gone + lasts + keeps;
  const { withoutData = [], whenGone = [] } = exemplar;
  const asksForAbsence = alertsOf(groups).some(
    (r) => r.alert === alert && calls(parse(r.expr), "absent"),
  );
  if (withoutData.length > 0 && !asksForAbsence) {
    throw new Error(`${alert} cannot fire without data: it does not ask for absence`);
  }
  const edge = () =>
    edgesOf(exemplar, expr, others).flatMap(({ comparison, edge, limit }) => {
      const { series, step = 1, at: minute = begun } = edge;
      const near = beside(comparison, limit, step);
      const where = near > limit ? "just above" : "just below";
      const look = (place: string, value: number, holds: boolean): Case => {
        const { pending: _, ...c } = at(
          minute,
          `${place} the edge of ${comparison.key}`,
          series(value),
          holds ? "fires" : "quiet",
        );
        return c;
      };
      return [look("at", limit, firesAt(comparison)), look(where, near, !firesAt(comparison))];
    });
  return [
    { ...at(begun, "no data", [], "fires", withoutData), series: [] },
    at(from - 1, "not yet", bad("a"), "quiet"),
    ...(waits > 0
      ? [
          at(from, "pending at once", bad("a"), "pending"),
          at(begun - 1, "pending to the end of its `for`", bad("a"), "pending"),
        ]
      : []),
    at(begun, "fires beside a healthy subject", [...healthy("b"), ...bad("a")], "fires"),
    at(begun, "quiet while healthy", healthy("a"), "quiet"),
    at(begun, "a healthy subject vanishes", vanishing(healthy("a"), from), "fires", whenGone),
    ...(whenGone.length > 0
      ? [at(over, "goes on when its series vanish", vanishing(bad("a"), gone), "fires", whenGone)]
      : [
          at(over - 1, "goes on after its series vanish", vanishing(bad("a"), gone), "fires"),
          at(over, "ends after its series vanish", vanishing(bad("a"), gone), "quiet"),
        ]),
    ...restarts(),
    ...edge(),
  ];

  function restarts(): readonly Case[] {
    const minute = from + Math.floor(waits / 2);
    const cases = [
      { name: "a restart while healthy", given: healthy("a"), state: "quiet" as const },
      { name: "a restart while bad", given: bad("a"), state: exemplar.restart ?? "fires" },
    ].flatMap(({ name, given, state }) => {
      const series = restarting(given, minute);
      const same = series.every((s, i) => s === given[i]);
      return same ? [] : [at(begun + 1, name, series, state)];
    });
    if (cases.length === 0 && readsCounter(groups, rule)) {
      throw new Error(`${alert} reads counters, but its exemplar has none`);
    }
    return cases;
  }
}

/** The edges of an exemplar; other exemplars of the rule may have the rest of those it must have. */
function edgesOf(exemplar: Exemplar, expr: Expr, others: readonly Exemplar[]) {
  const found = new Map<string, Comparison>(comparisons(expr).map((c) => [c.key, c]));
  const { alert, edges = {} } = exemplar;
  const fail = (message: string): never => {
    throw new Error(`edges of ${alert}: ${message}`);
  };
  const known = new Set(others.flatMap((other) => Object.keys(other.edges ?? {})));
  const missing = [...found.values()].find(({ key, negated }) => !negated && !known.has(key));
  if (missing) fail(`'${missing.key}' is missing`);
  return [...found.values()].flatMap((comparison) => {
    const edge = edges[comparison.key];
    if (!edge) return [];
    const limit = edge.limit ?? comparison.limit ?? fail(`'${comparison.key}' needs its limit`);
    return [{ comparison, edge, limit }];
  });
}

/** The rule that an exemplar is about: the first that has its name, labels it fires with, and its edges. */
function ruleOf(groups: readonly PrometheusRuleGroup[], exemplar: Exemplar): PrometheusAlertRule {
  const { alert, fires, edges = {} } = exemplar;
  const labels = fires("a");
  const rule = alertsOf(groups).find(
    (r) =>
      r.alert === alert &&
      Object.entries(r.labels).every(([name, value]) => labels[name] === value) &&
      Object.keys(edges).every((key) => keysOf(r).includes(key)),
  );
  if (rule) return rule;
  throw new Error(
    `no rule of ${alert} fires with ${JSON.stringify(labels)} and has the edges ${Object.keys(edges).join(", ")}`,
  );
}

/** Whether the value of a counter can make the alert fire, read by itself or through recorded series. */
function readsCounter(groups: readonly PrometheusRuleGroup[], rule: PrometheusAlertRule): boolean {
  const recorded = groups.flatMap((group) => group.rules.filter((r) => "record" in r));
  const reads = (text: string): boolean =>
    judged(parse(text)).some(
      (metric) => isCounter(metric) || recorded.some((r) => r.record === metric && reads(r.expr)),
    );
  return reads(rule.expr);
}

/** The metrics of an expression but those behind `unless`. */
function judged(expr: Expr): readonly string[] {
  if (expr.type === "selector") return [expr.metric];
  const [left, ...rest] = operands(expr);
  const excused = expr.type === "binary" && expr.op === "unless";
  return [...(left ? [left] : []), ...(excused ? [] : rest)].flatMap(judged);
}

function calls(expr: Expr, fn: string): boolean {
  return JSON.stringify(expr).includes(`"fn":"${fn}"`);
}
