import { defineMetrics } from "./define";

/**
 * NVIDIA dcgm-exporter, the dialect of 4.8.3 and 4.8.4 (label `hostname`; percent, MiB and MHz units).
 * `exported_*` name the workload, because the ServiceMonitor keeps `honorLabels: false`; `node` and
 * `gpu_pool` are added by relabeling.
 */
export const dcgm = defineMetrics(
  {
    name: "dcgm-exporter",
    versions: ">=4.8.3 <4.9",
    job: "dcgm-exporter",
    targetLabels: ["namespace", "pod", "job", "instance", "node", "gpu_pool"],
  },
  {
    DCGM_FI_DEV_GPU_TEMP: {
      type: "gauge",
      unit: "celsius",
      help: "GPU temperature.",
      labels: dcgmLabels(),
    },
    DCGM_FI_DEV_POWER_USAGE: {
      type: "gauge",
      unit: "watts",
      help: "Board power draw.",
      labels: dcgmLabels(),
    },
    DCGM_FI_DEV_GPU_UTIL: {
      type: "gauge",
      unit: "percent",
      help: "Share of time in which any kernel ran; absent on MIG.",
      labels: dcgmLabels(),
    },
    DCGM_FI_DEV_FB_USED: {
      type: "gauge",
      unit: "mebibytes",
      help: "Framebuffer memory in use.",
      labels: dcgmLabels(),
    },
    DCGM_FI_DEV_FB_FREE: {
      type: "gauge",
      unit: "mebibytes",
      help: "Framebuffer memory free.",
      labels: dcgmLabels(),
    },
    DCGM_FI_PROF_GR_ENGINE_ACTIVE: {
      type: "gauge",
      unit: "ratio",
      help: "Share of time the graphics or compute engine was busy.",
      labels: dcgmLabels(),
    },
    DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: {
      type: "gauge",
      unit: "ratio",
      help: "Share of cycles the tensor pipe was busy.",
      labels: dcgmLabels(),
    },
    DCGM_EXP_XID_ERRORS_COUNT: {
      type: "gauge",
      unit: "one",
      help: "Xid errors within the exporter's window; label xid absent while there are none.",
      labels: [...dcgmLabels(), "xid"],
    },
  },
);

function dcgmLabels() {
  return [
    "gpu",
    "UUID",
    "modelName",
    "hostname",
    "exported_namespace",
    "exported_pod",
    "exported_container",
  ] as const;
}
