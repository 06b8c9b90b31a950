import { duration, seconds } from "../promql";
import type { Omission } from "./model";

/**
 * Severities, as the kube-prometheus-stack and its inhibitions use them: what a reader may expect of an alert.
 */
export const severities = {
  critical: "pages somebody: users are hurt, or work is being lost, now",
  warning: "opens a ticket: somebody should look within a working day",
  info: "is for the record and notifies nobody",
  none: "is the Watchdog, which always fires",
} as const;

/** Annotations of every alert; `dashboard_url` only where there is a dashboard. */
export const alertAnnotations = ["summary", "description", "runbook_url", "dashboard_url"] as const;

/** Alerts of the kube-prometheus-stack with the meaning of one of ours, under another name. */
export const equivalents: Readonly<Record<string, readonly string[]>> = {
  AlertmanagerConfigReloadFailed: ["AlertmanagerFailedReload"],
  AlertmanagerNotificationsFailing: ["AlertmanagerFailedToSendAlerts"],
  PrometheusConfigReloadFailed: ["PrometheusBadConfig"],
  PrometheusRuleEvaluationsMissed: ["PrometheusMissingRuleEvaluations"],
  ExporterDown: ["TargetDown"],
};

/** Labels that identify the subject of a pack's alerts; its dashboard has variables of the same names. */
export const subjects = {
  training: ["namespace", "job", "run_id"],
  inference: ["namespace", "service", "model"],
  gpu: ["gpu_pool", "node"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Address of an alert's runbook: the file docs/runbooks/<alert>.md, wherever it is served. */
export function runbookUrl(base: string, alert: string): string {
  return `${base.replace(/\/+$/, "")}/${alert}.md`;
}

/**
 * Query part of a dashboard link: the subject of the alert as dashboard variables, escaped by the template. A
 * label that the alert lacks is left out: an empty variable would select nothing, an absent one selects all.
 */
export function dashboardQuery(pack: string): string {
  const known: Readonly<Record<string, readonly string[]>> = subjects;
  const variables = (known[pack] ?? []).map(
    (label) => `{{ with $labels.${label} }}var-${label}={{ . | urlquery }}&{{ end }}`,
  );
  return variables.length === 0 ? "" : `?${variables.join("")}`;
}

/** Name of a rule group: unique, since it carries what the rules are about. */
export function groupName(pack: string, ...subject: readonly string[]): string {
  return ["mlwatch", pack, ...subject].join("-");
}

/** A label's text with `before` in front of it, or nothing where the series lacks the label. */
export function ifSet(label: string, before: string): string {
  const name = label.replace(/^\{\{ | \}\}$/g, "");
  return `{{ with ${name} }}${before}{{ . }}{{ end }}`;
}

/** The longer of two durations. */
export function longest(a: string, b: string): string {
  return seconds(a) >= seconds(b) ? a : b;
}

/** The shorter of two durations. */
export function shortest(a: string, b: string): string {
  return longest(a, b) === a ? b : a;
}

/** `factor` times a duration. */
export function times(factor: number, length: string): string {
  return duration(factor * seconds(length));
}

/** Omissions of several alerts for one reason. */
export function omit(reason: string, ...alerts: readonly string[]): readonly Omission[] {
  return alerts.map((alert) => ({ alert, reason }));
}

/**
 * Holds an option to a rule.
 * @throws Error naming where it was given, the value and the rule.
 */
export function check(ok: boolean, where: string, value: string | number, rule: string): void {
  if (!ok) throw new Error(`${where}: ${JSON.stringify(value)}: ${rule}`);
}
