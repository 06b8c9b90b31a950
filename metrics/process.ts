import { defineMetrics } from "./define";

/** Standard series of a prometheus_client process on Linux; Go programs have the `process_` ones too. */
export const processMetrics = defineMetrics(
  {
    name: "prometheus_client process collector",
    versions: ">=0.20 <1",
    targetLabels: ["namespace", "pod", "job", "instance", "training_class"],
  },
  {
    process_start_time_seconds: {
      type: "gauge",
      unit: "timestamp",
      help: "Start time of the process as Unix time.",
    },
    process_cpu_seconds_total: {
      type: "counter",
      unit: "seconds",
      help: "User and system CPU time of the process.",
      zeroInitialised: true,
    },
    process_resident_memory_bytes: {
      type: "gauge",
      unit: "bytes",
      help: "Resident memory of the process.",
    },
    process_virtual_memory_bytes: {
      type: "gauge",
      unit: "bytes",
      help: "Virtual memory of the process.",
    },
    process_open_fds: { type: "gauge", unit: "one", help: "Open file descriptors." },
    process_max_fds: { type: "gauge", unit: "one", help: "Most file descriptors it may open." },
    python_info: {
      type: "info",
      unit: "one",
      help: "Value 1; carries the interpreter's version.",
      labels: ["implementation", "major", "minor", "patchlevel", "version"],
    },
    python_gc_collections_total: {
      type: "counter",
      unit: "one",
      help: "Garbage collections by generation.",
      labels: ["generation"],
      values: { generation: ["0", "1", "2"] },
      zeroInitialised: true,
    },
    python_gc_objects_collected_total: {
      type: "counter",
      unit: "one",
      help: "Objects collected by generation.",
      labels: ["generation"],
      values: { generation: ["0", "1", "2"] },
      zeroInitialised: true,
    },
    python_gc_objects_uncollectable_total: {
      type: "counter",
      unit: "one",
      help: "Objects found that cannot be collected, by generation.",
      labels: ["generation"],
      values: { generation: ["0", "1", "2"] },
      zeroInitialised: true,
    },
  },
);
