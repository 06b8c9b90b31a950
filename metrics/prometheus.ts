import { defineMetrics } from "./define";
import { prometheusSource, prometheusStorage } from "./prometheus-storage";

const configuration = defineMetrics(prometheusSource, {
  prometheus_build_info: {
    type: "info",
    unit: "one",
    help: "Value 1; carries the version.",
    labels: ["version", "revision", "branch", "goversion", "goos", "goarch", "tags"],
  },
  prometheus_ready: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 once the start is over, with the write-ahead log read.",
  },
  prometheus_config_last_reload_successful: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 when the last configuration reload succeeded.",
  },
  prometheus_config_last_reload_success_timestamp_seconds: {
    type: "gauge",
    unit: "timestamp",
    help: "Unix time of the last successful reload.",
  },
});

const rules = defineMetrics(prometheusSource, {
  prometheus_rule_evaluations_total: {
    type: "counter",
    unit: "one",
    help: "Rule evaluations.",
    labels: ["rule_group"],
    zeroInitialised: true,
  },
  prometheus_rule_evaluation_failures_total: {
    type: "counter",
    unit: "one",
    help: "Rule evaluations that failed.",
    labels: ["rule_group"],
    zeroInitialised: true,
  },
  prometheus_rule_group_iterations_total: {
    type: "counter",
    unit: "one",
    help: "Evaluations of the group that were due.",
    labels: ["rule_group"],
    zeroInitialised: true,
  },
  prometheus_rule_group_iterations_missed_total: {
    type: "counter",
    unit: "one",
    help: "Rule group evaluations missed because the one before was slow.",
    labels: ["rule_group"],
    zeroInitialised: true,
  },
  prometheus_rule_group_last_duration_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Time the group's last evaluation took.",
    labels: ["rule_group"],
  },
  prometheus_rule_group_interval_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Interval of the group.",
    labels: ["rule_group"],
  },
  prometheus_rule_group_last_evaluation_timestamp_seconds: {
    type: "gauge",
    unit: "timestamp",
    help: "Unix time of the group's last evaluation.",
    labels: ["rule_group"],
  },
  prometheus_rule_group_last_evaluation_samples: {
    type: "gauge",
    unit: "one",
    help: "Samples the group's last evaluation returned.",
    labels: ["rule_group"],
  },
  prometheus_rule_group_rules: {
    type: "gauge",
    unit: "one",
    help: "Rules of the group.",
    labels: ["rule_group"],
  },
  prometheus_rule_evaluation_duration_seconds: {
    type: "summary",
    unit: "seconds",
    help: "Time that evaluating a rule takes.",
  },
});

const notifications = defineMetrics(prometheusSource, {
  prometheus_notifications_alertmanagers_discovered: {
    type: "gauge",
    unit: "one",
    help: "Alertmanagers that Prometheus sends to.",
  },
  prometheus_notifications_sent_total: {
    type: "counter",
    unit: "one",
    help: "Alerts sent.",
    labels: ["alertmanager"],
    zeroInitialised: true,
  },
  prometheus_notifications_errors_total: {
    type: "counter",
    unit: "one",
    help: "Alerts in requests that an Alertmanager refused or did not answer.",
    labels: ["alertmanager"],
    zeroInitialised: true,
  },
  prometheus_notifications_dropped_total: {
    type: "counter",
    unit: "one",
    help: "Alerts given up.",
    labels: ["alertmanager"],
    zeroInitialised: true,
  },
  prometheus_notifications_queue_length: {
    type: "gauge",
    unit: "one",
    help: "Alerts that wait to be sent.",
    labels: ["alertmanager"],
  },
  prometheus_notifications_queue_capacity: {
    type: "gauge",
    unit: "one",
    help: "Alerts that can wait.",
  },
});

/** Prometheus about itself. */
export const prometheus = { ...configuration, ...rules, ...notifications, ...prometheusStorage };
