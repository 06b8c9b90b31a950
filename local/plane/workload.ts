import path from "node:path";
import type { Followed } from "../follow";

/** The parts of a Deployment or StatefulSet by which we run one of its containers ourselves. */
export interface Workload extends Followed {
  readonly spec: { readonly template: { readonly metadata?: PodMeta; readonly spec: PodSpec } };
}

interface PodMeta {
  readonly labels?: Readonly<Record<string, string>>;
}

/** As Kubernetes has it. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
}

/** As Kubernetes has it. */
export interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly subPath?: string;
  }[];
}

interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
  };
}

/** As Kubernetes has it; volumes of other kinds are empty directories here. */
export interface Volume {
  readonly name: string;
  readonly secret?: VolumeSource & { readonly secretName: string };
  readonly configMap?: VolumeSource & { readonly name: string };
  readonly projected?: {
    readonly sources?: readonly {
      readonly secret?: VolumeSource & { readonly name: string };
      readonly configMap?: VolumeSource & { readonly name: string };
    }[];
  };
}

interface VolumeSource {
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

/** A Secret; `data` is base64. */
export interface Secret extends Followed {
  readonly data?: Readonly<Record<string, string>>;
}

/** A ConfigMap; `binaryData` is base64. */
export interface ConfigMap extends Followed {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** Secrets and ConfigMaps of one namespace, by name. */
export interface Sources {
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly configMaps: ReadonlyMap<string, ConfigMap>;
}

/** What volumes hold. */
export interface VolumeFiles {
  /** Content by `<volume>/<path>`. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Directories, by volume, that hold nothing but these files. */
  readonly volumes: readonly string[];
  /** `Secret name` and `ConfigMap name` that are not there yet. */
  readonly missing: readonly string[];
}

/** The container of a workload. @throws Error when it has none of that name */
export function containerOf(workload: Workload, name: string): Container {
  const container = workload.spec.template.spec.containers.find((one) => one.name === name);
  if (container) return container;
  throw new Error(
    `${workload.metadata.name} in the cluster has no container ${name}: the stack was deployed without it.`,
  );
}

/** The files of the Secrets and ConfigMaps that a pod mounts. */
export function volumeFiles(pod: PodSpec, sources: Sources): VolumeFiles {
  const files = new Map<string, Buffer>();
  const missing: string[] = [];
  const volumes: string[] = [];
  for (const volume of pod.volumes ?? []) {
    const parts = partsOf(volume);
    if (parts.length > 0) volumes.push(volume.name);
    for (const { kind, name, optional, items } of parts) {
      const content = kind === "Secret" ? secretFiles(sources, name) : configFiles(sources, name);
      if (!content && optional !== true) missing.push(`${kind} ${name}`);
      for (const [key, file] of content ?? []) {
        const target = items ? items.find((item) => item.key === key)?.path : key;
        if (target !== undefined) files.set(path.posix.join(volume.name, target), file);
      }
    }
  }
  return { files, volumes, missing };
}

interface Part extends VolumeSource {
  readonly kind: "Secret" | "ConfigMap";
  readonly name: string;
}

function partsOf({ secret, configMap, projected }: Volume): readonly Part[] {
  const all = [
    { configMap, ...(secret && { secret: { ...secret, name: secret.secretName } }) },
    ...(projected?.sources ?? []),
  ];
  return all.flatMap((source): Part[] => [
    ...(source.secret ? [{ ...source.secret, kind: "Secret" as const }] : []),
    ...(source.configMap ? [{ ...source.configMap, kind: "ConfigMap" as const }] : []),
  ]);
}

function secretFiles({ secrets }: Sources, name: string): Map<string, Buffer> | undefined {
  const secret = secrets.get(name);
  return secret && decoded(secret.data, "base64");
}

function configFiles({ configMaps }: Sources, name: string): Map<string, Buffer> | undefined {
  const map = configMaps.get(name);
  return map && new Map([...decoded(map.data, "utf8"), ...decoded(map.binaryData, "base64")]);
}

function decoded(
  data: Readonly<Record<string, string>> = {},
  encoding: BufferEncoding,
): Map<string, Buffer> {
  return new Map(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, encoding)]));
}

/** Environment of a container, as far as its arguments may show it: plain values and the pod's name. */
export function environment(container: Container, pod: string): ReadonlyMap<string, string> {
  const entries = (container.env ?? []).flatMap(({ name, value, valueFrom }) => {
    const podName = valueFrom?.fieldRef?.fieldPath === "metadata.name" ? pod : undefined;
    const known = value ?? podName;
    return known === undefined ? [] : [[name, known] as const];
  });
  return new Map(entries);
}

/** Replaces `$(NAME)` for the names that are known, as Kubernetes does in arguments. */
export function expand(text: string, env: ReadonlyMap<string, string>): string {
  return text.replace(/\$\(([\w.-]+)\)/g, (whole, name: string) => env.get(name) ?? whole);
}

/** Where the mounted directories of a container are on this machine. */
export type Mounts = ReadonlyMap<string, string>;

/**
 * Local directory by mount path: `<dir>/<volume>`, the same for all containers of the pod.
 * @param only names of volumes @default all
 */
export function mountsOf(container: Container, dir: string, only?: readonly string[]): Mounts {
  const mounts = (container.volumeMounts ?? []).filter(({ name }) => only?.includes(name) ?? true);
  return new Map(
    mounts.map(({ name, mountPath, subPath = "" }) => [mountPath, path.join(dir, name, subPath)]),
  );
}

/** Replaces the mount paths in a text, the longest first, where they stand as the start of a path. */
export function mapPaths(text: string, mounts: Mounts): string {
  if (mounts.size === 0) return text;
  const longestFirst = [...mounts.keys()].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((mount) => mount.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\w./-])(?:${escaped.join("|")})(?![\\w.-])`, "g");
  return text.replace(pattern, (mount) => mounts.get(mount) ?? mount);
}
