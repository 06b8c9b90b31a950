/** How to reach a cluster; the same as the provider that the component is given. */
export interface KubernetesAccessArgs {
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** Path or content of the kubeconfig. @default $KUBECONFIG, else ~/.kube/config */
  readonly kubeconfig?: string;
}

/** Providers of Kubernetes clusters; "local" is the embedded environment. */
export const ClusterProvider = {
  Gke: "gke",
  Eks: "eks",
  Aks: "aks",
  Oke: "oke",
  BareMetal: "bare-metal",
  Local: "local",
} as const;
/** One of the values of the constant of the same name. */
export type ClusterProvider = (typeof ClusterProvider)[keyof typeof ClusterProvider];

/** A namespace of the cluster. */
export interface NamespaceArgs {
  /** Its name, a DNS label. @default "monitoring" */
  readonly name?: string;
  /** False where it exists already. @default true */
  readonly create?: boolean;
}
