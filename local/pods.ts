import type { Cluster } from "./contracts";
import { poll } from "./poll";

/** The part of a pod that is read here. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly {
      readonly name: string;
      readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
    }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly message?: string }[];
  };
}

/** Which pods; `namespace` undefined means all, `node` those of one node. */
export interface PodQuery {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly node?: string;
}

/** Pods of the cluster, sorted by namespace and name. */
export async function pods(cluster: Cluster, query: PodQuery): Promise<readonly Pod[]> {
  const { namespace, labels = {}, node } = query;
  const selectors = new URLSearchParams();
  const wanted = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  if (wanted.length > 0) selectors.set("labelSelector", wanted.join(","));
  if (node !== undefined) selectors.set("fieldSelector", `spec.nodeName=${node}`);
  const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
  const { items } = await cluster.request<{ items: readonly Pod[] }>(
    "GET",
    `/api/v1${scope}/pods?${selectors.toString()}`,
  );
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Whether it runs and has an address, so that Prometheus discovers it. */
export function isRunning({ status }: Pod): boolean {
  return status?.phase === "Running" && status.podIP !== undefined;
}

/**
 * Waits until so many of the pods run.
 * @throws Error naming those that do not and why, at the limit.
 */
export function runningPods(
  cluster: Cluster,
  query: PodQuery,
  count: number,
  options: { readonly limitMs: number; readonly signal?: AbortSignal | undefined },
): Promise<readonly Pod[]> {
  const what = `pods ${Object.values(query.labels ?? {}).join(" ")} in namespace ${query.namespace ?? "(all)"}`;
  return poll({ what, ...options }, async () => {
    const found = await pods(cluster, query);
    const running = found.filter(isRunning);
    if (running.length >= count) return { found: running };
    const others = found.filter((pod) => !isRunning(pod)).map(describe);
    return { waiting: `${running.length} of ${count} run. ${others.join(" ")}`.trim() };
  });
}

function describe(pod: Pod): string {
  const why = (pod.status?.conditions ?? []).map(({ message }) => message ?? "").filter(Boolean);
  return `${pod.metadata.name} is ${pod.status?.phase ?? "new"}${why.length > 0 ? `: ${why.join("; ")}` : ""}.`;
}

function keyOf({ metadata }: Pod): string {
  return `${metadata.namespace}/${metadata.name}`;
}
