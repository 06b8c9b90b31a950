import { series, type Series } from "../bench";

/** Utilization and tensor activity of the GPU of a run's first pod. */
export function gpus(
  run_id: string,
  utilization: readonly string[],
  tensor: readonly string[],
  pod = `${run_id}-0`,
): readonly Series[] {
  const labels = {
    ...{ namespace: "gpu", pod: "dcgm-exporter-x", gpu: "0" },
    ...{ exported_namespace: "train", exported_pod: pod },
  };
  return [
    series("DCGM_FI_DEV_GPU_UTIL", labels, ...utilization),
    series("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", labels, ...tensor),
  ];
}
