import { gpuPack, ruleGroups, type GpuOptions, type PrometheusRuleGroup } from "../../../rules";
import { level, series, stale, type Labels, type Series } from "../bench";

/** Minutes of samples in every series. */
export const minutes = 60;

/** Pool h100 has at least two nodes of four GPUs, pool spot may be empty. */
export const pools: GpuOptions["pools"] = [
  { name: "h100", gpusPerNode: 4, nodes: { min: 2 } },
  { name: "spot", gpusPerNode: 4, nodes: { min: 0 } },
];

/** The rules of these pools. */
export function gpuGroups(options: Partial<GpuOptions> = {}): readonly PrometheusRuleGroup[] {
  return ruleGroups(gpuPack({ pools, ...options }), {
    runbookBaseUrl: "https://runbooks.example.com",
  });
}

/** The first `at` samples have the value, and then the series vanishes. */
export function until(at: number, value = 1): readonly string[] {
  return [level(value, at), stale];
}

const always = [level(1, minutes)];

function exporter(node: string, pool: string): Labels {
  return { job: "dcgm-exporter", namespace: "gpu-metrics", pod: `x-${node}`, node, gpu_pool: pool };
}

/** Whether the exporter of a node answers. */
export function up(node: string, values: readonly string[] = always, pool = "h100"): Series {
  return series("up", exporter(node, pool), ...values);
}

/** What DCGM shows of one GPU. */
export function gpu(
  node: string,
  index: number,
  values: readonly string[] = always,
  labels: Labels = {},
): Series {
  return series(
    "DCGM_FI_DEV_GPU_TEMP",
    { ...exporter(node, "h100"), gpu: `${index}`, UUID: `GPU-${node}-${index}`, ...labels },
    ...values,
  );
}

/** The first `count` GPUs of a node, which stay. */
export function gpus(node: string, count: number): readonly Series[] {
  return Array.from({ length: count }, (_, index) => gpu(node, index));
}

/** What kube-state-metrics, in two replicas, says of a node created at that Unix time in seconds. */
export function inventory(
  node: string,
  capacity: readonly string[] = [level(4, minutes)],
  created = -7200,
): readonly Series[] {
  return ["a", "b"].flatMap((instance) => {
    const labels = { job: "kube-state-metrics", instance, pod: `state-${instance}`, node };
    return [
      series(
        "kube_node_status_capacity",
        { ...labels, resource: "nvidia_com_gpu", unit: "integer" },
        ...capacity,
      ),
      series(
        "kube_node_status_capacity",
        { ...labels, resource: "cpu", unit: "core" },
        level(96, minutes),
      ),
      series("kube_node_created", labels, level(created, minutes)),
    ];
  });
}

/** A node with four GPUs and nothing wrong. */
export function healthy(node: string): readonly Series[] {
  return [...inventory(node), up(node), ...gpus(node, 4)];
}
