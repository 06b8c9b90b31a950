import { isObject, type Values } from "../components/prometheus/merge";
import { toFlux } from "./flux";
import type { Registration } from "./protocol";
import { RenderError } from "./run";
import { holdsWrapper, unwrap, type SecretTrace } from "./secrets";

/** A Kubernetes object as a manifest. */
export interface KubernetesObject extends Values {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** The part of the metadata that every object of ours has. */
export interface ObjectMeta extends Values {
  readonly name: string;
  readonly namespace?: string;
}

const HELM_TYPES: readonly string[] = [
  "kubernetes:helm.sh/v3:Release",
  "kubernetes:helm.sh/v4:Chart",
];

/** Says on a placeholder how to make the Secret that it stands for. */
export const CREATE_ANNOTATION = "mlwatch.dev/create-with";

/**
 * The objects that a resource becomes; none for components, providers and the stack.
 * @param trace the secrets that must not be written, or undefined to keep their values
 * @throws RenderError for a resource that is no Kubernetes object, an object without a fixed name,
 * and a secret outside of a Secret.
 */
export function toObjects(
  registration: Registration,
  trace: SecretTrace | undefined,
): KubernetesObject[] {
  const { type, custom } = registration;
  const helm = HELM_TYPES.includes(type);
  if ((!custom && !helm) || type.startsWith("pulumi:")) return [];
  if (!type.startsWith("kubernetes:")) {
    throw new RenderError(`${registration.urn} is no Kubernetes object and has no manifest.`);
  }
  const inputs = unwrap(registration.inputs) as Values; // what a map unwraps to is a map
  if (helm) return toFlux(inputs).map((object) => refuseSecrets(object, registration, trace));
  const object = named(inputs, registration);
  if (!trace) return [object];
  return [
    isSecret(object) ? withoutSecrets(object, trace) : refuseSecrets(object, registration, trace),
  ];
}

function named(inputs: Values, { urn }: Registration): KubernetesObject {
  const { apiVersion, kind, metadata } = inputs;
  const name = isObject(metadata) ? metadata["name"] : undefined;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || typeof name !== "string") {
    throw new RenderError(
      `${urn} has no apiVersion, kind or metadata.name: a rendered object needs a fixed name.`,
    );
  }
  // The three fields were just checked.
  return inputs as KubernetesObject;
}

function isSecret({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion === "v1" && kind === "Secret";
}

// Chart values, ConfigMaps and annotations are read by many; a secret there is a leak, not a manifest.
function refuseSecrets(
  object: KubernetesObject,
  { urn, inputs }: Registration,
  trace: SecretTrace | undefined,
): KubernetesObject {
  const names = trace?.in(object) ?? [];
  if (names.length > 0 || (trace && holdsWrapper(inputs))) {
    throw new RenderError(
      `${urn} holds ${names.join(", ") || "a secret value"}: secrets go into a Secret, which others refer to by name.`,
    );
  }
  return object;
}

// The parts that are no secrets are kept: server-side apply leaves the other keys to whoever sets them.
function withoutSecrets(object: KubernetesObject, trace: SecretTrace): KubernetesObject {
  if (trace.in(object).length === 0) return object;
  const { data, stringData, metadata, ...rest } = object;
  const missing = [data, stringData].flatMap((part) =>
    Object.entries(isObject(part) ? part : {}).flatMap(([key, value]) => {
      const names = trace.in(value);
      return names.length > 0 ? [{ key, names }] : [];
    }),
  );
  const plain = (part: unknown): Values =>
    Object.fromEntries(
      Object.entries(isObject(part) ? part : {}).filter(
        ([, value]) => trace.in(value).length === 0,
      ),
    );
  const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
  return {
    ...rest,
    ...nonEmpty("data", plain(data)),
    ...nonEmpty("stringData", plain(stringData)),
    metadata: {
      ...metadata,
      annotations: { ...annotations, [CREATE_ANNOTATION]: createCommand(metadata, missing) },
    },
  };
}

function nonEmpty(key: string, values: Values): Values {
  return Object.keys(values).length > 0 ? { [key]: values } : {};
}

function createCommand(
  { name, namespace }: ObjectMeta,
  missing: readonly { readonly key: string; readonly names: readonly string[] }[],
): string {
  const literals = [...missing]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, names }) => `--from-literal='${key}=<value of ${names.join(", ")}>'`);
  const where = namespace === undefined ? "" : ` -n ${namespace}`;
  return `kubectl create secret generic ${name}${where} ${literals.join(" ")} --dry-run=client -o yaml | kubectl apply --server-side -f -`;
}
