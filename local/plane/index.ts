import { mkdir } from "node:fs/promises";
import path from "node:path";
import type {
  Cluster,
  Gateway,
  Plane,
  Programs,
  Report,
  RunningProcess,
  Supervisor,
} from "../contracts";
import { poll } from "../poll";
import { whileRunning } from "../program";
import { followDeployed, type Deployed, type DeployedFollower } from "./deployed";
import { podFiles, writePodFiles, type LocalPod } from "./generated";
import type { PlaneNames } from "./overrides";
import { PLANE_PROCESSES, type HeldPlanePorts, type PlanePorts, type PlaneProcess } from "./ports";
import { localArgs, podPorts, serverPrograms, serviceMap, type PlaneProgram } from "./programs";
import { thanosPrograms } from "./thanos";

export { LOCAL_NAMES } from "./overrides";
export { preparePlane } from "./prepare";

/** What the plane needs. */
export interface PlaneOptions {
  readonly supervisor: Supervisor;
  readonly programs: Programs;
  readonly cluster: Cluster;
  readonly gateway: Gateway;
  /** Directory for data and configuration. */
  readonly dir: string;
  readonly names: PlaneNames;
  /** From {@link planePorts}; the stack's URLs were made of them. */
  readonly ports: HeldPlanePorts;
  readonly report: Report;
}

/** A plane that can be ended. */
export interface RunningPlane extends Plane {
  /** Stops all its programs and no longer follows the cluster. */
  readonly close: () => Promise<void>;
}

/** The operator waits for nothing but its own queue; the simulated kubelet for nothing at all. */
const DEPLOYED_LIMIT_MS = 60_000;
const READY_LIMIT_MS = 60_000;
const READY_EVERY_MS = 100;

/**
 * Runs what the stack deployed and the operator generated: Prometheus, Alertmanager and the parts of
 * Thanos, each with the arguments and files of its container in the cluster, and follows changes of the
 * files. Resolves when all are ready.
 * @throws Error when something is not deployed in time, or a program ends or is not ready in time
 */
export async function startPlane(options: PlaneOptions): Promise<RunningPlane> {
  const { cluster, names, ports, gateway } = options;
  const deployed = await followDeployed(cluster, names);
  const programs = [...serverPrograms(names, ports), ...thanosPrograms(names)];
  const processes = new Map<PlaneProcess, RunningProcess>();
  const pods = new Map(programs.map((program) => [program.workload, localPod(program, options)]));

  const started = new Map<PlaneProcess, Promise<void>>();
  let closed = false;

  async function start(program: PlaneProgram): Promise<void> {
    await Promise.all(program.after.flatMap((other) => started.get(other) ?? []));
    if (closed) return;
    const process = await startProgram(program, programs, pods, deployed.current(), options);
    processes.set(program.process, process);
    for (const [port, kind] of Object.entries(program.ports)) {
      if (kind !== "http") continue;
      const target = { namespace: names.namespace, pod: program.pod, port: Number(port) };
      gateway.route(target, urlOf(ports, program.process));
    }
    await ready(process, urlOf(ports, program.process));
  }

  async function close(): Promise<void> {
    closed = true;
    deployed.close();
    await Promise.all([...processes.values()].map((process) => process.stop()));
  }

  try {
    await Promise.all([...pods].map(([workload, pod]) => filesOf(workload, pod, deployed)));
    for (const program of programs) started.set(program.process, start(program));
    await Promise.all(started.values());
  } catch (cause) {
    await close();
    // One that was about to start when another failed.
    await Promise.allSettled(started.values());
    await close();
    throw cause;
  }
  followChanges(deployed, pods, programs, options);

  return {
    prometheusUrl: urlOf(ports, "prometheus"),
    alertmanagerUrl: urlOf(ports, "alertmanager"),
    thanosQueryUrl: urlOf(ports, "thanos-query"),
    thanosStoreUrl: urlOf(ports, "thanos-store"),
    gateway,
    stop: async (name) => {
      const process = processes.get(name as PlaneProcess); // another name finds nothing
      if (!process) throw new Error(`No process ${name}; there are ${PLANE_PROCESSES.join(", ")}.`);
      await process.stop();
    },
    close,
  };
}

function urlOf({ http }: PlanePorts, process: PlaneProcess): string {
  return `http://127.0.0.1:${http[process]}`;
}

function localPod({ workload, pod }: PlaneProgram, { dir }: PlaneOptions): LocalPod {
  return { pod, dir: path.join(dir, workload) };
}

/** Waits for the workload and all that it mounts, and writes it. */
async function filesOf(workload: string, pod: LocalPod, deployed: DeployedFollower): Promise<void> {
  const wanted = await deployed.until(
    (now) => {
      const found = now.workloads.get(workload);
      const files = found && podFiles(found, now, pod);
      return files?.missing.length === 0 ? files : undefined;
    },
    (now) => {
      const found = now.workloads.get(workload);
      return found
        ? `${workload} mounts what is not there: ${podFiles(found, now, pod).missing.join(", ")}`
        : `There is no Deployment or StatefulSet ${workload}: see the log of prometheus-operator`;
    },
    DEPLOYED_LIMIT_MS,
  );
  await writePodFiles(pod.dir, wanted);
}

async function startProgram(
  program: PlaneProgram,
  programs: readonly PlaneProgram[],
  pods: ReadonlyMap<string, LocalPod>,
  deployed: Deployed,
  { supervisor, programs: paths, names, ports }: PlaneOptions,
): Promise<RunningProcess> {
  const workload = deployed.workloads.get(program.workload);
  const pod = pods.get(program.workload);
  const command = paths[program.program];
  if (!workload || !pod) throw new Error(`${program.workload} was deleted from the cluster.`);
  if (command === undefined) {
    throw new Error(`The program ${program.program} is missing: run \`npm run doctor\`.`);
  }
  await mkdir(pod.dir, { recursive: true, mode: 0o700 });
  await ports.release(program.process);
  return supervisor.start({
    name: program.process,
    command,
    cwd: pod.dir,
    args: localArgs(
      program,
      workload,
      pod,
      podPorts(program.workload, programs, ports),
      serviceMap(deployed, names, programs, ports),
    ),
  });
}

function ready(process: RunningProcess, url: string): Promise<boolean> {
  const what = `${process.name} is ready at ${url} (its log: ${process.log})`;
  return whileRunning([process], (signal) =>
    poll({ what, limitMs: READY_LIMIT_MS, everyMs: READY_EVERY_MS, signal }, async () => {
      const answer = await fetch(`${url}/-/ready`, { signal }).catch(String);
      if (typeof answer === "string") return { waiting: answer };
      const text = await answer.text();
      return answer.ok ? { found: true } : { waiting: `${answer.status} ${text.trim()}` };
    }),
  );
}

/** Writes what changes in the cluster, and has the programs that read it do so again. */
function followChanges(
  deployed: DeployedFollower,
  pods: ReadonlyMap<string, LocalPod>,
  programs: readonly PlaneProgram[],
  { ports, report }: PlaneOptions,
): void {
  async function update(): Promise<void> {
    const now = deployed.current();
    for (const [name, pod] of pods) {
      const workload = now.workloads.get(name);
      if (!workload || !(await writePodFiles(pod.dir, podFiles(workload, now, pod)))) continue;
      for (const program of programs) {
        if (program.workload === name && program.reloads) await reload(program.process);
      }
    }
  }

  async function reload(process: PlaneProcess): Promise<void> {
    try {
      const answer = await fetch(`${urlOf(ports, process)}/-/reload`, { method: "POST" });
      if (answer.ok) report(`${process}: configuration reloaded`);
      else report(`${process} refuses its new configuration: ${(await answer.text()).trim()}`);
    } catch {
      // It has ended; whoever starts it again reads the new files.
    }
  }

  // One after another: two at a time would write the same files.
  let last = Promise.resolve();
  const next = (): void => {
    last = last.then(update).catch((cause: unknown) => report(`plane: ${String(cause)}`));
  };
  deployed.onChange(next);
  // What changed while the programs started.
  next();
}
