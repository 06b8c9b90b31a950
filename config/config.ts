import type { MonitoringStackArgs } from "../components/monitoring-stack/args";

/** The configuration object `mlwatch:monitoring`: the stack's arguments and the cluster they go to. */
export interface MonitoringConfig extends Omit<MonitoringStackArgs, "secrets"> {
  /** The cluster to deploy to, always named: never the ambient context. */
  readonly kubernetes: KubernetesConfig;
}

/** How to reach the cluster. */
export interface KubernetesConfig {
  /** Context of the kubeconfig. */
  readonly context: string;
  /** Path of the kubeconfig. @default $KUBECONFIG, else ~/.kube/config */
  readonly kubeconfig?: string;
}
