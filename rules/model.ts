import {
  seconds,
  type ConditionOperand,
  type Duration,
  type Expr,
  type Kind,
  type Unit,
  Metric,
  type Operand,
  type Vector,
} from "../promql";

/** `critical` pages somebody, `warning` opens a ticket, `info` is for the record; `none` is the Watchdog. */
export type Severity = "critical" | "warning" | "info" | "none";

/** A recording rule as data. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: Expr;
  readonly labels?: Readonly<Record<string, string>>;
}

/** An alerting rule as data; `labels` always holds `severity` and, where known, `team`. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: Expr;
  /** How long the condition must hold, e.g. "10m"; "0s" fires at once. */
  readonly for: string;
  /** How long the alert goes on after the condition ends or its series vanish. */
  readonly keepFiringFor?: string;
  readonly labels: Readonly<Record<string, string>> & { readonly severity: Severity };
  readonly annotations: Readonly<Record<string, string>> & {
    readonly summary: string;
    readonly description: string;
  };
}

/** Rules evaluated one after another, in order. */
export interface RuleGroup {
  /** Unique among all groups of an environment. */
  readonly name: string;
  /** Evaluation interval; without it the server's. */
  readonly interval?: string;
  readonly rules: readonly (RecordingRule | AlertRule)[];
}

/** An alert that a pack leaves out, and why it could not work. */
export interface Omission {
  readonly alert: string;
  readonly reason: string;
}

/** The rules of one area, built for one environment. */
export interface Pack {
  readonly name: string;
  readonly groups: readonly RuleGroup[];
  readonly omitted: readonly Omission[];
}

/** A recorded series together with the rule that makes it. */
export class Recorded<L extends string, K extends Kind, U extends Unit> extends Metric<L, K, U> {
  constructor(readonly rule: RecordingRule) {
    super(rule.record);
  }
}

/**
 * A recording rule as a typed series: labels, kind and unit are those of the expression.
 * @throws Error when the name is not `level:metric:operations`.
 */
export function record<L extends string, K extends Kind, U extends Unit>(
  name: `${string}:${string}:${string}`,
  expr: Vector<L, K, U>,
): Recorded<L, K, U> {
  return new Recorded({ record: recordedName(name), expr: expr.ast });
}

/**
 * The recording rule of a series that is declared apart from its expression, because others read it too. The
 * compiler holds labels, kind and unit of the expression to those of the series.
 * @throws Error when the name is not `level:metric:operations`.
 */
export function recordAs<L extends string, K extends Kind, U extends Unit>(
  series: Metric<L, K, U>,
  expr: Operand<NoInfer<L>, NoInfer<K>, NoInfer<U>>,
): RecordingRule {
  return { record: recordedName(series.name), expr: expr.ast };
}

function recordedName(name: string): string {
  if (!/^[a-z_0-9]+:[a-zA-Z_0-9]+:[a-z_0-9]+$/.test(name)) {
    throw new Error(`recording rule '${name}' must be named level:metric:operations`);
  }
  return name;
}

/** Text of the alert's value in annotations, as a Go template. */
export interface Value {
  /** `1.234k` */
  readonly humanize: string;
  /** `12.3%` of a ratio */
  readonly percentage: string;
  /** `1h 2m 3s` of seconds */
  readonly duration: string;
}

const value: Value = {
  humanize: "{{ $value | humanize }}",
  percentage: "{{ $value | humanizePercentage }}",
  duration: "{{ $value | humanizeDuration }}",
};

type Annotation<L extends string> = (labels: { readonly [P in L]: string }, value: Value) => string;

/** What an alert is made of. `summary` and `description` see only labels that the expression keeps. */
export interface AlertDefinition<L extends string, F extends string> {
  /** CamelCase; also the name of its runbook, docs/runbooks/<name>.md. */
  readonly name: string;
  readonly expr: ConditionOperand<L>;
  readonly for: F & Duration<F>;
  readonly keepFiringFor?: string;
  readonly severity: Severity;
  /** Team that is told; the routing tree matches it. Without it the default receiver is told. */
  readonly team?: string | undefined;
  /** Labels with one value for all alerts of the rule; they keep rules of one name apart. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: Annotation<L>;
  readonly description: Annotation<L>;
}

/**
 * An alerting rule from a typed condition.
 * @throws Error when the name is not CamelCase, or a duration is not one.
 */
export function alert<L extends string, const F extends string>(
  definition: AlertDefinition<L, F>,
): AlertRule {
  const { name, severity, team, keepFiringFor } = definition;
  if (!/^[A-Z][A-Za-z0-9]+$/.test(name)) throw new Error(`alert '${name}' must be CamelCase`);
  seconds(definition.for);
  if (keepFiringFor !== undefined) seconds(keepFiringFor);
  // A label proxy: `l.run_id` becomes the template that prints the label.
  const labels = new Proxy({}, { get: (_, label) => `{{ $labels.${String(label)} }}` }) as {
    readonly [P in L]: string;
  };
  return {
    alert: name,
    expr: definition.expr.ast,
    for: definition.for,
    ...(keepFiringFor !== undefined && { keepFiringFor }),
    labels: { ...definition.labels, severity, ...(team !== undefined && { team }) },
    annotations: {
      summary: definition.summary(labels, value),
      description: definition.description(labels, value),
    },
  };
}
