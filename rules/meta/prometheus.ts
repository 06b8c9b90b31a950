import { alertmanager, prometheus } from "../../metrics";
import { increase, max, maxOverTime, min, sum, type Metric } from "../../promql";
import { alert } from "../alert";
import type { AlertRule } from "../model";
import { down, type ResolvedWindows, type Target } from "./targets";

const replica = ["namespace", "job", "pod"] as const;

/** A replica of Prometheus is down, as its peers see it, or Prometheus does not scrape itself. */
export function prometheusDown(target: Target, windows: ResolvedWindows): AlertRule {
  return alert({
    name: "PrometheusDown",
    expr: down(target),
    for: windows.down,
    severity: "warning",
    summary: (l) => `A replica of Prometheus (${l.job}) in ${l.namespace} is down`,
    description: (l) =>
      `A target of job ${l.job} (namespace ${l.namespace}) has not answered a scrape for ${windows.down}, or there is none. Its peer still evaluates the rules; without targets nothing about Prometheus itself is known. That all replicas are down is told only by the silence of the Watchdog.`,
  });
}

/** Rules that cannot be evaluated: alerts among them cannot fire. */
export function ruleFailures(target: Target, windows: ResolvedWindows): AlertRule {
  const failures = prometheus.prometheus_rule_evaluation_failures_total.where(target);
  return alert({
    name: "PrometheusRuleFailures",
    expr: sum(increase(failures.over(windows.failures)))
      .by(...replica, "rule_group")
      .gt(0),
    for: windows.sustained,
    severity: "critical",
    summary: (l) => `Prometheus ${l.pod} in ${l.namespace} fails to evaluate rules`,
    description: (l, value) =>
      `${value.humanize} evaluations of rule group ${l.rule_group} have failed within ${windows.failures} on ${l.pod} (job ${l.job}, namespace ${l.namespace}), and have for ${windows.sustained}. Alerts of the group may not fire.`,
  });
}

/** A rule group takes longer than its interval, so that evaluations are skipped. */
export function ruleEvaluationsMissed(target: Target, windows: ResolvedWindows): AlertRule {
  const missed = prometheus.prometheus_rule_group_iterations_missed_total.where(target);
  return alert({
    name: "PrometheusRuleEvaluationsMissed",
    expr: sum(increase(missed.over(windows.failures)))
      .by(...replica, "rule_group")
      .gt(0),
    for: windows.sustained,
    severity: "warning",
    summary: (l) => `Prometheus ${l.pod} in ${l.namespace} skips rule evaluations`,
    description: (l, value) =>
      `${value.humanize} evaluations of rule group ${l.rule_group} have been skipped within ${windows.failures} on ${l.pod} (job ${l.job}, namespace ${l.namespace}), and have for ${windows.sustained}: the group takes longer than its interval. Alerts are late.`,
  });
}

/** The configuration on disk is refused; what was loaded last stays in force, until the next restart. */
function configReloadFailed(
  program: "Prometheus" | "Alertmanager",
  successful: Metric<"namespace" | "job" | "pod" | "instance" | "service", "boolean", "one">,
  target: Target,
  windows: ResolvedWindows,
): AlertRule {
  return alert({
    name: `${program}ConfigReloadFailed`,
    expr: max(maxOverTime(successful.where(target).over(windows.failures)))
      .by(...replica)
      .eq(0),
    for: windows.failures,
    severity: "critical",
    summary: (l) => `${program} ${l.pod} in ${l.namespace} refuses its configuration`,
    description: (l) =>
      `${l.pod} (job ${l.job}, namespace ${l.namespace}) has not loaded its configuration for more than ${windows.failures}. It goes on with the one before, and does not start again with the one it has.`,
  });
}

/** Prometheus refuses its configuration. */
export function prometheusConfigReloadFailed(target: Target, windows: ResolvedWindows): AlertRule {
  const successful = prometheus.prometheus_config_last_reload_successful;
  return configReloadFailed("Prometheus", successful, target, windows);
}

/** Prometheus has found no Alertmanager: what it fires reaches nobody. */
export function notConnectedToAlertmanagers(target: Target, windows: ResolvedWindows): AlertRule {
  const found = prometheus.prometheus_notifications_alertmanagers_discovered.where(target);
  return alert({
    name: "PrometheusNotConnectedToAlertmanagers",
    expr: max(maxOverTime(found.over(windows.failures)))
      .by(...replica)
      .eq(0),
    for: windows.down,
    severity: "warning",
    summary: (l) => `Prometheus ${l.pod} in ${l.namespace} sends alerts to nobody`,
    description: (l) =>
      `${l.pod} (job ${l.job}, namespace ${l.namespace}) has found no Alertmanager for ${windows.down}. This alert arrives only where another replica still finds one.`,
  });
}

/** A replica of Alertmanager is down, or none is scraped. */
export function alertmanagerDown(target: Target, windows: ResolvedWindows): AlertRule {
  return alert({
    name: "AlertmanagerDown",
    expr: down(target),
    for: windows.down,
    severity: "warning",
    summary: (l) => `A replica of Alertmanager (${l.job}) in ${l.namespace} is down`,
    description: (l) =>
      `A target of job ${l.job} (namespace ${l.namespace}) has not answered a scrape for ${windows.down}, or there is none. Its peers still deliver; that all are down is told only by the silence of the Watchdog.`,
  });
}

/** Share of failed notifications above which an integration counts as failing; that of the Alertmanager mixin. */
const failing = 0.01;

/** Every replica fails to deliver through an integration; while one succeeds, the alert arrives. */
export function notificationsFailing(target: Target, windows: ResolvedWindows): AlertRule {
  const within = windows.failures;
  const labels = [...replica, "integration"] as const;
  const failed = alertmanager.alertmanager_notifications_failed_total.where(target);
  const tried = alertmanager.alertmanager_notifications_total.where(target);
  const ratio = sum(increase(failed.over(within)))
    .by(...labels)
    .div(sum(increase(tried.over(within))).by(...labels));
  return alert({
    name: "AlertmanagerNotificationsFailing",
    // Without notifications the ratio is NaN, which `min` passes over while another replica has a number.
    expr: min(ratio).by("namespace", "job", "integration").gt(failing),
    for: within,
    severity: "critical",
    summary: (l) => `Alertmanager in ${l.namespace} cannot notify through ${l.integration}`,
    description: (l, value) =>
      `At least ${value.percentage} of the notifications through ${l.integration} have failed on every replica of job ${l.job} (namespace ${l.namespace}) within ${within}. People are not told of alerts.`,
  });
}

/** Alertmanager refuses its configuration. */
export function alertmanagerConfigReloadFailed(
  target: Target,
  windows: ResolvedWindows,
): AlertRule {
  const successful = alertmanager.alertmanager_config_last_reload_successful;
  return configReloadFailed("Alertmanager", successful, target, windows);
}
