// What the embedded environment runs, by the names of tools/versions.json.

/** The simulated cluster with the Prometheus Operator. */
export const CLUSTER = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "prometheus-operator",
];

/** What runs the configuration that the operator generates, too. */
export const ENVIRONMENT = [...CLUSTER, "prometheus", "alertmanager", "thanos"];

/** What people use on it: not run by itself. */
export const TOOLS = ["kubectl", "amtool"];
