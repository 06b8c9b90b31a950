import { containerOf, environment, expand, mapPaths, mountsOf, type Workload } from "./workload";
import { environmentFile, type LocalPod } from "./generated";
import { localAddresses, withFlags, type ServiceMap } from "./flags";
import type { Deployed, Service } from "./deployed";
import type { PlanePorts, PlaneProcess } from "./ports";
import type { PlaneNames } from "./overrides";

/** How a container of the cluster becomes a process of this machine. */
export interface PlaneProgram {
  /** Name of the process. */
  readonly process: PlaneProcess;
  /** Program by its name in {@link Programs}. */
  readonly program: string;
  /** Deployment or StatefulSet. */
  readonly workload: string;
  /** Name of its pod; a Deployment's pods by the start of their names. */
  readonly pod: string;
  readonly container: string;
  /** Ports of the pod that it serves, and which of its two. */
  readonly ports: Readonly<Record<number, "http" | "grpc">>;
  /** Processes that have to be ready first; without them it waits for its next look at them. */
  readonly after: readonly PlaneProcess[];
  /** Flags that differ from the deployed ones, beside addresses and paths. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  /** It reads its configuration again when asked by `POST /-/reload`. */
  readonly reloads: boolean;
}

/** Prometheus and Alertmanager as the operator deploys them. */
export function serverPrograms(
  { instance }: PlaneNames,
  ports: PlanePorts,
): readonly PlaneProgram[] {
  return [
    {
      process: "prometheus",
      program: "prometheus",
      workload: `prometheus-${instance}`,
      pod: `prometheus-${instance}-0`,
      container: "prometheus",
      ports: { 9090: "http" },
      after: [],
      flags: {
        "web.listen-address": `127.0.0.1:${ports.http.prometheus}`,
        // Blocks are cut and uploaded after minutes; the sidecar wants the two to be equal.
        "storage.tsdb.min-block-duration": "2m",
        "storage.tsdb.max-block-duration": "2m",
      },
      reloads: true,
    },
    {
      process: "alertmanager",
      program: "alertmanager",
      workload: `alertmanager-${instance}`,
      pod: `alertmanager-${instance}-0`,
      container: "alertmanager",
      ports: { 9093: "http" },
      after: [],
      flags: {},
      reloads: true,
    },
  ];
}

/**
 * The deployed arguments of a program, with what differs on this machine: values of variables, paths of
 * volumes, addresses, and the program's own flags. A value from a Secret is passed as a file, because
 * arguments can be read by everybody.
 * @throws Error when the stack has no such container, or a Service leads nowhere
 */
export function localArgs(
  { container: name, workload: workloadName, flags }: PlaneProgram,
  workload: Workload,
  local: LocalPod,
  ports: ReadonlyMap<number, number>,
  services: ServiceMap,
): readonly string[] {
  const container = containerOf(workload, name);
  const env = environment(container, local.pod);
  const mounts = mountsOf(container, local.dir);
  const secret = new Set(
    (container.env ?? []).flatMap((one) => (one.valueFrom?.secretKeyRef ? [one.name] : [])),
  );
  const args = (container.args ?? []).map((arg) => {
    const [, flag, variable] = /^(--[\w.-]+)=\$\((\w+)\)$/.exec(arg) ?? [];
    if (flag !== undefined && variable !== undefined && secret.has(variable)) {
      return `${flag}-file=${environmentFile(local, name, variable)}`;
    }
    return localAddresses(mapPaths(expand(arg, env), mounts), (port) => ports.get(port), services);
  });
  const unresolved = args.find((arg) => /\$\(\w+\)/.test(arg));
  if (unresolved !== undefined) {
    throw new Error(
      `${workloadName}, container ${name}: the variable in the argument ${unresolved} is not known here.`,
    );
  }
  return withFlags(args, flags);
}

/** Local port of each port of the pods that a workload stands for; programs of one pod share them. */
export function podPorts(
  workload: string,
  programs: readonly PlaneProgram[],
  ports: PlanePorts,
): ReadonlyMap<number, number> {
  return new Map(
    programs
      .filter((program) => program.workload === workload)
      .flatMap(({ process, ports: served }) =>
        Object.entries(served).map(([port, kind]) => [Number(port), ports[kind][process]] as const),
      ),
  );
}

/** Finds the local port behind a Service by its selector, as the cluster would. */
export function serviceMap(
  { services, workloads }: Pick<Deployed, "services" | "workloads">,
  { namespace }: PlaneNames,
  programs: readonly PlaneProgram[],
  ports: PlanePorts,
): ServiceMap {
  return (name, inNamespace, port) => {
    const service = inNamespace === namespace ? services.get(name) : undefined;
    if (!service) return undefined;
    for (const workloadName of new Set(programs.map(({ workload }) => workload))) {
      const workload = workloads.get(workloadName);
      if (!workload || !selects(service, workload)) continue;
      const target = targetPort(service, workload, port);
      const local = target && podPorts(workloadName, programs, ports).get(target);
      if (local !== undefined) return local;
    }
    return undefined;
  };
}

function selects({ spec }: Service, workload: Workload): boolean {
  const selector = Object.entries(spec.selector ?? {});
  const labels = workload.spec.template.metadata?.labels ?? {};
  return selector.length > 0 && selector.every(([label, value]) => labels[label] === value);
}

function targetPort(
  { spec }: Service,
  workload: Workload,
  wanted: string | number,
): number | undefined {
  const entry = spec.ports?.find(({ name, port }) => wanted === name || wanted === port);
  const target = entry?.targetPort ?? entry?.port;
  if (typeof target === "number") return target;
  const declared = workload.spec.template.spec.containers.flatMap(({ ports }) => ports ?? []);
  return declared.find(({ name }) => name === target)?.containerPort;
}
