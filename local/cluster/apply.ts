import { isObject } from "../../components/prometheus/merge";
import type { KubernetesObject } from "../../render";
import type { ApplyReport, Cluster } from "../contracts";
import { LocalError, messageOf } from "../errors";
import { poll } from "../poll";
import { ApiError, type Client } from "./client";
import { leftOvers, readInventory, union, writeInventory } from "./inventory";
import { createMapper, describe, referenceOf, type Mapper, type Reference } from "./mapping";

/** Label of every object that was applied, with the owner as its value. */
export const OWNER_LABEL = "mlwatch.dev/owner";

// Strict: a field that the server does not know is an error.
const PARAMETERS = "fieldManager=mlwatch&force=true&fieldValidation=Strict";
const CONCURRENCY = 8;
const USABLE_MS = 30_000;

/** Raised when the server refuses objects; names each with the server's message. */
export class ApplyError extends LocalError {}

/** Server-side apply of a whole set of objects, as {@link Cluster.apply}. */
export function createApply(client: Client): Cluster["apply"] {
  const mapper = createMapper(client.request);
  return async (objects, owner): Promise<ApplyReport> => {
    const prepared = objects.map((object) => prepare(object, owner));
    const wanted = prepared.map(referenceOf);
    const earlier = await readInventory(client.request, owner);
    // Before the first object is made: an apply that fails half-way must not lose track of any.
    await writeInventory(client, owner, union(earlier, wanted));
    for (const batch of inBatches(prepared)) {
      await eachOf(batch, (object) => applyOne(client, mapper, object));
      await eachOf(batch, (object) => untilUsable(client, mapper, object));
    }
    const deleted: Reference[] = [];
    for (const reference of leftOvers(earlier, wanted)) {
      if (await remove(client, mapper, reference, owner)) deleted.push(reference);
    }
    await writeInventory(client, owner, wanted);
    return { applied: wanted.map(describe), deleted: deleted.map(describe) };
  };
}

/** With the owner's label, and plain strings of a Secret encoded as the server stores them. */
export function prepare(object: KubernetesObject, owner: string): KubernetesObject {
  const { metadata, stringData, ...rest } = object;
  const labels = isObject(metadata["labels"]) ? metadata["labels"] : {};
  const prepared = {
    ...rest,
    metadata: { ...metadata, labels: { ...labels, [OWNER_LABEL]: owner } },
  };
  // Written as stringData, a key that is taken away later would stay: the server only knows `data`.
  if (object.kind !== "Secret" || !isObject(stringData)) {
    return stringData === undefined ? prepared : { ...prepared, stringData };
  }
  const data = isObject(object["data"]) ? object["data"] : {};
  const encoded = Object.entries(stringData).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString("base64"),
  ]);
  return { ...prepared, data: { ...data, ...Object.fromEntries(encoded) } };
}

const FIRST: readonly string[] = ["Namespace", "CustomResourceDefinition"];

/**
 * Objects that can be applied at the same time, batch after batch: namespaces, definitions, then
 * runs of one kind in the order given.
 */
export function inBatches(objects: readonly KubernetesObject[]): KubernetesObject[][] {
  const ordered = [
    ...FIRST.flatMap((kind) => objects.filter((object) => object.kind === kind)),
    ...objects.filter(({ kind }) => !FIRST.includes(kind)),
  ];
  const batches: KubernetesObject[][] = [];
  for (const object of ordered) {
    const last = batches.at(-1);
    if (last?.[0]?.kind === object.kind) last.push(object);
    else batches.push([object]);
  }
  return batches;
}

async function applyOne(client: Client, mapper: Mapper, object: KubernetesObject): Promise<void> {
  const path = await mapper.pathOf(referenceOf(object));
  if (path === undefined) {
    throw new Error(`the server has no kind ${object.kind} in ${object.apiVersion}`);
  }
  await client.send({
    method: "PATCH",
    path: `${path}?${PARAMETERS}`,
    type: "application/apply-patch+yaml",
    body: object,
  });
}

// Objects of a namespace or a kind that was just made can be refused for a moment.
async function untilUsable(
  client: Client,
  mapper: Mapper,
  object: KubernetesObject,
): Promise<void> {
  const { kind, metadata } = object;
  if (kind === "Namespace") {
    await poll({ what: "its service account", limitMs: USABLE_MS, everyMs: 50 }, async () => {
      const path = `/api/v1/namespaces/${metadata.name}/serviceaccounts/default`;
      return (await get(client, path)) ? { found: true } : { waiting: "there is none yet" };
    });
  }
  if (kind === "CustomResourceDefinition") {
    // The server lists kinds whose definition is established; the definition itself is large to ask for.
    const { group, names, versions } = object["spec"] as DefinitionSpec;
    const version = versions.find(({ served }) => served)?.name;
    const any = { apiVersion: `${group}/${version}`, kind: names.kind, name: "any" };
    await poll({ what: "its kind", limitMs: USABLE_MS, everyMs: 100 }, async () =>
      (await mapper.pathOf(any)) === undefined
        ? { waiting: "the server does not list it" }
        : { found: true },
    );
  }
}

/** What every definition has, or the server would have refused it. */
interface DefinitionSpec {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

async function get<T = unknown>(client: Client, path: string): Promise<T | undefined> {
  try {
    return await client.request<T>("GET", path);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** Deletes an object that still is the owner's; false when it is gone or another's by now. */
async function remove(
  client: Client,
  mapper: Mapper,
  reference: Reference,
  owner: string,
): Promise<boolean> {
  const path = await mapper.pathOf(reference);
  const object = path === undefined ? undefined : await get<KubernetesObject>(client, path);
  const labels = object?.metadata["labels"];
  if (path === undefined || !isObject(labels) || labels[OWNER_LABEL] !== owner) return false;
  try {
    await client.request("DELETE", path, { propagationPolicy: "Background" });
  } catch (error) {
    throw new ApplyError(`${describe(reference)} cannot be deleted: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return true;
}

/** Does the work for a few objects at a time; all are tried before those that failed are named. */
async function eachOf(
  objects: readonly KubernetesObject[],
  work: (object: KubernetesObject) => Promise<void>,
): Promise<void> {
  const left = [...objects];
  const failures: string[] = [];
  const worker = async (): Promise<void> => {
    for (let object = left.shift(); object !== undefined; object = left.shift()) {
      try {
        await work(object);
      } catch (error) {
        failures.push(`${describe(referenceOf(object))} cannot be applied: ${messageOf(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  if (failures.length > 0) throw new ApplyError(failures.sort().join("\n"));
}
