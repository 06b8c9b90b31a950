import type { Cluster } from "../contracts";
import { ApiError, type Client } from "./client";
import type { Reference } from "./mapping";

/** Deleting one of these deletes what others put into it, so that is left to people. */
const KEPT_KINDS: readonly string[] = ["Namespace", "CustomResourceDefinition"];

/** The same for every version of an object's API. */
function identityOf({ apiVersion, kind, namespace = "", name }: Reference): string {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  return [group, kind, namespace, name].join("|");
}

/** Both lists, each object once, as in the second where it is in both. */
export function union(a: readonly Reference[], b: readonly Reference[]): Reference[] {
  return [...new Map([...a, ...b].map((each) => [identityOf(each), each])).values()];
}

/**
 * What an earlier apply made and the new one does not want, the last made first. Namespaces and
 * CustomResourceDefinitions are never among it.
 */
export function leftOvers(
  earlier: readonly Reference[],
  wanted: readonly Reference[],
): Reference[] {
  const kept = new Set(wanted.map(identityOf));
  return earlier
    .filter((each) => !kept.has(identityOf(each)) && !KEPT_KINDS.includes(each.kind))
    .reverse();
}

const NAMESPACE = "default";

function pathOf(owner: string): string {
  return `/api/v1/namespaces/${NAMESPACE}/configmaps/mlwatch-inventory-${owner}`;
}

/** What the owner's last apply made; nothing before the first. */
export async function readInventory(
  request: Cluster["request"],
  owner: string,
): Promise<readonly Reference[]> {
  try {
    const { data } = await request<{ data: { objects: string } }>("GET", pathOf(owner));
    // Written below.
    return JSON.parse(data.objects) as Reference[];
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

/** Keeps what an owner has made, in the ConfigMap `mlwatch-inventory-<owner>` of namespace default. */
export async function writeInventory(
  client: Client,
  owner: string,
  objects: readonly Reference[],
): Promise<void> {
  await client.send({
    method: "PATCH",
    path: `${pathOf(owner)}?fieldManager=mlwatch&force=true`,
    type: "application/apply-patch+yaml",
    body: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `mlwatch-inventory-${owner}`, namespace: NAMESPACE },
      data: { objects: JSON.stringify(objects) },
    },
  });
}
