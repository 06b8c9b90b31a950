import type { Cluster } from "../contracts";

/** The part of a node that the stand-ins read. */
export interface Node {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly status?: {
    readonly capacity?: Readonly<Record<string, string>>;
    readonly allocatable?: Readonly<Record<string, string>>;
  };
}

/** Resource name of GPUs. */
export const GPU_RESOURCE = "nvidia.com/gpu";

/** Nodes of the cluster, sorted by name. */
export async function nodes(cluster: Cluster): Promise<readonly Node[]> {
  const { items } = await cluster.request<{ items: readonly Node[] }>("GET", "/api/v1/nodes");
  return [...items].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** How many GPUs the node has. */
export function gpuCount(node: Node): number {
  return Number(node.status?.capacity?.[GPU_RESOURCE] ?? 0);
}

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity as a number. @throws Error when it is none that nodes use */
export function quantity(text: string): number {
  const [, digits, suffix = ""] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = FACTORS[suffix];
  if (digits === undefined || factor === undefined) {
    throw new Error(`'${text}' is no quantity of a node: a number with m, k, M, G, T or Ki..Ti`);
  }
  return Number(digits) * factor;
}
