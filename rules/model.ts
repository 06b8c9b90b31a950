import type { Expr, Length } from "../promql";

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
  /** `global` where it must run over all clusters and sees their external labels. @default every cluster's own */
  readonly scope?: "global";
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

/**
 * A rule group from literals.
 * @param group its interval is checked by the compiler
 */
export function ruleGroup<const I extends string>(
  group: RuleGroup & { readonly interval?: I & Length<I> },
): RuleGroup {
  return group;
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
