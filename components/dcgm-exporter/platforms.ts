import type { ClusterProvider, GpuPoolArgs, TolerationArgs } from "../monitoring-stack/args";

/** What differs between providers for a pod that looks at GPUs without asking for one. */
export interface Platform {
  /** Labels of the pool's nodes. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly TolerationArgs[];
  /** Host directory with the driver, mounted at /usr/local/nvidia; elsewhere the container runtime injects it. */
  readonly driverPath?: string;
  /** How the device plugin names GPUs to the kubelet. */
  readonly gpuIdType: "uid" | "device-name";
  /** Runtime class that injects the driver, where it is not the default runtime. */
  readonly runtimeClassName?: string;
  /** Whether device files are only reachable by a privileged container. */
  readonly privileged: boolean;
  /** Whether the namespace needs a quota before pods may have a system priority class. */
  readonly criticalPodsQuota: boolean;
}

const NVIDIA_TAINT: TolerationArgs = {
  key: "nvidia.com/gpu",
  operator: "Exists",
  effect: "NoSchedule",
};

const INJECTED = {
  tolerations: [NVIDIA_TAINT],
  gpuIdType: "uid",
  privileged: false,
  criticalPodsQuota: false,
} as const;

// One entry per provider: selectors by the pool's accelerator, or by its name where nodes carry that instead.
const PLATFORMS: Readonly<Record<ClusterProvider, (pool: GpuPoolArgs) => Platform>> = {
  // GKE installs the driver itself and has no NVIDIA runtime.
  gke: ({ accelerator }) => ({
    nodeSelector: { "cloud.google.com/gke-accelerator": accelerator },
    tolerations: [NVIDIA_TAINT],
    driverPath: "/home/kubernetes/bin/nvidia",
    gpuIdType: "device-name",
    privileged: true,
    criticalPodsQuota: true,
  }),
  // The label that the cluster autoscaler asks of GPU node groups.
  eks: ({ accelerator }) => ({
    ...INJECTED,
    nodeSelector: { "k8s.amazonaws.com/accelerator": accelerator },
  }),
  // The accelerator's label only says nvidia, so the pool is chosen by its name.
  aks: ({ name }) => ({
    ...INJECTED,
    nodeSelector: {
      "kubernetes.azure.com/accelerator": "nvidia",
      "kubernetes.azure.com/agentpool": name,
    },
    tolerations: [
      NVIDIA_TAINT,
      { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" },
    ],
  }),
  // An accelerator is a shape here, e.g. BM.GPU.H100.8.
  oke: ({ accelerator }) => ({
    ...INJECTED,
    nodeSelector: { "nvidia.com/gpu": "true", "node.kubernetes.io/instance-type": accelerator },
  }),
  // Labels of NVIDIA's GPU feature discovery.
  "bare-metal": ({ accelerator }) => ({
    ...INJECTED,
    nodeSelector: { "nvidia.com/gpu.product": accelerator },
    runtimeClassName: "nvidia",
  }),
  local: ({ accelerator }) => ({
    ...INJECTED,
    nodeSelector: { "nvidia.com/gpu.product": accelerator },
  }),
};

/** The provider's ways, with the pool's own selector and tolerations where it has them. */
export function platformOf(provider: ClusterProvider, pool: GpuPoolArgs): Platform {
  const platform = PLATFORMS[provider](pool);
  return {
    ...platform,
    nodeSelector: pool.nodeSelector ?? platform.nodeSelector,
    tolerations: pool.tolerations ?? platform.tolerations,
  };
}
