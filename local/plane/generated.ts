import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { flagOf } from "./flags";
import {
  containerOf,
  environment,
  expand,
  mapPaths,
  mountsOf,
  volumeFiles,
  type Sources,
  type VolumeFiles,
  type Workload,
} from "./workload";

/** The container by which the operator hands a configuration to a program; here we do its work. */
const RELOADER = "config-reloader";
/** Directory for values that a container gets in its environment. */
const ENVIRONMENT = "env";

/** A pod whose files are on this machine. */
export interface LocalPod {
  /** Name of the pod that stands for it in the cluster. */
  readonly pod: string;
  /** Directory of its volumes. */
  readonly dir: string;
}

/**
 * What the pod of a workload reads: the keys of its Secrets and ConfigMaps, values that it gets in its
 * environment from Secrets, and the configuration that the operator generated, with the variables and
 * paths that its reloader and its mounts would have resolved.
 */
export function podFiles(workload: Workload, sources: Sources, local: LocalPod): VolumeFiles {
  const pod = workload.spec.template.spec;
  const { files, volumes, missing } = volumeFiles(pod, sources);
  const secrets = pod.containers.flatMap(({ name, env = [] }) =>
    env.flatMap(({ name: variable, valueFrom }) => {
      const ref = valueFrom?.secretKeyRef;
      const value = ref && sources.secrets.get(ref.name)?.data?.[ref.key];
      return value === undefined
        ? []
        : [[path.posix.join(ENVIRONMENT, name, variable), Buffer.from(value, "base64")] as const];
    }),
  );
  const config = pod.containers.some(({ name }) => name === RELOADER)
    ? generatedConfig(workload, local, { files, volumes, missing })
    : new Map<string, Buffer>();
  return { files: new Map([...files, ...secrets, ...config]), volumes, missing };
}

/** File with the value of a variable that {@link podFiles} wrote. */
export function environmentFile({ dir }: LocalPod, container: string, variable: string): string {
  return path.join(dir, ENVIRONMENT, container, variable);
}

function generatedConfig(
  workload: Workload,
  { pod, dir }: LocalPod,
  { files, volumes }: VolumeFiles,
): ReadonlyMap<string, Buffer> {
  const reloader = containerOf(workload, RELOADER);
  const mounts = mountsOf(reloader, dir);
  const relative = (flag: string): string | undefined => {
    const file = flagOf(reloader.args ?? [], flag);
    return file === undefined ? undefined : path.relative(dir, mapPaths(file, mounts));
  };
  const [from, to] = [relative("config-file"), relative("config-envsubst-file")];
  const coded = from === undefined ? undefined : files.get(from);
  if (from === undefined || to === undefined || coded === undefined) return new Map();
  const text = (from.endsWith(".gz") ? gunzipSync(coded) : coded).toString("utf8");
  // The first container is the program that reads it.
  const [program = reloader] = workload.spec.template.spec.containers;
  const resolved = mapPaths(
    expand(text, environment(reloader, pod)),
    mountsOf(program, dir, volumes),
  );
  return new Map([[to, Buffer.from(resolved)]]);
}

/**
 * Brings a pod's directory to what it shall hold; only its owner may read it. Nothing is touched while
 * something is missing, so that a program keeps what it has.
 * @returns whether anything changed
 */
export async function writePodFiles(dir: string, wanted: VolumeFiles): Promise<boolean> {
  if (wanted.missing.length > 0) return false;
  let changed = false;
  for (const [name, content] of wanted.files) {
    const file = path.join(dir, name);
    const before = await readFile(file).catch(() => undefined);
    if (before?.equals(content)) continue;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    // Renamed into place: a program that reads it at this moment sees the old or the new one.
    await writeFile(`${file}.new`, content, { mode: 0o600 });
    await rename(`${file}.new`, file);
    changed = true;
  }
  for (const volume of wanted.volumes) {
    await mkdir(path.join(dir, volume), { recursive: true, mode: 0o700 });
    for (const entry of await readdir(path.join(dir, volume), {
      recursive: true,
      withFileTypes: true,
    })) {
      const file = path.join(entry.parentPath, entry.name);
      if (!entry.isFile() || wanted.files.has(path.relative(dir, file))) continue;
      await rm(file);
      changed = true;
    }
  }
  return changed;
}
