import type { Unit } from "../promql";

type Names = readonly string[];

/** A gauge of DCGM. */
export const gauge = <const U extends Unit, const L extends Names>(
  unit: U,
  help: string,
  labels: L,
) => ({ type: "gauge", unit, help, labels }) as const;

/** A counter of DCGM; DCGM's own are there with 0 from the start. */
export const counter = <const U extends Unit, const L extends Names>(
  unit: U,
  help: string,
  labels: L,
) => ({ type: "counter", unit, help, labels, zeroInitialised: true }) as const;

/**
 * Labels of a GPU's series. `exported_*` name the workload, because the ServiceMonitor keeps `honorLabels: false`;
 * idle GPUs lack them. `GPU_I_*` are those of a MIG instance.
 */
export const gpuLabels = <const H extends "hostname" | "Hostname">(hostname: H) =>
  [
    "gpu",
    "UUID",
    "pci_bus_id",
    "device",
    "modelName",
    "GPU_I_PROFILE",
    "GPU_I_ID",
    hostname,
    "exported_namespace",
    "exported_pod",
    "exported_container",
  ] as const;

/** Reasons for which clocks are below what they could be. */
export const clockEvents = [
  "gpu_idle",
  "clocks_setting",
  "power_cap",
  "hw_slowdown",
  "sync_boost",
  "sw_thermal",
  "hw_thermal",
  "hw_power_brake",
  "display_clocks",
] as const;

/** Parts of a GPU whose health is watched; ALL has the errors that end the whole GPU. */
export const healthWatches = [
  "PCIE",
  "NVLINK",
  "PMU",
  "MCU",
  "MEM",
  "SM",
  "INFOROM",
  "THERMAL",
  "POWER",
  "DRIVER",
  "ALL",
] as const;

/** Series with one name and meaning in all dialects. */
export const commonFields = <const L extends Names>(labels: L) =>
  ({
    DCGM_FI_PROF_PCIE_TX_BYTES: gauge("bytes", "Bytes sent over PCIe per second.", labels),
    DCGM_FI_PROF_PCIE_RX_BYTES: gauge("bytes", "Bytes received over PCIe per second.", labels),
    DCGM_FI_PROF_NVLINK_TX_BYTES: gauge("bytes", "Bytes sent over NVLink per second.", labels),
    DCGM_FI_PROF_NVLINK_RX_BYTES: gauge("bytes", "Bytes received over NVLink per second.", labels),
    DCGM_FI_DEV_CLOCKS_EVENT_REASONS: gauge(
      "one",
      "Bits of the reasons for which clocks are reduced.",
      labels,
    ),
    DCGM_FI_DEV_ECC_SBE_VOL_TOTAL: counter(
      "one",
      "Single-bit memory errors, corrected, since the driver was loaded.",
      labels,
    ),
    DCGM_FI_DEV_ECC_DBE_VOL_TOTAL: counter(
      "one",
      "Double-bit memory errors since the driver was loaded.",
      labels,
    ),
    DCGM_FI_DEV_ECC_SBE_AGG_TOTAL: counter(
      "one",
      "Single-bit memory errors, corrected, in the life of the GPU.",
      labels,
    ),
    DCGM_FI_DEV_ECC_DBE_AGG_TOTAL: counter(
      "one",
      "Double-bit memory errors in the life of the GPU.",
      labels,
    ),
    DCGM_FI_DEV_ROW_REMAP_PENDING: gauge(
      "one",
      "1 while a remapping of memory rows waits for a reset of the GPU.",
      labels,
    ),
    DCGM_FI_DEV_VGPU_LICENSE_STATUS: gauge("one", "State of the vGPU licence.", labels),
    DCGM_EXP_XID_ERRORS_COUNT: {
      ...gauge(
        "one",
        "Xid errors within the exporter's window; 0 without label xid while there are none.",
        [...labels, "xid"] as const,
      ),
      zeroInitialised: true,
    },
    DCGM_EXP_CLOCK_EVENTS_COUNT: {
      ...gauge("one", "Samples within the exporter's window in which a reason held.", [
        ...labels,
        "clock_event",
      ] as const),
      values: { clock_event: clockEvents },
    },
    DCGM_EXP_P2P_STATUS: {
      ...gauge("one", "State of the NVLink path to each other GPU of the node; 0 is good.", [
        ...labels,
        "peer_gpu",
        "link_status",
      ] as const),
      values: {
        link_status: [
          "OK",
          "ChipsetNotSupported",
          "GPUNotSupported",
          "TopologyNotSupported",
          "DisabledByRegKey",
          "NotSupported",
          "Unknown",
        ],
      },
    },
  }) as const;

/** Names and units before 4.9. */
export const fieldsBefore49 = <const L extends Names>(labels: L) =>
  ({
    ...commonFields(labels),
    DCGM_FI_DEV_GPU_UTIL: gauge(
      "percent",
      "Share of time in which any kernel ran; absent on MIG.",
      labels,
    ),
    DCGM_FI_DEV_MEM_COPY_UTIL: gauge(
      "percent",
      "Share of time the memory interface was busy; absent on MIG.",
      labels,
    ),
    DCGM_FI_DEV_ENC_UTIL: gauge("percent", "Share of time the video encoder was busy.", labels),
    DCGM_FI_DEV_DEC_UTIL: gauge("percent", "Share of time the video decoder was busy.", labels),
    DCGM_FI_DEV_FB_TOTAL: gauge("mebibytes", "Framebuffer memory.", labels),
    DCGM_FI_DEV_FB_FREE: gauge("mebibytes", "Framebuffer memory free.", labels),
    DCGM_FI_DEV_FB_USED: gauge("mebibytes", "Framebuffer memory in use.", labels),
    DCGM_FI_DEV_FB_RESERVED: gauge("mebibytes", "Framebuffer memory of the driver.", labels),
    DCGM_FI_PROF_GR_ENGINE_ACTIVE: gauge(
      "ratio",
      "Share of time the graphics or compute engine was busy.",
      labels,
    ),
    DCGM_FI_PROF_SM_ACTIVE: gauge(
      "ratio",
      "Share of cycles with a warp on a multiprocessor.",
      labels,
    ),
    DCGM_FI_PROF_SM_OCCUPANCY: gauge("ratio", "Resident warps over the possible maximum.", labels),
    DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: gauge(
      "ratio",
      "Share of cycles the tensor pipe was busy.",
      labels,
    ),
    DCGM_FI_PROF_DRAM_ACTIVE: gauge("ratio", "Share of cycles device memory was busy.", labels),
    DCGM_FI_DEV_SM_CLOCK: gauge("megahertz", "Clock of the multiprocessors.", labels),
    DCGM_FI_DEV_MEM_CLOCK: gauge("megahertz", "Clock of the memory.", labels),
    DCGM_FI_DEV_GPU_TEMP: gauge("celsius", "GPU temperature.", labels),
    DCGM_FI_DEV_MEMORY_TEMP: gauge("celsius", "Memory temperature.", labels),
    DCGM_FI_DEV_SLOWDOWN_TEMP: gauge("celsius", "Temperature at which the GPU slows down.", labels),
    DCGM_FI_DEV_SHUTDOWN_TEMP: gauge("celsius", "Temperature at which the GPU shuts down.", labels),
    DCGM_FI_DEV_GPU_MAX_OP_TEMP: gauge("celsius", "Highest temperature it may run at.", labels),
    DCGM_FI_DEV_MEM_MAX_OP_TEMP: gauge(
      "celsius",
      "Highest temperature the memory may run at.",
      labels,
    ),
    DCGM_FI_DEV_POWER_USAGE: gauge("watts", "Board power draw.", labels),
    DCGM_FI_DEV_ENFORCED_POWER_LIMIT: gauge("watts", "Power limit in force.", labels),
    DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: counter(
      "millijoules",
      "Energy since the driver was loaded.",
      labels,
    ),
    DCGM_FI_DEV_POWER_VIOLATION: counter(
      "nanoseconds",
      "Time throttled by the power limit.",
      labels,
    ),
    DCGM_FI_DEV_THERMAL_VIOLATION: counter("nanoseconds", "Time throttled by temperature.", labels),
    DCGM_FI_DEV_CLOCK_THROTTLE_REASONS: gauge(
      "one",
      "Old name of DCGM_FI_DEV_CLOCKS_EVENT_REASONS.",
      labels,
    ),
    DCGM_FI_DEV_XID_ERRORS: gauge(
      "one",
      "Code of the last Xid error, which stays until the exporter restarts; absent before the first.",
      [...labels, "err_code"] as const,
    ),
    DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS: counter(
      "one",
      "Memory rows remapped after uncorrectable errors.",
      labels,
    ),
    DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS: counter(
      "one",
      "Memory rows remapped after correctable errors.",
      labels,
    ),
    DCGM_FI_DEV_ROW_REMAP_FAILURE: gauge("one", "1 once a remapping failed.", labels),
    DCGM_FI_DEV_RETIRED_SBE: counter("one", "Pages retired after single-bit errors.", labels),
    DCGM_FI_DEV_RETIRED_DBE: counter("one", "Pages retired after double-bit errors.", labels),
    DCGM_FI_DEV_RETIRED_PENDING: gauge("one", "1 while pages wait to be retired.", labels),
    DCGM_FI_DEV_PCIE_REPLAY_COUNTER: counter("one", "PCIe retries.", labels),
    DCGM_FI_DEV_GET_GPU_RECOVERY_ACTION: gauge(
      "one",
      "What the driver asks for: 0 nothing, 1 reset, 2 reboot, 3 and 4 drain.",
      labels,
    ),
  }) as const;
