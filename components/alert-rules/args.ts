import type { Labels } from "../common/objects";

/** Arguments of {@link AlertRules}. */
export interface AlertRulesArgs {
  /** Namespace in which Prometheus looks for rules. */
  readonly namespace: string;
  /** Labels that Prometheus's rule selector asks for. @default none */
  readonly labels?: Labels;
  /** One PrometheusRule each. */
  readonly packs: readonly RulePackArgs[];
}

/** Rule groups of one area. */
export interface RulePackArgs {
  /** Unique, a DNS label; becomes part of the object's name. */
  readonly name: string;
  /** As in a rule file. */
  readonly groups: readonly RuleGroupArgs[];
}

/** A group of a rule file. */
export interface RuleGroupArgs {
  /** Unique among all groups. */
  readonly name: string;
  /** Evaluation interval. @default the server's */
  readonly interval?: string;
  readonly rules: readonly RuleArgs[];
}

/** A rule of a rule file, in its spelling: either `record` or `alert`. */
export interface RuleArgs {
  readonly record?: string;
  readonly alert?: string;
  /** PromQL. */
  readonly expr: string;
  /** How long the condition must hold. @default "0s" */
  readonly for?: string;
  /** How long the alert goes on after the condition ends. @default "0s" */
  readonly keep_firing_for?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
}
