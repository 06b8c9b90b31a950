import { follow, type ClusterAccess, type Followed } from "../follow";
import type { PlaneNames } from "./overrides";
import type { ConfigMap, Secret, Sources, Workload } from "./workload";

/** The part of a Service by which its programs are found. */
export interface Service extends Followed {
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly targetPort?: number | string;
    }[];
  };
}

/** What the stack and the operator made in the stack's namespace, each by name. */
export interface Deployed extends Sources {
  /** Deployments and StatefulSets. */
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly services: ReadonlyMap<string, Service>;
}

/** Keeps a {@link Deployed} up to date. */
export interface DeployedFollower {
  readonly current: () => Deployed;
  /**
   * The first thing found in what is deployed, now or later.
   * @param why says what is missing, for the error
   * @throws Error when it does not come in time
   */
  readonly until: <T>(
    find: (deployed: Deployed) => T | undefined,
    why: (deployed: Deployed) => string,
    limitMs: number,
  ) => Promise<T>;
  /** Told a moment after changes, once for several that come together. */
  readonly onChange: (listener: () => void) => void;
  readonly close: () => void;
}

/** The operator writes several objects at a time. */
const TOGETHER_MS = 100;

/** Follows Secrets, ConfigMaps, Services and workloads of a namespace. @throws Error when the API refuses */
export async function followDeployed(
  cluster: ClusterAccess,
  { namespace }: PlaneNames,
): Promise<DeployedFollower> {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  const changed = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const listener of [...listeners]) listener();
    }, TOGETHER_MS);
  };

  let secrets = byName<Secret>([]);
  let configMaps = byName<ConfigMap>([]);
  let services = byName<Service>([]);
  let deployments = byName<Workload>([]);
  let statefulSets = byName<Workload>([]);
  function kind<T extends Followed>(path: string, set: (objects: ReadonlyMap<string, T>) => void) {
    return follow<T>(cluster, path, (objects) => {
      set(byName(objects));
      changed();
    });
  }
  const core = `/api/v1/namespaces/${namespace}`;
  const apps = `/apis/apps/v1/namespaces/${namespace}`;
  const followers = [
    kind<Secret>(`${core}/secrets`, (now) => (secrets = now)),
    kind<ConfigMap>(`${core}/configmaps`, (now) => (configMaps = now)),
    kind<Service>(`${core}/services`, (now) => (services = now)),
    kind<Workload>(`${apps}/deployments`, (now) => (deployments = now)),
    kind<Workload>(`${apps}/statefulsets`, (now) => (statefulSets = now)),
  ];

  const current = (): Deployed => ({
    secrets,
    configMaps,
    services,
    workloads: new Map([...deployments, ...statefulSets]),
  });
  function close(): void {
    clearTimeout(timer);
    for (const follower of followers) follower.close();
  }

  try {
    await Promise.all(followers.map(({ ready }) => ready));
  } catch (cause) {
    close();
    throw cause;
  }
  return {
    current,
    close,
    onChange: (listener) => void listeners.add(listener),
    until: (find, why, limitMs) =>
      new Promise((resolve, reject) => {
        const done = (): void => {
          clearTimeout(limit);
          listeners.delete(look);
        };
        const look = (): void => {
          try {
            const found = find(current());
            if (found === undefined) return;
            done();
            resolve(found);
          } catch (cause) {
            done();
            reject(cause instanceof Error ? cause : new Error(String(cause)));
          }
        };
        const limit = setTimeout(() => {
          done();
          reject(new Error(`${why(current())} (waited ${limitMs / 1000} s)`));
        }, limitMs);
        listeners.add(look);
        look();
      }),
  };
}

function byName<T extends Followed>(objects: readonly T[]): ReadonlyMap<string, T> {
  return new Map(objects.map((object) => [object.metadata.name, object]));
}
