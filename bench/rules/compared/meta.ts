import { places } from "../fleet";
import type { Comparison } from "./comparison";

const own = `namespace="${places.monitoring}"`;

/** What the rules of the meta pack are compared with. */
export const metaComparisons: readonly Comparison[] = [
  { rule: "Watchdog", naive: "vector(1)" },
  {
    rule: "PrometheusDown",
    naive: `up{job="prometheus",${own}} == 0`,
    reason: "it also asks whether there is any target",
  },
  {
    rule: "PrometheusRuleFailures",
    naive: `increase(prometheus_rule_evaluation_failures_total{${own}}[5m]) > 0`,
    public: {
      source: "prometheus-mixin: failures of any group within five minutes",
      expr: `increase(prometheus_rule_evaluation_failures_total{job="prometheus"}[5m]) > 0`,
    },
  },
  {
    rule: "PrometheusRuleEvaluationsMissed",
    naive: `increase(prometheus_rule_group_iterations_missed_total{${own}}[5m]) > 0`,
    public: {
      source: "prometheus-mixin: missed iterations within five minutes",
      expr: `increase(prometheus_rule_group_iterations_missed_total{job="prometheus"}[5m]) > 0`,
    },
  },
  {
    rule: "PrometheusConfigReloadFailed",
    naive: `max_over_time(prometheus_config_last_reload_successful{${own}}[5m]) == 0`,
    public: {
      source: "prometheus-mixin: no successful reload within five minutes",
      expr: `max_over_time(prometheus_config_last_reload_successful{job="prometheus"}[5m]) == 0`,
    },
  },
  {
    rule: "PrometheusNotConnectedToAlertmanagers",
    naive: `max_over_time(prometheus_notifications_alertmanagers_discovered{${own}}[5m]) < 1`,
    public: {
      source: "prometheus-mixin: no Alertmanager found within five minutes",
      expr: `max_over_time(prometheus_notifications_alertmanagers_discovered{job="prometheus"}[5m]) < 1`,
    },
  },
  {
    rule: "AlertmanagerDown",
    naive: `up{job="alertmanager",${own}} == 0`,
    reason: "it also asks whether there is any target",
  },
  {
    rule: "AlertmanagerNotificationsFailing",
    naive: `rate(alertmanager_notifications_failed_total{${own}}[5m]) / ignoring (reason) group_left () rate(alertmanager_notifications_total{${own}}[5m]) > 0.01`,
    public: {
      source: "alertmanager-mixin: share of failed notifications over fifteen minutes",
      expr: `rate(alertmanager_notifications_failed_total{job="alertmanager"}[15m]) / ignoring (reason) group_left () rate(alertmanager_notifications_total{job="alertmanager"}[15m]) > 0.01`,
    },
  },
  {
    rule: "AlertmanagerConfigReloadFailed",
    naive: `max_over_time(alertmanager_config_last_reload_successful{${own}}[5m]) == 0`,
    public: {
      source: "alertmanager-mixin: no successful reload within five minutes",
      expr: `max_over_time(alertmanager_config_last_reload_successful{job="alertmanager"}[5m]) == 0`,
    },
  },
  {
    rule: "ThanosComponentDown",
    naive: `up{job=~"thanos-.+",${own}} == 0`,
    reason: "it also asks of every component whether there is any target",
  },
  {
    rule: "ThanosCompactHalted",
    naive: `thanos_compact_halted{${own}} == 1`,
    public: {
      source: "thanos-mixin: the compactor says that it has halted",
      expr: `thanos_compact_halted{job=~".*thanos-compact.*"} == 1`,
    },
  },
  {
    rule: "ThanosObjectStoreFailing",
    naive: `rate(thanos_objstore_bucket_operation_failures_total{${own}}[5m]) / rate(thanos_objstore_bucket_operations_total{${own}}[5m]) > 0.05`,
    public: {
      source: "thanos-mixin: share of failed operations over five minutes",
      expr: `sum by (job) (rate(thanos_objstore_bucket_operation_failures_total{job=~"thanos-.+"}[5m])) / sum by (job) (rate(thanos_objstore_bucket_operations_total{job=~"thanos-.+"}[5m])) > 0.05`,
    },
  },
  {
    rule: "ThanosUploadsFailing",
    naive: `increase(thanos_shipper_uploads_total{${own}}[6h]) == 0`,
    public: {
      source: "thanos-mixin: failed operations of the sidecar",
      expr: `sum by (job, instance) (rate(thanos_objstore_bucket_operation_failures_total{job=~".*thanos-sidecar.*"}[5m])) > 0`,
    },
    reason:
      "it also reads failed uploads and whether the sidecar ran before: without them a new one would be said to upload nothing",
  },
  { rule: "ExporterDown", naive: `up{job="kube-state-metrics"} == 0` },
  { rule: "ExporterAbsent", naive: `absent(up{job="kube-state-metrics"})` },
];
