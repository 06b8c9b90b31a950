import type { Values } from "../../components/prometheus/merge";
import { platformOf } from "../../components/dcgm-exporter/platforms";
import type { GpuPoolArgs, TolerationArgs } from "../../components/monitoring-stack/args";
import type { Cluster } from "../contracts";
import { poll } from "../poll";
import { ApiError } from "./client";

const CPU_NODES = 2;
const READY_MS = 60_000;

/** A node as it is made; kwok reports its capacity as a kubelet would. */
export interface NodeManifest extends Values {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly taints: readonly Taint[] };
  readonly status: { readonly capacity: Readonly<Record<string, string>> };
}

/** Keeps pods away that do not tolerate it. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** Two nodes without GPUs, and of each pool as many as it always has, at least one. */
export function nodeManifests(pools: readonly GpuPoolArgs[]): NodeManifest[] {
  return [
    ...Array.from({ length: CPU_NODES }, (_, i) => node(`cpu-${i}`, { cpu: "16", memory: "64Gi" })),
    ...pools.flatMap((pool) => {
      // Labelled and tainted as the exporter's own rules for the provider expect it.
      const { nodeSelector, tolerations } = platformOf("local", pool);
      const capacity = { cpu: "64", memory: "512Gi", "nvidia.com/gpu": String(pool.gpusPerNode) };
      return Array.from({ length: Math.max(1, pool.nodes.min) }, (_, i) =>
        node(`gpu-${pool.name}-${i}`, capacity, nodeSelector, tolerations.flatMap(taintOf)),
      );
    }),
  ];
}

/**
 * Makes the nodes of the simulated cluster and waits until each is ready.
 * @returns their names
 * @throws Error naming those that are not ready in time
 */
export async function startNodes(
  cluster: Cluster,
  pools: readonly GpuPoolArgs[],
): Promise<readonly string[]> {
  const manifests = nodeManifests(pools);
  await Promise.all(manifests.map((manifest) => create(cluster, manifest)));
  const names = manifests.map(({ metadata }) => metadata.name);
  await poll({ what: "the nodes are ready", limitMs: READY_MS, everyMs: 100 }, async () => {
    const { items } = await cluster.request<{ items: readonly NodeStatus[] }>(
      "GET",
      "/api/v1/nodes",
    );
    const ready = items.filter(isReady).map(({ metadata }) => metadata.name);
    const missing = names.filter((name) => !ready.includes(name));
    return missing.length === 0 ? { found: names } : { waiting: `${missing.join(", ")} are not` };
  });
  return names;
}

interface NodeStatus {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly taints?: readonly { readonly key: string }[] };
  readonly status: { readonly conditions?: readonly { type: string; status: string }[] };
}

// The taint goes last; until then nothing is scheduled there.
function isReady({ spec, status }: NodeStatus): boolean {
  const conditions = status.conditions ?? [];
  return (
    conditions.some(({ type, status }) => type === "Ready" && status === "True") &&
    !(spec.taints ?? []).some(({ key }) => key.startsWith("node.kubernetes.io/"))
  );
}

function node(
  name: string,
  capacity: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = {},
  taints: readonly Taint[] = [],
): NodeManifest {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/os": "linux",
        "kubernetes.io/hostname": name,
        ...labels,
      },
    },
    spec: { taints },
    status: { capacity: { pods: "110", ...capacity } },
  };
}

// A toleration of every key stands for no taint in particular.
function taintOf({ key, value = "present", effect = "NoSchedule" }: TolerationArgs): Taint[] {
  return key === undefined ? [] : [{ key, value, effect }];
}

async function create(cluster: Cluster, manifest: NodeManifest): Promise<void> {
  try {
    await cluster.request("POST", "/api/v1/nodes", manifest);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  }
}
