import type { GpuWindows } from "../../../rules";

/** A pool of GPU nodes that look alike. */
export interface GpuPoolArgs {
  /** Unique name, a DNS label, e.g. "h100". */
  readonly name: string;
  /** The provider's name of the accelerator, e.g. "nvidia-h100-80gb". */
  readonly accelerator: string;
  /** GPUs of one node. */
  readonly gpusPerNode: number;
  /** Smallest and largest number of nodes. */
  readonly nodes: NodeRange;
  /** Labels that select the pool's nodes. @default by provider */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints to tolerate. @default by provider */
  readonly tolerations?: readonly TolerationArgs[];
}

/** How many nodes a pool may have. */
export interface NodeRange {
  /** Smallest number of nodes; the GPUs that must always be there. */
  readonly min: number;
  /** Largest number of nodes. */
  readonly max: number;
}

/** A Kubernetes toleration. */
export interface TolerationArgs {
  /** Key of the taint. @default every key */
  readonly key?: string;
  /** Exists or Equal. @default Equal */
  readonly operator?: string;
  /** Value of the taint, with Equal. */
  readonly value?: string;
  /** NoSchedule, PreferNoSchedule or NoExecute. @default every effect */
  readonly effect?: string;
}

/** NVIDIA dcgm-exporter. */
export interface DcgmArgs {
  /** Image with tag or digest. @default "nvcr.io/nvidia/k8s/dcgm-exporter:4.6.1-4.8.4-distroless" */
  readonly image?: string;
  /** Namespace with Pod Security `privileged`, apart from the stack's. @default "gpu-metrics" */
  readonly namespace?: string;
  /** Scrape interval; not below the exporter's collect interval of 30s. @default "30s" */
  readonly interval?: string;
  /** Windows of the GPU rules. */
  readonly windows?: GpuWindows;
}
