import { defineMetrics } from "./define";

const source = {
  name: "Prometheus scrape",
  versions: ">=3 <4",
  // `node` and `gpu_pool` are those of GPU exporters, `training_class` that of training pods.
  targetLabels: [
    ...(["namespace", "pod", "job", "instance", "service", "node", "gpu_pool"] as const),
    "training_class",
  ],
} as const;

/** Series Prometheus itself writes for each scrape. */
export const scrape = defineMetrics(source, {
  up: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 when the last scrape of the target succeeded.",
  },
  scrape_duration_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Time the scrape took.",
  },
  scrape_samples_scraped: {
    type: "gauge",
    unit: "one",
    help: "Samples the target exposed.",
  },
  scrape_samples_post_metric_relabeling: {
    type: "gauge",
    unit: "one",
    help: "Samples left after metric relabeling; what a sample limit counts.",
  },
  scrape_series_added: {
    type: "gauge",
    unit: "one",
    help: "Series that were new in this scrape, by estimate: their sum over time is the churn.",
  },
});

/** Labels an alert may carry; `cluster` and `environment` are external labels and are added on delivery. */
export const alertLabels = [
  "namespace",
  "job",
  "pod",
  "service",
  "model",
  "run_id",
  "rank",
  "metric",
  "training_class",
  "node",
  "gpu_pool",
  "instance",
  "integration",
  "rule_group",
  "severity",
  "team",
] as const;

/** Series Prometheus itself writes for each alert; their labels are those of the alert. */
export const alerts = defineMetrics(
  { name: "Prometheus rules", versions: ">=3 <4", targetLabels: [] },
  {
    ALERTS: {
      type: "gauge",
      unit: "one",
      help: "1 while the alert is pending or firing.",
      labels: [...alertLabels, "alertname", "alertstate"],
      values: { alertstate: ["pending", "firing"] },
    },
    ALERTS_FOR_STATE: {
      type: "gauge",
      unit: "timestamp",
      help: "Unix time since which the alert's condition has held; read back after a restart.",
      labels: [...alertLabels, "alertname"],
    },
  },
);
