import * as k8s from "@pulumi/kubernetes";
import { MonitoringStack } from "./components/monitoring-stack";
import { loadConfig } from "./config/load";

const { config, secrets } = loadConfig();

// Always the cluster that the configuration names, never the one that kubectl happens to point to.
const provider = new k8s.Provider("cluster", {
  context: config.kubernetes.context,
  ...(config.kubernetes.kubeconfig !== undefined && { kubeconfig: config.kubernetes.kubeconfig }),
  // A rewritten kubeconfig is no reason to replace every object.
  clusterIdentifier: config.cluster,
  // Changed contents update an object in place; replacing it would leave a moment without.
  enableConfigMapMutable: true,
  enableSecretMutable: true,
});

const stack = new MonitoringStack("mlwatch", { ...config, secrets }, { provider });

// For StackReferences of other stacks: names and addresses, no secrets.
export const cluster = config.cluster;
export const environment = config.environment;
export const namespace = stack.namespace;
/** Labels that rules and monitors of other stacks must carry to be selected. */
export const objectLabels = stack.objectLabels;
export const prometheusUrl = stack.prometheusUrl;
// Null where the stack has none: Pulumi warns of outputs that are undefined.
export const alertmanagerUrl = stack.alertmanagerUrl ?? null;
export const grafanaUrl = stack.grafanaUrl ?? null;
export const thanosQueryUrl = stack.thanosQueryUrl ?? null;
