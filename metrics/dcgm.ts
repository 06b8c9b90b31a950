import {
  clockEvents,
  commonFields,
  counter,
  fieldsBefore49,
  gauge,
  gpuLabels,
  healthWatches,
} from "./dcgm-fields";
import { defineMetrics } from "./define";

// NVIDIA dcgm-exporter speaks three dialects. They have one source name, so that a series tells its dialects.
// The names are those of the exporter's own list of fields; an older name in a list of one's own still works in 4.9.

const target = [
  "namespace",
  "pod",
  "container",
  "job",
  "instance",
  "service",
  // Added by the ServiceMonitor's relabelings.
  "node",
  "gpu_pool",
] as const;

const exporter = { name: "dcgm-exporter", job: "dcgm-exporter", targetLabels: target } as const;

const labels = gpuLabels("hostname");
const older = gpuLabels("Hostname");

const watched = { health_watch: healthWatches } as const;
const severities = ["NONE", "MONITOR", "ISOLATE", "UNKNOWN", "TRIAGE", "CONFIG", "RESET"] as const;

/** What the exporter adds to DCGM's fields since 4.8.3. */
const exporterOwned = {
  DCGM_EXP_XID_ERRORS_TOTAL: {
    type: "counter",
    unit: "one",
    help: "Xid errors since the exporter started; absent before the first of a code.",
    labels: [...labels, "xid"],
  },
  DCGM_EXP_CLOCK_EVENTS_TOTAL: {
    type: "counter",
    unit: "one",
    help: "Times a reason for reduced clocks set in, since the exporter started.",
    labels: [...labels, "clock_event"],
    values: { clock_event: clockEvents },
  },
  DCGM_EXP_GPU_HEALTH_STATUS: {
    type: "gauge",
    unit: "one",
    help: "Health by watch: 0 pass, 10 warning, 20 failure.",
    labels: [
      ...labels,
      "health_watch",
      "health_error_code",
      "health_error_severity",
      "health_error_category",
    ],
    values: { ...watched, health_error_severity: severities },
  },
} as const;

/** NVLink errors by the generation of the GPU, as 4.8.4 and later list them. */
const nvlink = {
  DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_TOTAL: counter(
    "one",
    "NVLink flow-control CRC errors, before Hopper.",
    labels,
  ),
  DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_TOTAL: counter(
    "one",
    "NVLink data CRC errors, before Hopper.",
    labels,
  ),
  DCGM_FI_DEV_NVLINK_REPLAY_ERROR_TOTAL: counter("one", "NVLink retries, before Hopper.", labels),
  DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_TOTAL: counter(
    "one",
    "NVLink recoveries, before Hopper.",
    labels,
  ),
  DCGM_FI_DEV_NVLINK_CRC_ERROR_TOTAL: counter("one", "NVLink CRC errors, Hopper.", labels),
  DCGM_FI_DEV_NVLINK_REPLAY_TOTAL: counter("one", "NVLink retries, Hopper.", labels),
  DCGM_FI_DEV_NVLINK_RECOVERY_TOTAL: counter("one", "NVLink recoveries, Hopper.", labels),
  DCGM_FI_DEV_NVLINK_RECOVERY_SUCCESSFUL_TOTAL: counter(
    "one",
    "NVLink recoveries that succeeded, since Blackwell.",
    labels,
  ),
  DCGM_FI_DEV_NVLINK_RECOVERY_FAILED_TOTAL: counter(
    "one",
    "NVLink recoveries that failed, since Blackwell.",
    labels,
  ),
  DCGM_FI_DEV_FABRIC_HEALTH_SUMMARY: gauge("one", "Health of the GPU's NVLink fabric.", labels),
} as const;

/** dcgm-exporter 4.8.3 and 4.8.4: label `hostname`; percent, MiB and MHz. */
export const dcgm = defineMetrics(
  {
    ...exporter,
    versions: ">=4.8.3 <4.9",
    note: "What we deploy. `exported_*` name the workload and are missing on idle GPUs, `GPU_I_*` a MIG instance. Which fields there are says the exporter's list; ours has those that rules and dashboards read.",
  },
  {
    ...fieldsBefore49(labels),
    ...exporterOwned,
    ...nvlink,
    // MB/s, for which there is no unit.
    DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL: gauge("one", "NVLink traffic in MB per second.", labels),
  },
);

/**
 * dcgm-exporter before 4.8.3: label `Hostname`, to which our ServiceMonitor gives the newer spelling; no Xid and
 * clock event totals.
 */
export const dcgmBefore483 = defineMetrics(
  {
    ...exporter,
    targetLabels: [...target, "hostname"],
    versions: ">=4.1 <4.8.3",
    note: "Label `Hostname`, of which our ServiceMonitor makes `hostname`.",
  },
  {
    ...fieldsBefore49(older),
    DCGM_EXP_GPU_HEALTH_STATUS: {
      type: "gauge",
      unit: "one",
      help: "Health by watch: 0 pass, 10 warning, 20 failure.",
      labels: [...older, "health_watch", "health_error_code"],
      values: watched,
    },
    DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL: gauge("one", "NVLink traffic in MB per second.", older),
    DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL: counter(
      "one",
      "NVLink flow-control CRC errors.",
      older,
    ),
    DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL: counter("one", "NVLink data CRC errors.", older),
    DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL: counter("one", "NVLink retries.", older),
    DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL: counter("one", "NVLink recoveries.", older),
  },
);

/** dcgm-exporter 4.9, with DCGM 4.7: names end in their unit, and units are base units. */
export const dcgmFrom49 = defineMetrics(
  {
    ...exporter,
    versions: ">=4.9 <5",
    note: "Names end in their unit, and units are base units. A list of fields with older names still gets these, in older units.",
  },
  {
    ...commonFields(labels),
    ...exporterOwned,
    ...nvlink,
    DCGM_FI_DEV_NVLINK_THROUGHPUT_BYTES_PER_SECOND: gauge(
      "bytes",
      "NVLink traffic per second.",
      labels,
    ),
    DCGM_FI_DEV_GPU_UTIL_RATIO: gauge(
      "ratio",
      "Share of time in which any kernel ran; absent on MIG.",
      labels,
    ),
    DCGM_FI_DEV_MEMORY_UTIL_RATIO: gauge(
      "ratio",
      "Share of time the memory interface was busy; absent on MIG.",
      labels,
    ),
    DCGM_FI_DEV_ENC_UTIL_RATIO: gauge("ratio", "Share of time the encoder was busy.", labels),
    DCGM_FI_DEV_DEC_UTIL_RATIO: gauge("ratio", "Share of time the decoder was busy.", labels),
    DCGM_FI_DEV_FB_CAPACITY_BYTES: gauge("bytes", "Framebuffer memory.", labels),
    DCGM_FI_DEV_FB_FREE_BYTES: gauge("bytes", "Framebuffer memory free.", labels),
    DCGM_FI_DEV_FB_USED_BYTES: gauge("bytes", "Framebuffer memory in use.", labels),
    DCGM_FI_DEV_FB_RESERVED_BYTES: gauge("bytes", "Framebuffer memory of the driver.", labels),
    DCGM_FI_PROF_GR_ENGINE_UTIL_RATIO: gauge(
      "ratio",
      "Share of time the graphics or compute engine was busy.",
      labels,
    ),
    DCGM_FI_PROF_SM_UTIL_RATIO: gauge(
      "ratio",
      "Share of cycles with a warp on a multiprocessor.",
      labels,
    ),
    DCGM_FI_PROF_SM_OCCUPANCY_RATIO: gauge(
      "ratio",
      "Resident warps over the possible maximum.",
      labels,
    ),
    DCGM_FI_PROF_TENSOR_UTIL_RATIO: gauge(
      "ratio",
      "Share of cycles the tensor pipe was busy.",
      labels,
    ),
    DCGM_FI_PROF_DRAM_UTIL_RATIO: gauge("ratio", "Share of cycles device memory was busy.", labels),
    DCGM_FI_DEV_SM_CLOCK_HERTZ: gauge("hertz", "Clock of the multiprocessors.", labels),
    DCGM_FI_DEV_MEMORY_CLOCK_HERTZ: gauge("hertz", "Clock of the memory.", labels),
    DCGM_FI_DEV_GPU_TEMP_CELSIUS: gauge("celsius", "GPU temperature.", labels),
    DCGM_FI_DEV_MEMORY_TEMP_CELSIUS: gauge("celsius", "Memory temperature.", labels),
    DCGM_FI_DEV_GPU_TEMP_SLOWDOWN_CELSIUS: gauge(
      "celsius",
      "Temperature at which the GPU slows down.",
      labels,
    ),
    DCGM_FI_DEV_GPU_TEMP_SHUTDOWN_CELSIUS: gauge(
      "celsius",
      "Temperature at which the GPU shuts down.",
      labels,
    ),
    DCGM_FI_DEV_GPU_MAX_OP_TEMP_CELSIUS: gauge(
      "celsius",
      "Highest temperature it may run at.",
      labels,
    ),
    DCGM_FI_DEV_MEMORY_MAX_OP_TEMP_CELSIUS: gauge(
      "celsius",
      "Highest temperature the memory may run at.",
      labels,
    ),
    DCGM_FI_DEV_BOARD_POWER_WATTS: gauge("watts", "Board power draw.", labels),
    DCGM_FI_DEV_BOARD_POWER_LIMIT_ENFORCED_WATTS: gauge("watts", "Power limit in force.", labels),
    DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL: counter(
      "joules",
      "Energy since the driver was loaded.",
      labels,
    ),
    DCGM_FI_DEV_GPU_POWER_THROTTLE_SECONDS_TOTAL: counter(
      "seconds",
      "Time throttled by the power limit.",
      labels,
    ),
    DCGM_FI_DEV_GPU_THERMAL_THROTTLE_SECONDS_TOTAL: counter(
      "seconds",
      "Time throttled by temperature.",
      labels,
    ),
    DCGM_FI_DEV_XID_ERROR: gauge(
      "one",
      "Code of the last Xid error, which stays until the exporter restarts; absent before the first.",
      [...labels, "err_code"],
    ),
    DCGM_FI_DEV_ROW_REMAP_UNCORRECTABLE_TOTAL: counter(
      "one",
      "Memory rows remapped after uncorrectable errors.",
      labels,
    ),
    DCGM_FI_DEV_ROW_REMAP_CORRECTABLE_TOTAL: counter(
      "one",
      "Memory rows remapped after correctable errors.",
      labels,
    ),
    DCGM_FI_DEV_ROW_REMAP_FAILED: gauge("one", "1 once a remapping failed.", labels),
    DCGM_FI_DEV_PAGE_RETIRED_SBE_TOTAL: counter(
      "one",
      "Pages retired after single-bit errors.",
      labels,
    ),
    DCGM_FI_DEV_PAGE_RETIRED_DBE_TOTAL: counter(
      "one",
      "Pages retired after double-bit errors.",
      labels,
    ),
    DCGM_FI_DEV_PAGE_RETIRED_PENDING: gauge("one", "1 while pages wait to be retired.", labels),
    DCGM_FI_DEV_PCIE_REPLAY_TOTAL: counter("one", "PCIe retries.", labels),
    DCGM_FI_DEV_GPU_RECOVERY_ACTION: gauge(
      "one",
      "What the driver asks for: 0 nothing, 1 reset, 2 reboot, 3 and 4 drain.",
      labels,
    ),
  },
);
