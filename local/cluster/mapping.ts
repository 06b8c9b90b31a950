import type { KubernetesObject } from "../../render";
import type { Cluster } from "../contracts";
import { ApiError } from "./client";

/** Names an object of the cluster. */
export interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Where objects lie in the API. */
export interface Mapper {
  /** Path of an object; undefined when the server does not know its kind. */
  readonly pathOf: (reference: Reference) => Promise<string | undefined>;
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Reference of an object. */
export function referenceOf({ apiVersion, kind, metadata }: KubernetesObject): Reference {
  const { namespace, name } = metadata;
  return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
}

/** `Kind namespace/name`, for people. */
export function describe({ kind, namespace, name }: Reference): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** Reads from the server which kinds it has; asks again when a kind is not among them. */
export function createMapper(request: Cluster["request"]): Mapper {
  const known = new Map<string, readonly Resource[]>();
  const asking = new Map<string, Promise<readonly Resource[]>>();

  async function ask(apiVersion: string): Promise<readonly Resource[]> {
    try {
      const list = await request<{ resources: readonly Resource[] }>("GET", rootOf(apiVersion));
      // `pods/status` and the like are parts of a resource.
      return list.resources.filter(({ name }) => !name.includes("/"));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return [];
      throw error;
    }
  }

  /** One question at a time for all who wait for kinds of an API. */
  function look(apiVersion: string): Promise<readonly Resource[]> {
    const underWay = asking.get(apiVersion);
    if (underWay) return underWay;
    const answer = ask(apiVersion).finally(() => asking.delete(apiVersion));
    asking.set(apiVersion, answer);
    return answer;
  }

  async function resourceOf(apiVersion: string, kind: string): Promise<Resource | undefined> {
    const find = (): Resource | undefined =>
      known.get(apiVersion)?.find((resource) => resource.kind === kind);
    const found = find();
    if (found) return found;
    known.set(apiVersion, await look(apiVersion));
    return find();
  }

  return {
    pathOf: async ({ apiVersion, kind, namespace = "default", name }) => {
      const resource = await resourceOf(apiVersion, kind);
      if (!resource) return undefined;
      const scope = resource.namespaced ? `/namespaces/${namespace}` : "";
      // Names of RBAC objects may hold colons.
      return `${rootOf(apiVersion)}${scope}/${resource.name}/${encodeURIComponent(name)}`;
    },
  };
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
