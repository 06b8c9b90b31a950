import { places, upTo, type Family, type FleetSize, type Labels } from "./parts";

/** GPU nodes, those without, and which runs hold the GPUs. */
export function gpus({
  gpuNodes,
  gpusPerNode,
  otherNodes,
  runs,
  ranks,
}: FleetSize): readonly Family[] {
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
