import { defineMetrics } from "./define";

/** Series Prometheus itself writes for each scrape; `node` and `gpu_pool` are those of GPU exporters. */
export const scrape = defineMetrics(
  {
    name: "Prometheus scrape",
    versions: ">=3 <4",
    targetLabels: ["namespace", "pod", "job", "instance", "service", "node", "gpu_pool"],
  },
  {
    up: { type: "gauge", unit: "one", help: "1 when the last scrape of the target succeeded." },
  },
);

/** Series Prometheus itself writes for each alert that is pending or firing; the labels are those of the alert. */
export const alerts = defineMetrics(
  { name: "Prometheus rules", versions: ">=3 <4", targetLabels: [] },
  {
    ALERTS: {
      type: "gauge",
      unit: "one",
      help: "1 while the alert is pending or firing.",
      labels: [
        "alertname",
        "alertstate",
        "severity",
        "team",
        "namespace",
        "job",
        "pod",
        "service",
        "model",
        "run_id",
        "node",
        "gpu_pool",
      ],
      values: { alertstate: ["pending", "firing"] },
    },
  },
);

/** kube-state-metrics 2.x; `node` and `pod` here name the object, not the exporter. */
export const kubeState = defineMetrics(
  {
    name: "kube-state-metrics",
    versions: ">=2 <3",
    job: "kube-state-metrics",
    targetLabels: ["job", "instance"],
  },
  {
    kube_node_status_capacity: {
      type: "gauge",
      unit: "one",
      help: "Capacity of a node by resource; GPUs are resource nvidia_com_gpu.",
      labels: ["node", "resource", "unit"],
    },
    kube_node_status_allocatable: {
      type: "gauge",
      unit: "one",
      help: "Allocatable amount of a node by resource.",
      labels: ["node", "resource", "unit"],
    },
    kube_node_created: {
      type: "gauge",
      unit: "timestamp",
      help: "Unix time at which the node was created.",
      labels: ["node"],
    },
  },
);

/** Standard series of a prometheus_client process on Linux. */
export const processMetrics = defineMetrics(
  {
    name: "prometheus_client process collector",
    versions: ">=0.20 <1",
    targetLabels: ["namespace", "pod", "job", "instance"],
  },
  {
    process_start_time_seconds: {
      type: "gauge",
      unit: "timestamp",
      help: "Start time of the process as Unix time.",
    },
  },
);

const self = ["namespace", "pod", "job", "instance", "service"] as const;

/** Prometheus about itself (3.x). */
export const prometheus = defineMetrics(
  { name: "Prometheus", versions: ">=3 <4", targetLabels: self },
  {
    prometheus_rule_evaluation_failures_total: {
      type: "counter",
      unit: "one",
      help: "Rule evaluations that failed.",
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
    prometheus_notifications_alertmanagers_discovered: {
      type: "gauge",
      unit: "one",
      help: "Alertmanagers that Prometheus sends to.",
    },
    prometheus_config_last_reload_successful: {
      type: "gauge",
      unit: "one",
      help: "1 when the last configuration reload succeeded.",
    },
  },
);

/** Alertmanager about itself. */
export const alertmanager = defineMetrics(
  { name: "Alertmanager", versions: ">=0.31 <1", targetLabels: self },
  {
    alertmanager_notifications_failed_total: {
      type: "counter",
      unit: "one",
      help: "Notifications that could not be delivered.",
      labels: ["integration", "reason"],
      zeroInitialised: true,
    },
    alertmanager_notifications_total: {
      type: "counter",
      unit: "one",
      help: "Notifications attempted.",
      labels: ["integration"],
      zeroInitialised: true,
    },
    alertmanager_config_last_reload_successful: {
      type: "gauge",
      unit: "one",
      help: "1 when the last configuration reload succeeded.",
    },
  },
);

/** Thanos components about themselves. */
export const thanos = defineMetrics(
  { name: "Thanos", versions: ">=0.42 <1", targetLabels: self },
  {
    thanos_compact_halted: {
      type: "gauge",
      unit: "one",
      help: "1 when the compactor halted on an error it cannot repair; it stays healthy to probes.",
    },
    thanos_objstore_bucket_operation_failures_total: {
      type: "counter",
      unit: "one",
      help: "Object store operations that failed.",
      labels: ["bucket", "operation"],
      zeroInitialised: true,
    },
    thanos_objstore_bucket_operations_total: {
      type: "counter",
      unit: "one",
      help: "Object store operations.",
      labels: ["bucket", "operation"],
      zeroInitialised: true,
    },
    thanos_shipper_uploads_total: {
      type: "counter",
      unit: "one",
      help: "Blocks uploaded.",
      zeroInitialised: true,
    },
    thanos_shipper_upload_failures_total: {
      type: "counter",
      unit: "one",
      help: "Block uploads that failed.",
      zeroInitialised: true,
    },
  },
);
