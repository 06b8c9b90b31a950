import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

/** A row of dcgm-exporter's CSV: field, Prometheus type, help text. */
export type Counter = readonly [field: string, type: "gauge" | "counter", help: string];

/**
 * What we collect, in the names of 4.8.3 and 4.8.4. The exporter's own list is telemetry only; the rows below
 * "health" are what tells of a failing GPU. No label rows: a driver version on every series would make all
 * series new with each upgrade. No NVLink error rows: their fields differ by GPU generation, and the exporter
 * does not start with a field that it does not know.
 */
export const COUNTERS: readonly Counter[] = [
  // Use
  ["DCGM_FI_DEV_GPU_UTIL", "gauge", "Share of time in which any kernel ran (percent)."],
  ["DCGM_FI_DEV_MEM_COPY_UTIL", "gauge", "Share of time the memory interface was busy (percent)."],
  ["DCGM_FI_DEV_FB_TOTAL", "gauge", "Framebuffer memory (MiB)."],
  ["DCGM_FI_DEV_FB_FREE", "gauge", "Framebuffer memory free (MiB)."],
  ["DCGM_FI_DEV_FB_USED", "gauge", "Framebuffer memory in use (MiB)."],
  ["DCGM_FI_PROF_GR_ENGINE_ACTIVE", "gauge", "Share of time the compute engine was busy (0-1)."],
  ["DCGM_FI_PROF_SM_ACTIVE", "gauge", "Share of cycles with a warp on a multiprocessor (0-1)."],
  ["DCGM_FI_PROF_SM_OCCUPANCY", "gauge", "Resident warps over the possible maximum (0-1)."],
  ["DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", "gauge", "Share of cycles the tensor pipe was busy (0-1)."],
  ["DCGM_FI_PROF_DRAM_ACTIVE", "gauge", "Share of cycles device memory was busy (0-1)."],
  ["DCGM_FI_PROF_PCIE_TX_BYTES", "gauge", "PCIe bytes sent per second."],
  ["DCGM_FI_PROF_PCIE_RX_BYTES", "gauge", "PCIe bytes received per second."],
  ["DCGM_FI_PROF_NVLINK_TX_BYTES", "gauge", "NVLink bytes sent per second."],
  ["DCGM_FI_PROF_NVLINK_RX_BYTES", "gauge", "NVLink bytes received per second."],
  // Clocks, temperature, power
  ["DCGM_FI_DEV_SM_CLOCK", "gauge", "Clock of the multiprocessors (MHz)."],
  ["DCGM_FI_DEV_MEM_CLOCK", "gauge", "Clock of the memory (MHz)."],
  ["DCGM_FI_DEV_GPU_TEMP", "gauge", "Temperature of the GPU (C)."],
  ["DCGM_FI_DEV_MEMORY_TEMP", "gauge", "Temperature of the memory (C)."],
  ["DCGM_FI_DEV_SLOWDOWN_TEMP", "gauge", "Temperature at which the GPU slows down (C)."],
  ["DCGM_FI_DEV_SHUTDOWN_TEMP", "gauge", "Temperature at which the GPU shuts down (C)."],
  ["DCGM_FI_DEV_POWER_USAGE", "gauge", "Power draw of the board (W)."],
  ["DCGM_FI_DEV_ENFORCED_POWER_LIMIT", "gauge", "Power limit in force (W)."],
  ["DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "counter", "Energy since the driver was loaded (mJ)."],
  // Health
  ["DCGM_EXP_XID_ERRORS_COUNT", "gauge", "Xid errors within the last five minutes by code."],
  ["DCGM_EXP_XID_ERRORS_TOTAL", "counter", "Xid errors since the exporter started by code."],
  ["DCGM_EXP_CLOCK_EVENTS_COUNT", "gauge", "Samples of five minutes with a throttle reason."],
  ["DCGM_EXP_GPU_HEALTH_STATUS", "gauge", "Health by watch: 0 pass 10 warning 20 failure."],
  ["DCGM_FI_DEV_ECC_SBE_VOL_TOTAL", "counter", "Single-bit errors since the driver was loaded."],
  ["DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", "counter", "Double-bit errors since the driver was loaded."],
  ["DCGM_FI_DEV_ECC_SBE_AGG_TOTAL", "counter", "Single-bit errors in the life of the GPU."],
  ["DCGM_FI_DEV_ECC_DBE_AGG_TOTAL", "counter", "Double-bit errors in the life of the GPU."],
  [
    "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS",
    "counter",
    "Rows remapped after uncorrectable errors.",
  ],
  ["DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS", "counter", "Rows remapped after correctable errors."],
  ["DCGM_FI_DEV_ROW_REMAP_PENDING", "gauge", "1 while a remapping waits for a reset."],
  ["DCGM_FI_DEV_ROW_REMAP_FAILURE", "gauge", "1 once a remapping failed."],
  ["DCGM_FI_DEV_POWER_VIOLATION", "counter", "Time throttled by the power limit (ns)."],
  ["DCGM_FI_DEV_THERMAL_VIOLATION", "counter", "Time throttled by temperature (ns)."],
  ["DCGM_FI_DEV_PCIE_REPLAY_COUNTER", "counter", "PCIe retries."],
];

/**
 * The CSV as the exporter reads it: exactly two commas a row and no quotes, because it parses strictly and
 * does not start otherwise.
 * @throws RunError when a row breaks that rule or a field occurs twice.
 */
export function countersCsv(rows: readonly Counter[]): string {
  const seen = new Set<string>();
  for (const row of rows) {
    if (row.some((cell) => /[,"\r\n]/.test(cell) || cell.trim() !== cell || cell === "")) {
      throw new pulumi.RunError(
        `counter ${JSON.stringify(row)} must have cells without commas, quotes and line breaks: the exporter would not start`,
      );
    }
    if (!/^DCGM_(FI|EXP)_[A-Z0-9_]+$/.test(row[0])) {
      throw new pulumi.RunError(
        `counter "${row[0]}" is no field of DCGM: they begin with DCGM_FI_ or DCGM_EXP_`,
      );
    }
    if (seen.has(row[0])) throw new pulumi.RunError(`counter "${row[0]}" occurs twice`);
    seen.add(row[0]);
  }
  return rows.map((row) => row.join(", ")).join("\n") + "\n";
}

/** Short hash of a text, for annotations that roll pods when a file changes. */
export function contentHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
