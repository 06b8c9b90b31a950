import { places } from "./fleet";

/** A rule of a public project for the same purpose, written anew for our metrics. */
export interface PublicForm {
  /** The project, in words. */
  readonly source: string;
  readonly expr: string;
}

/** What one of our rules is compared with. */
export interface Comparison {
  /** Name of our alert or recorded series. */
  readonly rule: string;
  /** One expression for the whole fleet, as a tutorial would write it: raw series, long ranges, no recording. */
  readonly naive: string;
  readonly public?: PublicForm;
  /** Why our rule may read more than the naive form, where it does. */
  readonly reason?: string;
}

const train = `namespace="${places.training}"`;
const serve = `namespace="${places.inference}"`;
const own = `namespace="${places.monitoring}"`;
const latency = "inference_request_latency_seconds_bucket";
const byModel = "by (namespace, service, model)";
const byRun = "by (namespace, job, run_id)";

const quantile = (q: number) =>
  `histogram_quantile(${q}, sum by (namespace, service, model, le) (rate(${latency}{${serve}}[5m])))`;
const requests = (matcher = "") =>
  `sum ${byModel} (rate(inference_requests_total{${serve}${matcher}}[5m]))`;
const newest = (metric: string, matcher = "") => `max ${byRun} (${metric}{${train}${matcher}})`;
const stepRate = (metric: string) => `rate(${metric}{${train}}[10m])`;
const stepTime = `sum ${byRun} (${stepRate("training_step_duration_seconds_sum")}) / sum ${byRun} (${stepRate("training_step_duration_seconds_count")})`;
const utilization = `avg by (exported_namespace, exported_pod) (avg_over_time(DCGM_FI_DEV_GPU_UTIL{exported_namespace="${places.training}"}[10m]))`;

/** What every rule is compared with; docs/rule-costs.md says how the forms were chosen. */
export const comparisons: readonly Comparison[] = [
  {
    rule: "TrainingLossNonFinite",
    naive: `training_loss{${train}} != training_loss{${train}}`,
    public: {
      source: "tutorials on monitoring training: a loss that differs from itself",
      expr: `training_loss{${train}} != training_loss{${train}}`,
    },
    reason:
      "it also sees infinite losses, and losses and gradients between two scrapes, from counters that the naive form does not read",
  },
  {
    rule: "TrainingLossDiverging",
    naive: `avg_over_time(training_loss{${train}}[30m]) > 1.5 * min_over_time(training_loss{${train}}[6h])`,
    public: {
      source: "tutorials on monitoring training: a loss twice that of an hour ago",
      expr: `training_loss{${train}} > 2 * training_loss{${train}} offset 1h`,
    },
  },
  {
    rule: "TrainingStalled",
    naive: `changes(training_steps_total{${train}}[10m]) == 0`,
    public: {
      source: "tutorials on monitoring training: no step for half an hour while the job runs",
      expr: `rate(training_steps_total{${train}}[30m]) == 0 and on (pod) up{${train}} == 1`,
    },
    reason:
      "it also reads the phases and an hour of steps, so that a run that evaluates or saves is spared",
  },
  {
    rule: "TrainingSlowOnBusyGpu",
    naive: `${stepTime} > 1.5 * quantile_over_time(0.5, (${stepTime})[6h:30s]) and on () ${utilization} > 80`,
  },
  {
    rule: "TrainingTargetDown",
    naive: `up{${train}} == 0`,
    public: {
      source: "kubernetes-mixin: a share of a job's targets is down",
      expr: `100 * count by (namespace, job) (up{${train}} == 0) / count by (namespace, job) (up{${train}}) > 10`,
    },
    reason:
      "it asks which pods have trained within the hour, so that other pods of the namespace raise no alert",
  },
  { rule: "run:training_loss:current", naive: newest("training_loss", ',split!="validation"') },
  {
    rule: "run:training_loss:finite",
    naive: `training_loss{${train}} and abs(training_loss{${train}}) < Inf`,
  },
  {
    rule: "run:training_loss:median",
    naive: `quantile_over_time(0.5, training_loss{${train}}[30m])`,
  },
  {
    rule: "run:training_loss:baseline",
    naive: `min_over_time(training_loss{${train}}[6h])`,
  },
  { rule: "run:training_loss:validation", naive: newest("training_loss", ',split="validation"') },
  { rule: "run:training_step:current", naive: newest("training_step_current") },
  { rule: "run:training_attempt:current", naive: newest("training_attempt") },
  {
    rule: "run:process_start_time_seconds:max",
    naive: `max by (namespace, job) (process_start_time_seconds{${train}})`,
    reason: "the process does not know its run: the loss of each pod is read beside its start time",
  },
  { rule: "run:training_learning_rate:current", naive: newest("training_learning_rate") },
  { rule: "run:training_gradient_norm:current", naive: newest("training_gradient_norm") },
  {
    rule: "run_pod:training_steps:present",
    naive: `group by (namespace, job, run_id, pod) (training_steps_total{${train}})`,
  },
  { rule: "run:training_steps:rate", naive: `max ${byRun} (${stepRate("training_steps_total")})` },
  {
    rule: "run:training_samples:rate",
    naive: `sum ${byRun} (${stepRate("training_samples_total")})`,
  },
  { rule: "run:training_step_duration_seconds:mean", naive: stepTime },
  {
    rule: "run:training_step_duration_seconds:baseline",
    naive: `quantile_over_time(0.5, (${stepTime})[6h:30s])`,
  },
  {
    rule: "run:DCGM_FI_DEV_GPU_UTIL:avg",
    naive: utilization,
    reason: "it also reads the pods of runs, to say which GPUs are whose",
  },
  {
    rule: "InferenceLatencyP95High",
    naive: `${quantile(0.95)} > 1`,
    public: {
      source: "awesome-prometheus-alerts, its rules for LiteLLM: p95 over ten minutes",
      expr: `histogram_quantile(0.95, sum by (le, model) (rate(${latency}{${serve}}[10m]))) > 10`,
    },
  },
  {
    rule: "InferenceLatencyP99High",
    naive: `${quantile(0.99)} > 2.5`,
    public: {
      source: "Gateway API Inference Extension, its alerts until 2026: p99, each series on its own",
      expr: `histogram_quantile(0.99, rate(${latency}{${serve}}[5m])) > 10`,
    },
  },
  {
    rule: "InferenceErrorRatioHigh",
    naive: `${requests(',code=~"5.."')} / ${requests()} > 0.05`,
    public: {
      source: "llm-d, its proposed alerts: a share of errors by model",
      expr: `sum by (model) (rate(inference_requests_total{${serve},code=~"5.."}[5m])) / sum by (model) (rate(inference_requests_total{${serve}}[5m])) > 0.1`,
    },
    reason:
      "it also counts requests, so that few of them are not judged, and the rates that it needs are drawn by the dashboard too",
  },
  {
    rule: "InferenceQueueLong",
    naive: `sum ${byModel} (inference_queue_length{${serve}}) > 50`,
    public: {
      source: "Gateway API Inference Extension, its alerts until 2026: average queue of a pool",
      expr: `avg by (service) (inference_queue_length{${serve}}) > 50`,
    },
    reason:
      "it reads one recorded sample per model besides the recording, which the dashboard draws too",
  },
  {
    rule: "InferenceTargetAbsent",
    naive: `absent(up{${serve}}) or max by (namespace, service) (up{${serve}}) == 0`,
  },
  {
    rule: "InferenceTargetDown",
    naive: `up{${serve}} == 0`,
    public: {
      source: "kubernetes-mixin: a share of a job's targets is down",
      expr: `100 * count by (namespace, job) (up{${serve}} == 0) / count by (namespace, job) (up{${serve}}) > 10`,
    },
  },
  { rule: "service:inference_requests:rate", naive: requests() },
  {
    rule: "service:inference_request_errors:rate",
    naive: requests(',code=~"5.."'),
    reason:
      "it also reads the recorded rate of requests, so that a model without a failure has a 0",
  },
  {
    rule: "service:inference_request_errors:ratio",
    naive: `${requests(',code=~"5.."')} / ${requests()}`,
  },
  {
    rule: "service:inference_request_latency_seconds_bucket:rate",
    naive: `sum by (namespace, service, model, le) (rate(${latency}{${serve}}[5m]))`,
  },
  { rule: "service:inference_request_latency_seconds:p50", naive: quantile(0.5) },
  { rule: "service:inference_request_latency_seconds:p95", naive: quantile(0.95) },
  { rule: "service:inference_request_latency_seconds:p99", naive: quantile(0.99) },
  {
    rule: "service:inference_queue_length:sum",
    naive: `sum ${byModel} (inference_queue_length{${serve}})`,
  },
  {
    rule: "service:inference_requests_in_progress:sum",
    naive: `sum ${byModel} (inference_requests_in_progress{${serve}})`,
  },
  { rule: "service:up:sum", naive: `sum by (namespace, service) (up{${serve}})` },
  {
    rule: "GPULost",
    naive: `count by (node) (DCGM_FI_DEV_GPU_TEMP) < 8`,
    public: {
      source: "oci-hpc-oke: fewer GPUs than the node should have",
      expr: `count by (node) (DCGM_FI_DEV_GPU_TEMP) < on (node) group_left () kube_node_status_capacity{resource="nvidia_com_gpu"}`,
    },
    reason:
      "it also reads the inventory, the exporters and the age of nodes: a node that shows no GPU at all is found, a starting one is spared",
  },
  {
    rule: "GPUExporterDown",
    naive: `up{job="dcgm-exporter"} == 0`,
    public: {
      source: "kubernetes-mixin: a share of a job's targets is down",
      expr: `100 * count by (job) (up{job="dcgm-exporter"} == 0) / count by (job) (up{job="dcgm-exporter"}) > 10`,
    },
    reason:
      "it also reads the inventory, the age of nodes and the size of the pool: nodes without an exporter have no `up` to be 0",
  },
  {
    rule: "GPUInventoryAbsent",
    naive: `absent(kube_node_status_capacity{resource="nvidia_com_gpu"})`,
  },
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
