import { defineMetrics } from "./define";

const container = ["namespace", "pod", "container", "id", "image", "name"] as const;

/** cAdvisor in the kubelet, without what kube-prometheus-stack drops at the scrape. */
export const cadvisor = defineMetrics(
  {
    name: "cAdvisor",
    versions: ">=0.50 <1",
    job: "kubelet",
    targetLabels: ["job", "instance", "node", "metrics_path", "service"],
    note: "Series of a whole pod, or of a cgroup above pods, have an empty `container`: sums over containers leave these out.",
  },
  {
    container_cpu_usage_seconds_total: {
      type: "counter",
      unit: "seconds",
      help: "CPU time used.",
      labels: [...container, "cpu"],
      zeroInitialised: true,
    },
    container_cpu_cfs_periods_total: {
      type: "counter",
      unit: "one",
      help: "Periods of the CPU quota; only with a limit.",
      labels: container,
      zeroInitialised: true,
    },
    container_cpu_cfs_throttled_periods_total: {
      type: "counter",
      unit: "one",
      help: "Periods in which the quota ran out; only with a limit.",
      labels: container,
      zeroInitialised: true,
    },
    container_memory_working_set_bytes: {
      type: "gauge",
      unit: "bytes",
      help: "Memory that cannot be reclaimed at once; what the kubelet evicts by.",
      labels: container,
    },
    container_memory_rss: {
      type: "gauge",
      unit: "bytes",
      help: "Anonymous memory.",
      labels: container,
    },
    container_memory_usage_bytes: {
      type: "gauge",
      unit: "bytes",
      help: "Memory in use, file cache included.",
      labels: container,
    },
    container_memory_cache: {
      type: "gauge",
      unit: "bytes",
      help: "Memory of the file cache.",
      labels: container,
    },
    container_spec_memory_limit_bytes: {
      type: "gauge",
      unit: "bytes",
      help: "Memory limit; 0 without one.",
      labels: container,
    },
    container_oom_events_total: {
      type: "counter",
      unit: "one",
      help: "Processes of the container killed for lack of memory.",
      labels: container,
      zeroInitialised: true,
    },
    container_network_receive_bytes_total: {
      type: "counter",
      unit: "bytes",
      help: "Bytes received by the pod.",
      labels: [...container, "interface"],
      zeroInitialised: true,
    },
    container_network_transmit_bytes_total: {
      type: "counter",
      unit: "bytes",
      help: "Bytes sent by the pod.",
      labels: [...container, "interface"],
      zeroInitialised: true,
    },
    container_network_receive_packets_dropped_total: {
      type: "counter",
      unit: "one",
      help: "Packets dropped on receipt.",
      labels: [...container, "interface"],
      zeroInitialised: true,
    },
    container_network_transmit_packets_dropped_total: {
      type: "counter",
      unit: "one",
      help: "Packets dropped on sending.",
      labels: [...container, "interface"],
      zeroInitialised: true,
    },
    container_start_time_seconds: {
      type: "gauge",
      unit: "timestamp",
      help: "Start time of the container as Unix time.",
      labels: container,
    },
    container_last_seen: {
      type: "gauge",
      unit: "timestamp",
      help: "Unix time at which the container was last seen.",
      labels: container,
    },
    machine_cpu_cores: {
      type: "gauge",
      unit: "one",
      help: "Logical CPUs of the node.",
      labels: ["machine_id", "system_uuid", "boot_id"],
    },
    machine_memory_bytes: {
      type: "gauge",
      unit: "bytes",
      help: "Memory of the node.",
      labels: ["machine_id", "system_uuid", "boot_id"],
    },
  },
);
