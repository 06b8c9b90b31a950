import { dcgm, kubeState, scrape } from "../../metrics";
import { absent, count, group, max, on, seconds, secondsSince, type Match } from "../../promql";
import { alert } from "../alert";
import type { AlertRule } from "../model";
import type { GpuPool } from "./options";
import type { ResolvedGpus } from "./pools";

/** Name of the GPU resource, as kube-state-metrics spells `nvidia.com/gpu`. */
const resource = "nvidia_com_gpu";

/** GPUs that each node's kubelet has counted. Capacity, because allocatable falls when a GPU turns unhealthy. */
export function inventory() {
  return max(kubeState.kube_node_status_capacity.where({ resource })).by("node");
}

/** GPUs that DCGM shows, by node and pool; of one UUID once. */
export function shownGpus(gpu_pool: Match<string>) {
  const labels = ["node", "gpu_pool"] as const;
  const each = group(dcgm.DCGM_FI_DEV_GPU_TEMP.where({ gpu_pool })).by(...labels, "UUID");
  return count(each).by(...labels);
}

/** Nodes on which drivers and exporters may still be starting. */
function young({ nodeAge }: ResolvedGpus) {
  return secondsSince(max(kubeState.kube_node_created).by("node")).lt(seconds(nodeAge));
}

/**
 * DCGM shows fewer GPUs of a node than there should be: a GPU that has fallen off its bus takes its series along.
 * Counted by UUID, so that shared GPUs, MIG instances and changing workload labels count once. What should be
 * there is the kubelet's count, but never more than the pool's physical GPUs: MIG (strategy `single`) and
 * time-slicing multiply the former. With MIG strategy `mixed`, or shared GPUs under a name of their own, the
 * kubelet's count leaves such GPUs out, and so does this rule.
 *
 * An exporter that answers without any GPU counts as none; a node whose exporter is down or gone is judged by
 * {@link exporterDown} alone, since then nothing is known of its GPUs.
 */
export function gpuLost(gpus: ResolvedGpus, pool: GpuPool): AlertRule {
  const { jobs, lost } = gpus;
  const { name: gpu_pool, gpusPerNode } = pool;
  const labels = ["node", "gpu_pool"] as const;
  const answering = max(scrape.up.where({ job: jobs, gpu_pool }))
    .by(...labels)
    .eq(1);
  return alert({
    name: "GPULost",
    expr: shownGpus(gpu_pool)
      .or(answering.mul(0))
      .lt(gpusPerNode)
      .lt(inventory(), on("node").groupLeft())
      .unless(young(gpus), on("node")),
    for: lost,
    // A restart of the exporter hides the node for some scrapes; that is not the end of the incident.
    keepFiringFor: lost,
    severity: "critical",
    summary: (l) => `Node ${l.node} has lost a GPU`,
    description: (l, value) =>
      `DCGM shows ${value.humanize} GPUs on node ${l.node} (pool ${l.gpu_pool}, ${gpusPerNode} a node), fewer than the kubelet has counted, for ${lost}. What ran on the missing GPU has failed or hangs.`,
  });
}

/** A GPU node of the inventory whose exporter does not answer, or that has none. */
export function exporterDown(gpus: ResolvedGpus): AlertRule {
  const targets = max(scrape.up.where({ job: gpus.jobs })).by("node");
  return alert({
    name: "GPUExporterDown",
    expr: targets.eq(0).either(inventory().gt(0).unless(targets)).unless(young(gpus)),
    for: gpus.exporterDown,
    severity: "warning",
    summary: (l) => `No GPU metrics from node ${l.node}`,
    description: (l) =>
      `The GPU exporter of node ${l.node} has not answered a scrape for ${gpus.exporterDown}, or the node has GPUs but no exporter. A lost GPU there goes unnoticed.`,
  });
}

/** Fewer nodes of a pool have an exporter, whether it answers or not, than the pool has nodes at least. */
export function exportersMissing(gpus: ResolvedGpus, pool: GpuPool): AlertRule {
  const { name: gpu_pool, nodes } = pool;
  const targets = group(scrape.up.where({ job: gpus.jobs, gpu_pool })).by("node", "gpu_pool");
  const none = absent(scrape.up, { gpu_pool });
  return alert({
    name: "GPUExporterDown",
    // A count is never below 1: of no targets there is none.
    expr: nodes.min > 1 ? count(targets).by("gpu_pool").lt(nodes.min).either(none) : none,
    for: gpus.exporterDown,
    severity: "warning",
    summary: (l) => `GPU pool ${l.gpu_pool} has too few exporters`,
    description: (l) =>
      `Fewer than ${nodes.min} nodes of GPU pool ${l.gpu_pool}, its minimum, have had an exporter for ${gpus.exporterDown}: nodes or exporters are missing, or Prometheus does not find them.`,
  });
}

/** No GPU is in the inventory although pools must have nodes: without it {@link gpuLost} cannot fire. */
export function inventoryAbsent(gpus: ResolvedGpus): AlertRule {
  return alert({
    name: "GPUInventoryAbsent",
    // `max` drops the label that `absent` takes from its selector.
    expr: max(absent(kubeState.kube_node_status_capacity, { resource })).eq(1),
    for: gpus.exporterDown,
    severity: "warning",
    summary: () => "No node reports GPUs",
    description: () =>
      `kube-state-metrics has shown no node with ${resource} for ${gpus.exporterDown}, although GPU pools must have nodes: it is down or not scraped, or no device plugin runs. Lost GPUs go unnoticed.`,
  });
}
