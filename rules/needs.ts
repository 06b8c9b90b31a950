import { entryOf } from "../metrics";
import {
  operands,
  print,
  selectors,
  withOperands,
  type Expr,
  type Matcher,
  type Selector,
} from "../promql";
import type { RecordingRule, RuleGroup, Severity } from "./model";

/** A series that somebody has to export: its name and what is asked of its labels. */
export interface NeededSeries {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** Series that are enough together. */
export type Way = readonly NeededSeries[];

/** What an alerting rule reads. */
export interface AlertNeeds {
  readonly alert: string;
  readonly severity: Severity;
  /** Each of them is enough for the alert to fire. */
  readonly ways: readonly Way[];
  /** Everything that it reads, to fire or to be spared a false alarm, and what is enough to have each. */
  readonly reads: readonly ReadSeries[];
}

/** A series that a rule reads. */
export interface ReadSeries {
  readonly series: NeededSeries;
  /** The series itself, or those from which the group records it. */
  readonly ways: readonly Way[];
}

/** Labels that the scrape adds or that identify the subject: whoever exports a metric does not choose by them. */
const IDENTITY: readonly string[] = [
  ...["namespace", "pod", "job", "instance", "service", "container", "node"],
  ...["exported_namespace", "exported_pod", "training_class", "run_id", "mapped_from"],
];

/**
 * What each alerting rule of a group needs, read off its expression and those of the series that the group records:
 * `and` and arithmetic need both sides, `or` one, `unless` the left.
 */
export function alertNeeds(group: RuleGroup): readonly AlertNeeds[] {
  const reader = new Reader(group);
  return group.rules.flatMap((rule) => {
    if ("record" in rule) return [];
    const { alert, labels, expr } = rule;
    const { severity } = labels;
    return [{ alert, severity, ways: reader.ways(expr), reads: reader.reads(expr) }];
  });
}

/**
 * Name of a series and what its labels must be, as PromQL; of a histogram without its parts. What a series without
 * labels fulfils as well is left out.
 */
export function needText({ metric, matchers }: NeededSeries): string {
  const asked = matchers.filter((matcher) => !matches(matcher, ""));
  return print({ type: "selector", metric: entryOf(metric)?.name ?? metric, matchers: asked });
}

/** Whether a series with these labels is one that is needed. */
export function fulfils(
  { metric, matchers }: NeededSeries,
  name: string,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    metric === name && matchers.every((matcher) => matches(matcher, labels[matcher.label] ?? ""))
  );
}

/** RE2 and JavaScript read the regular expressions of our rules alike. */
function matches({ op, value }: Matcher, label: string): boolean {
  const equal =
    op === "=" || op === "!=" ? label === value : new RegExp(`^(?:${value})$`).test(label);
  return op === "=" || op === "=~" ? equal : !equal;
}

class Reader {
  private readonly recordings: readonly RecordingRule[];
  /** Names whose recording is being read: one that reads itself adds nothing. */
  private readonly open = new Set<string>();

  constructor({ rules }: RuleGroup) {
    this.recordings = rules.flatMap((rule) => ("record" in rule ? [rule] : []));
  }

  ways(expr: Expr): readonly Way[] {
    switch (expr.type) {
      case "number":
      case "string":
        return [[]];
      case "selector":
        return this.ofSeries(expr);
      case "subquery":
      case "negate":
        return this.ways(expr.expr);
      case "call":
        // What fires when something is absent needs nothing.
        return expr.fn.startsWith("absent") ? [[]] : this.all(expr.args);
      case "aggregate":
        return this.all(operands(expr));
      case "binary":
        if (expr.op === "unless") return this.ways(expr.left);
        if (expr.op === "or") return fewest([...this.ways(expr.left), ...this.ways(expr.right)]);
        return this.all([expr.left, expr.right]);
    }
  }

  reads(expr: Expr): readonly ReadSeries[] {
    const found = selectors(expr).flatMap((selector): readonly ReadSeries[] => {
      const recorded = this.recorded(selector.metric);
      return isMetric(selector) || recorded.length === 0
        ? [{ series: needed(selector), ways: this.ofSeries(selector) }]
        : recorded.flatMap((rule) => this.reads(rule.expr));
    });
    return [...new Map(found.map((one) => [key(one.series), one])).values()];
  }

  private recorded(name: string): readonly RecordingRule[] {
    return this.recordings.filter(({ record }) => record === name);
  }

  private ofSeries(selector: Selector): readonly Way[] {
    const { metric } = selector;
    if (this.open.has(metric)) return [];
    const recorded = this.recorded(metric);
    this.open.add(metric);
    const ways = recorded.flatMap(({ expr, labels = {} }) => {
      const { matchers } = needed(selector);
      const fixed = matchers.filter(({ label }) => labels[label] !== undefined);
      if (!fixed.every((matcher) => matches(matcher, labels[matcher.label] ?? ""))) return [];
      return this.ways(asking(expr, without(matchers, fixed)));
    });
    this.open.delete(metric);
    // A metric that is also recorded, from other names, may still be exported itself.
    const own = isMetric(selector) || recorded.length === 0 ? [[needed(selector)]] : [];
    return fewest([...own, ...ways]);
  }

  private all(parts: readonly Expr[]): readonly Way[] {
    return parts
      .map((part) => this.ways(part))
      .reduce<readonly Way[]>(
        (ways, more) => fewest(ways.flatMap((way) => more.map((one) => [...way, ...one]))),
        [[]],
      );
  }
}

/** An expression over series of which more is asked; labels under the names that they have there. */
function asking(expr: Expr, matchers: readonly Matcher[]): Expr {
  if (matchers.length === 0) return expr;
  if (expr.type === "selector") return { ...expr, matchers: [...expr.matchers, ...matchers] };
  const [, to, , from] = expr.type === "call" && expr.fn === "label_replace" ? expr.args : [];
  const renamed = matchers.map((matcher) =>
    to?.type === "string" && from?.type === "string" && matcher.label === to.value
      ? { ...matcher, label: from.value }
      : matcher,
  );
  return withOperands(expr, (operand) => asking(operand, renamed));
}

function without<T>(all: readonly T[], some: readonly T[]): readonly T[] {
  return all.filter((one) => !some.includes(one));
}

function isMetric({ metric }: Selector): boolean {
  return entryOf(metric) !== undefined;
}

function needed({ metric, matchers }: Selector): NeededSeries {
  return { metric, matchers: matchers.filter(({ label }) => !IDENTITY.includes(label)) };
}

function distinct(series: readonly NeededSeries[]): readonly NeededSeries[] {
  return [...new Map(series.map((one) => [key(one), one])).values()];
}

const key = (one: NeededSeries): string => JSON.stringify([one.metric, one.matchers]);

/** Without ways that need what another needs and more. */
function fewest(ways: readonly Way[]): readonly Way[] {
  const sets = ways
    .map(distinct)
    .map((way) => ({ way, keys: new Set(way.map(key)) }))
    .sort((a, b) => a.way.length - b.way.length);
  const kept: (typeof sets)[number][] = [];
  for (const one of sets) {
    if (!kept.some(({ keys }) => [...keys].every((k) => one.keys.has(k)))) kept.push(one);
  }
  return kept.map(({ way }) => way);
}
