/** What the GPU pack is built for. */
export interface GpuOptions {
  /** GPU node pools; without one the whole pack is left out. */
  readonly pools: readonly GpuPool[];
  /** Value of `job` of the exporters' targets, which also carry `node` and `gpu_pool`. @default ["dcgm-exporter"] */
  readonly exporterJobs?: readonly string[];
  /** Scrape interval of the exporters; windows are checked against it. @default "30s" */
  readonly scrapeInterval?: string;
  /** Windows. */
  readonly windows?: GpuWindows;
}

/** A pool of GPU nodes. */
export interface GpuPool {
  /** Value of the label `gpu_pool` of its exporters. */
  readonly name: string;
  /** Physical GPUs of one node. */
  readonly gpusPerNode: number;
  /** How many nodes it may have. */
  readonly nodes: { readonly min: number };
}

/** Windows of the GPU rules, as Prometheus durations. */
export interface GpuWindows {
  /** Age below which a node is not judged: drivers and exporters are still starting. @default "20m" */
  readonly nodeAge?: string;
  /** How long a GPU must be missing. @default "5m" */
  readonly lost?: string;
  /** How long an exporter, or the inventory of GPUs, must be missing. @default "10m" */
  readonly exporterDown?: string;
}
