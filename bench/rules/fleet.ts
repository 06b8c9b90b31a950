/** Label values of one series, but for its name. */
export type Labels = Readonly<Record<string, string>>;

/** How big the synthetic fleet is. */
export interface FleetSize {
  /** Training runs, and the processes of each. */
  readonly runs: number;
  readonly ranks: number;
  /** Inference services, the replicas of each, and the finite bucket bounds of their histogram. */
  readonly services: number;
  readonly replicas: number;
  readonly bounds: readonly number[];
  /** GPU nodes, the GPUs of each, and nodes without. */
  readonly gpuNodes: number;
  readonly gpusPerNode: number;
  readonly otherNodes: number;
  /** Rule groups that each Prometheus evaluates. */
  readonly ruleGroups: number;
}

/** The fleet that budgets are for. */
export const fleet: FleetSize = {
  runs: 20,
  ranks: 8,
  services: 20,
  replicas: 5,
  bounds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  gpuNodes: 50,
  gpusPerNode: 8,
  otherNodes: 20,
  ruleGroups: 30,
};

/** The same fleet with more, or fewer, of each subject; what one subject consists of stays. */
export function scaled(size: FleetSize, factor: number): FleetSize {
  const times = (count: number) => Math.max(1, Math.round(count * factor));
  return {
    ...size,
    runs: times(size.runs),
    services: times(size.services),
    gpuNodes: times(size.gpuNodes),
    otherNodes: times(size.otherNodes),
  };
}

/** Series of one name: a gauge stands still, a counter rises evenly. */
export interface Family {
  readonly name: string;
  readonly labels: readonly Labels[];
  readonly value: { readonly gauge: number } | { readonly perSecond: number };
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const each = (subjects: readonly Labels[], ...own: readonly Labels[]): readonly Labels[] =>
  subjects.flatMap((subject) => own.map((labels) => ({ ...subject, ...labels })));
const values = (label: string, ...list: readonly string[]): readonly Labels[] =>
  list.map((value) => ({ [label]: value }));

/** Where the fleet's subjects are; the rules of the benchmark are built for these. */
export const places = {
  training: "train",
  inference: "serve",
  monitoring: "monitoring",
  pool: "h100",
} as const;

/** Name of a service. */
export function serviceName(index: number): string {
  return `service-${index}`;
}

/** Every series of the fleet, healthy; deterministic. */
export function families(size: FleetSize): readonly Family[] {
  return [...training(size), ...inference(size), ...gpus(size), ...monitoring(size)];
}

function training({ runs, ranks }: FleetSize): readonly Family[] {
  const target = (run: number, rank: number) => ({
    namespace: places.training,
    job: `${places.training}/runs`,
    pod: `run-${run}-${rank}`,
    instance: `10.1.${run}.${rank}:9400`,
  });
  const targets = upTo(runs).flatMap((run) => upTo(ranks).map((rank) => target(run, rank)));
  const processes = upTo(runs).flatMap((run) =>
    upTo(ranks).map((rank) => ({ ...target(run, rank), run_id: `run-${run}` })),
  );
  const gauge = (name: string, value: number, ...own: readonly Labels[]): Family => ({
    name,
    labels: own.length === 0 ? processes : each(processes, ...own),
    value: { gauge: value },
  });
  const counter = (name: string, perSecond: number, ...own: readonly Labels[]): Family => ({
    ...gauge(name, 0, ...own),
    value: { perSecond },
  });
  // One rank speaks for its run.
  const owners = processes.filter((_, n) => n % ranks === 0);
  const owned = (family: Family, own: readonly Labels[] = [{}]): Family => ({
    ...family,
    labels: each(owners, ...own),
  });
  return [
    { name: "up", labels: targets, value: { gauge: 1 } },
    { name: "process_start_time_seconds", labels: targets, value: { gauge: 1.7e9 } },
    gauge("training_loss", 2, ...values("split", "train", "validation")),
    gauge("training_step_current", 50_000),
    gauge("training_attempt", 1),
    gauge("training_gradient_norm", 1),
    gauge("training_learning_rate", 0.0003, { group: "0" }),
    gauge("training_phase", 0, ...values("phase", "evaluate", "checkpoint", "done")),
    gauge("training_phase", 1, { phase: "train" }),
    counter("training_steps_total", 1),
    counter("training_samples_total", 32),
    counter("training_tokens_total", 65_536),
    counter("training_model_flops_total", 4e14),
    gauge("training_peak_flops_per_second", 1e15),
    counter("training_loss_nonfinite_steps_total", 0, ...values("what", "loss", "gradient")),
    owned(gauge("training_loss_scale", 65_536)),
    owned(counter("training_skipped_steps_total", 0), values("reason", "overflow", "other")),
    owned(
      gauge("training_metric_value", 0.9),
      values("metric", "accuracy", "perplexity").map((labels, i) => ({
        ...labels,
        split: "validation",
        direction: i === 0 ? "up" : "down",
      })),
    ),
    owned(counter("training_loss_spike_steps_total", 0)),
    ...(["step", "data_wait", "comm_wait"] as const).map((what, i) => ({
      ...counter(`training_${what}_seconds_total`, [0.9, 0.05, 0.1][i] ?? 0),
      labels: processes.map((labels, n) => ({ ...labels, rank: String(n % ranks) })),
    })),
    gauge("training_last_step_timestamp_seconds", 1.7e9),
    owned(gauge("training_step_planned", 100_000)),
    owned(gauge("training_world_size", ranks)),
    owned(gauge("training_start_timestamp_seconds", 1.7e9)),
    owned(gauge("training_checkpoint_last_success_timestamp_seconds", 1.7e9)),
    owned(counter("training_checkpoint_failures_total", 0)),
    owned(counter("training_phase_seconds_total", 0.95), [{ phase: "train" }]),
    owned(
      counter("training_phase_seconds_total", 0.01),
      values("phase", "init", "compile", "eval", "checkpoint", "restore", "done"),
    ),
    counter("training_step_duration_seconds_sum", 0.9),
    counter("training_step_duration_seconds_count", 1),
  ];
}

function inference({ services, replicas, bounds }: FleetSize): readonly Family[] {
  const targets = upTo(services).flatMap((service) =>
    upTo(replicas).map((replica) => ({
      namespace: places.inference,
      job: `${places.inference}/${serviceName(service)}`,
      service: serviceName(service),
      pod: `${serviceName(service)}-${replica}`,
      instance: `10.2.${service}.${replica}:8000`,
    })),
  );
  const models = each(targets, { model: "m", model_version: "1" });
  const bucket = (le: string, share: number): Family => ({
    name: "inference_request_latency_seconds_bucket",
    labels: each(models, { le }),
    value: { perSecond: 10 * share },
  });
  return [
    { name: "up", labels: targets, value: { gauge: 1 } },
    ...bounds.map((bound, i) => bucket(String(bound), (i + 1) / (bounds.length + 1))),
    bucket("+Inf", 1),
    {
      name: "inference_request_latency_seconds_count",
      labels: models,
      value: { perSecond: 10 },
    },
    { name: "inference_request_latency_seconds_sum", labels: models, value: { perSecond: 2 } },
    {
      name: "inference_requests_total",
      labels: each(models, ...values("code", "200", "500")).map((labels) => ({
        ...labels,
        route: "/predict",
      })),
      value: { perSecond: 5 },
    },
    { name: "inference_queue_length", labels: each(targets, { model: "m" }), value: { gauge: 1 } },
    {
      name: "inference_requests_in_progress",
      labels: each(targets, { model: "m" }),
      value: { gauge: 1 },
    },
  ];
}

function gpus({ gpuNodes, gpusPerNode, otherNodes, runs, ranks }: FleetSize): readonly Family[] {
  const nodes = upTo(gpuNodes).map((node) => `gpu-${node}`);
  const targets = nodes.map((node) => ({
    namespace: "gpu-metrics",
    job: "dcgm-exporter",
    pod: `dcgm-exporter-${node}`,
    container: "exporter",
    instance: `${node}:9400`,
    node,
    gpu_pool: places.pool,
  }));
  const held = (gpu: number): Labels =>
    gpu < runs * ranks
      ? {
          exported_namespace: places.training,
          exported_pod: `run-${Math.floor(gpu / ranks)}-${gpu % ranks}`,
          exported_container: "trainer",
        }
      : {};
  const devices = targets.flatMap((target, n) =>
    upTo(gpusPerNode).map((gpu) => ({
      ...target,
      gpu: String(gpu),
      UUID: `GPU-${n}-${gpu}`,
      device: `nvidia${gpu}`,
      modelName: "NVIDIA H100 80GB HBM3",
      hostname: target.node,
      ...held(n * gpusPerNode + gpu),
    })),
  );
  const all = [...nodes, ...upTo(otherNodes).map((node) => `cpu-${node}`)];
  const state = { job: "kube-state-metrics", instance: "10.3.0.1:8080" };
  const capacity = (resource: string, unit: string, names: readonly string[]) =>
    names.map((node) => ({ ...state, node, resource, unit }));
  return [
    { name: "up", labels: targets, value: { gauge: 1 } },
    { name: "DCGM_FI_DEV_GPU_TEMP", labels: devices, value: { gauge: 60 } },
    { name: "DCGM_FI_DEV_GPU_UTIL", labels: devices, value: { gauge: 90 } },
    { name: "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", labels: devices, value: { gauge: 0.4 } },
    {
      name: "kube_node_created",
      labels: all.map((node) => ({ ...state, node })),
      value: { gauge: 1.7e9 },
    },
    {
      name: "kube_node_status_capacity",
      labels: [
        ...["cpu", "pods"].flatMap((resource) => capacity(resource, "integer", all)),
        ...["memory", "ephemeral_storage"].flatMap((resource) => capacity(resource, "byte", all)),
      ],
      value: { gauge: 64 },
    },
    {
      name: "kube_node_status_capacity",
      labels: capacity("nvidia_com_gpu", "integer", nodes),
      value: { gauge: gpusPerNode },
    },
  ];
}

function monitoring({ ruleGroups }: FleetSize): readonly Family[] {
  const replicas = (job: string, count: number) =>
    upTo(count).map((i) => ({
      namespace: places.monitoring,
      job,
      service: job,
      pod: `${job}-${i}`,
      instance: `${job}-${i}:9090`,
    }));
  const prometheus = replicas("prometheus", 2);
  const alertmanager = replicas("alertmanager", 3);
  const buckets = [
    ...replicas("thanos-sidecar", 2),
    ...replicas("thanos-store", 2),
    ...replicas("thanos-compact", 1),
  ];
  const others = [...replicas("thanos-query", 2), ...replicas("thanos-query-frontend", 1)];
  const exporters = replicas("kube-state-metrics", 1);
  const groups = values("rule_group", ...upTo(ruleGroups).map((i) => `rules.yaml;group-${i}`));
  const integrations = values(
    "integration",
    ...["email", "msteams", "opsgenie", "pagerduty", "slack", "sns", "telegram", "webhook"],
  );
  const reasons = values("reason", "clientError", "serverError", "other");
  const operations = each(
    values("operation", "get", "get_range", "iter", "exists", "upload", "delete", "attributes"),
    { bucket: "blocks" },
  );
  const gauge = (name: string, labels: readonly Labels[], value = 1): Family => ({
    name,
    labels,
    value: { gauge: value },
  });
  const counter = (name: string, labels: readonly Labels[], perSecond = 0): Family => ({
    name,
    labels,
    value: { perSecond },
  });
  const sidecars = buckets.filter(({ job }) => job === "thanos-sidecar");
  const compactors = buckets.filter(({ job }) => job === "thanos-compact");
  return [
    gauge("up", [...prometheus, ...alertmanager, ...buckets, ...others, ...exporters]),
    counter("prometheus_rule_evaluation_failures_total", each(prometheus, ...groups)),
    counter("prometheus_rule_group_iterations_missed_total", each(prometheus, ...groups)),
    gauge("prometheus_config_last_reload_successful", prometheus),
    gauge("prometheus_notifications_alertmanagers_discovered", prometheus, 3),
    gauge("alertmanager_config_last_reload_successful", alertmanager),
    counter("alertmanager_notifications_total", each(alertmanager, ...integrations), 0.1),
    counter(
      "alertmanager_notifications_failed_total",
      each(each(alertmanager, ...integrations), ...reasons),
    ),
    gauge("thanos_compact_halted", compactors, 0),
    counter("thanos_objstore_bucket_operations_total", each(buckets, ...operations), 1),
    counter("thanos_objstore_bucket_operation_failures_total", each(buckets, ...operations)),
    counter("thanos_shipper_uploads_total", sidecars, 1 / 7200),
    counter("thanos_shipper_upload_failures_total", sidecars),
  ];
}
