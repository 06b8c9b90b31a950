import { defineMetrics } from "./define";

const source = {
  name: "kube-state-metrics",
  versions: ">=2.10 <3",
  job: "kube-state-metrics",
  targetLabels: ["job", "instance"],
  note: "Its scrape honours labels: `namespace`, `pod`, `container` and `node` name the object, not the exporter.",
} as const;

const units = ["byte", "core", "integer"] as const;
const conditions = ["true", "false", "unknown"] as const;
const pod = ["namespace", "pod", "uid"] as const;
const container = [...pod, "container"] as const;
const requested = [...container, "node", "resource", "unit"] as const;

/** Nodes, pods and containers. */
const cluster = defineMetrics(source, {
  kube_node_info: {
    type: "info",
    unit: "one",
    help: "Value 1; carries what the node says of itself.",
    labels: [
      ...["node", "kernel_version", "os_image", "container_runtime_version", "kubelet_version"],
      ...["kubeproxy_version", "provider_id", "pod_cidr", "system_uuid", "internal_ip"],
    ] as const,
  },
  kube_node_created: {
    type: "gauge",
    unit: "timestamp",
    help: "Unix time at which the node was created.",
    labels: ["node"],
  },
  kube_node_spec_unschedulable: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 while the node is cordoned.",
    labels: ["node"],
  },
  kube_node_status_capacity: {
    type: "gauge",
    unit: "one",
    help: "Capacity of a node by resource; GPUs are resource nvidia_com_gpu.",
    labels: ["node", "resource", "unit"],
    values: { unit: units },
  },
  kube_node_status_allocatable: {
    type: "gauge",
    unit: "one",
    help: "Allocatable amount of a node by resource.",
    labels: ["node", "resource", "unit"],
    values: { unit: units },
  },
  kube_node_status_condition: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 for the status that a condition of the node has; others than Kubernetes add conditions too.",
    labels: ["node", "condition", "status"],
    values: { status: conditions },
  },
  kube_pod_info: {
    type: "info",
    unit: "one",
    help: "Value 1; carries where the pod runs and who made it.",
    labels: [
      ...["namespace", "pod", "uid", "node", "host_ip", "pod_ip", "host_network"],
      ...["created_by_kind", "created_by_name", "priority_class"],
    ] as const,
    values: { host_network: ["true", "false"] },
  },
  kube_pod_owner: {
    type: "info",
    unit: "one",
    help: "Value 1; carries the pod's owner.",
    labels: [...pod, "owner_kind", "owner_name", "owner_is_controller"],
  },
  kube_pod_created: {
    type: "gauge",
    unit: "timestamp",
    help: "Unix time at which the pod was created.",
    labels: pod,
  },
  kube_pod_status_phase: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 for the phase the pod is in, 0 for the others.",
    labels: [...pod, "phase"],
    values: { phase: ["Pending", "Running", "Succeeded", "Failed", "Unknown"] },
  },
  kube_pod_status_ready: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 for the status of the pod's Ready condition.",
    labels: [...pod, "condition"],
    values: { condition: conditions },
  },
  kube_pod_status_unschedulable: {
    type: "gauge",
    unit: "one",
    help: "1 while no node fits the pod; absent otherwise.",
    labels: pod,
  },
  kube_pod_container_status_restarts_total: {
    type: "counter",
    unit: "one",
    help: "Restarts of the container within its pod.",
    labels: container,
    zeroInitialised: true,
  },
  kube_pod_container_status_ready: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 while the container passes its readiness probe.",
    labels: container,
  },
  kube_pod_container_status_running: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 while the container runs.",
    labels: container,
  },
  kube_pod_container_status_waiting_reason: {
    type: "gauge",
    unit: "one",
    help: "1 while the container waits for this reason, such as CrashLoopBackOff; absent otherwise.",
    labels: [...container, "reason"],
  },
  kube_pod_container_status_terminated_reason: {
    type: "gauge",
    unit: "one",
    help: "1 while the container is terminated for this reason; absent otherwise.",
    labels: [...container, "reason"],
  },
  kube_pod_container_status_last_terminated_reason: {
    type: "gauge",
    unit: "one",
    help: "1 for the reason of the container's last termination, such as OOMKilled; absent before.",
    labels: [...container, "reason"],
  },
  kube_pod_container_resource_requests: {
    type: "gauge",
    unit: "one",
    help: "What the container asks for by resource; GPUs are resource nvidia_com_gpu.",
    labels: requested,
    values: { unit: units },
  },
  kube_pod_container_resource_limits: {
    type: "gauge",
    unit: "one",
    help: "Limit of the container by resource.",
    labels: requested,
    values: { unit: units },
  },
});

const count = <const L extends string>(kind: L, help: string) =>
  ({ type: "gauge", unit: "one", help, labels: ["namespace", kind] }) as const;

/** Jobs, deployments, stateful sets, daemon sets and volume claims. */
const workloads = defineMetrics(source, {
  kube_job_status_active: count("job_name", "Pods of the job that run."),
  kube_job_status_succeeded: count("job_name", "Pods of the job that succeeded."),
  kube_job_status_failed: {
    type: "gauge",
    unit: "one",
    help: "Pods of the job that failed, by reason.",
    labels: ["namespace", "job_name", "reason"],
  },
  kube_job_complete: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 for the status of the job's Complete condition; absent before.",
    labels: ["namespace", "job_name", "condition"],
    values: { condition: conditions },
  },
  kube_job_failed: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 for the status of the job's Failed condition; absent before.",
    labels: ["namespace", "job_name", "condition"],
    values: { condition: conditions },
  },
  kube_job_status_start_time: {
    type: "gauge",
    unit: "timestamp",
    help: "Unix time at which the job started.",
    labels: ["namespace", "job_name"],
  },
  kube_deployment_spec_replicas: count("deployment", "Replicas asked for."),
  kube_deployment_status_replicas_available: count("deployment", "Replicas that are available."),
  kube_deployment_status_replicas_updated: count("deployment", "Replicas of the newest revision."),
  kube_statefulset_replicas: count("statefulset", "Replicas asked for."),
  kube_statefulset_status_replicas_ready: count("statefulset", "Replicas that are ready."),
  kube_statefulset_status_replicas_updated: count(
    "statefulset",
    "Replicas of the newest revision.",
  ),
  kube_daemonset_status_desired_number_scheduled: count(
    "daemonset",
    "Nodes that should run a pod of the daemon set.",
  ),
  kube_daemonset_status_number_ready: count("daemonset", "Nodes whose pod is ready."),
  kube_daemonset_status_number_unavailable: count("daemonset", "Nodes without an available pod."),
  kube_persistentvolumeclaim_status_phase: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 for the phase the claim is in, 0 for the others.",
    labels: ["namespace", "persistentvolumeclaim", "phase"],
    values: { phase: ["Bound", "Lost", "Pending"] },
  },
  kube_persistentvolumeclaim_resource_requests_storage_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "Size asked for.",
    labels: ["namespace", "persistentvolumeclaim"],
  },
});

/** kube-state-metrics 2.x; `node` and `pod` here name the object, not the exporter. */
export const kubeState = { ...cluster, ...workloads };
