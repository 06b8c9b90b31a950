import { existsSync, renameSync, symlinkSync } from "node:fs";
import { mkdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import type { Cluster, Gateway, Report, RunningProcess, Supervisor } from "../contracts";
import { serve } from "../http";
import { runningPods } from "../pods";
import { poll } from "../poll";
import { labelsOf, WORKLOADS, workloadObjects, type WorkloadPods } from "./objects";
import {
  LOAD_SECONDS,
  loadSpec,
  workloadSpecs,
  type Environment,
  type WorkloadName,
} from "./processes";

export { WORKLOADS, workloadObjects } from "./objects";
export type { WorkloadName } from "./processes";

/** What the workloads need. */
export interface WorkloadOptions {
  readonly cluster: Cluster;
  readonly gateway: Gateway;
  readonly supervisor: Supervisor;
  /** Python with the dependencies of examples/requirements.txt. */
  readonly python: string;
  /** The folder examples/. */
  readonly examples: string;
  /** Directory for what the workloads write. */
  readonly dir: string;
  readonly report: Report;
  readonly signal?: AbortSignal | undefined;
}

/** The training runs and inference servers, with a load on the latter. */
export interface Workloads {
  /** Sends a command of examples/README.md to a process, e.g. `lr 5.0`. */
  readonly tell: (name: WorkloadName, line: string) => void;
  /** Takes away the volume to which the training run writes its checkpoints. */
  readonly loseVolume: () => void;
  readonly stop: () => Promise<void>;
}

const LIMIT_MS = 90_000;
/** Where the training run finds the volume for its checkpoints. */
const MOUNT = "checkpoints";
const LISTENING = /^listening on (http:\/\/127\.0\.0\.1:\d+)\/metrics$/;
const SERVING = /^serving on (http:\/\/\S+)$/;

/**
 * Applies the workloads' objects, starts the real processes behind the simulated pods, and lets the gateway send
 * scrapes of a pod to its process. Needs nothing of the monitoring stack: started before Prometheus, no target
 * is ever missed.
 * @throws Error naming the pod or the process that does not come up.
 */
export async function startWorkloads(options: WorkloadOptions): Promise<Workloads> {
  const { cluster, gateway, supervisor, dir, report, signal } = options;
  const environment = await prepare(options);
  const specs = workloadSpecs(environment);
  const running = new Map<WorkloadName, RunningProcess>();
  const start = async (name: WorkloadName): Promise<RunningProcess> => {
    const process = await supervisor.start(specs[name]);
    running.set(name, process);
    return process;
  };
  /** Starts a process and gives the pod its metrics. */
  const behind = async (pods: WorkloadPods, pod: string, name: WorkloadName) => {
    const process = await start(name);
    const [, url = ""] = await process.line(LISTENING, LIMIT_MS);
    gateway.route({ namespace: pods.namespace, pod, port: pods.metricsPort }, url);
    return process;
  };
  const serving = async (pods: WorkloadPods, name: WorkloadName): Promise<string> => {
    const process = await behind(pods, `${pods.name}-*`, name);
    const [, url = ""] = await process.line(SERVING, LIMIT_MS);
    return url;
  };
  const { training, trainingPlain, inference, inferencePlain } = WORKLOADS;

  const objects = cluster.apply(workloadObjects(), "workloads");
  const [, urls] = await Promise.all([
    objects.then(() =>
      Promise.all(
        Object.values(WORKLOADS).map((w) =>
          runningPods(cluster, { namespace: w.namespace, labels: labelsOf(w) }, w.replicas, {
            limitMs: LIMIT_MS,
            signal,
          }),
        ),
      ),
    ),
    Promise.all([
      serving(inferencePlain, "inference-plain"),
      checkpointOf(environment, signal).then(() => serving(inference, "inference")),
    ]),
    behind(training, `${training.name}-0`, "training-0"),
    behind(training, `${training.name}-1`, "training-1"),
    behind(trainingPlain, `${trainingPlain.name}-0`, "training-plain"),
  ]);
  const load = await keepLoading(supervisor, environment, urls, report);
  report(
    `workloads: ${[...running.keys()].join(", ")} and a load of the inference servers (${dir})`,
  );

  return {
    tell: (name, line) => running.get(name)?.write(line),
    loseVolume: () => {
      // In one step: a checkpoint in between would find a folder to write to.
      const nowhere = path.join(dir, "nowhere");
      symlinkSync("lost", nowhere);
      renameSync(nowhere, path.join(dir, MOUNT));
    },
    stop: async () => {
      await load.stop();
      await Promise.all([...running.values()].map((process) => process.stop()));
    },
  };
}

async function prepare(options: WorkloadOptions): Promise<Environment> {
  const { python, examples, dir } = options;
  const [mount, volume] = [path.join(dir, MOUNT), path.join(dir, "volume")];
  // Of an earlier run: the server must load what this one has learnt.
  await Promise.all([mount, volume].map((old) => rm(old, { force: true, recursive: true })));
  await mkdir(volume, { recursive: true });
  await symlink("volume", mount);
  const checkpoint = path.resolve(mount, "digits.npz");
  // The ranks must be told a port; one that was just free will do.
  const free = await serve(() => undefined);
  await free.close();
  return { python, examples, checkpoint, rendezvousPort: Number(new URL(free.url).port) };
}

function checkpointOf({ checkpoint }: Environment, signal?: AbortSignal): Promise<true> {
  const what = `the training run's first checkpoint ${checkpoint}`;
  return poll({ what, limitMs: LIMIT_MS, everyMs: 100, signal }, () =>
    Promise.resolve(
      existsSync(checkpoint) ? { found: true } : { waiting: "the file is not there" },
    ),
  );
}

/** The load generator stops by itself, so it is replaced before it does. */
async function keepLoading(
  supervisor: Supervisor,
  environment: Environment,
  urls: readonly string[],
  report: Report,
): Promise<{ readonly stop: () => Promise<void> }> {
  const spec = loadSpec(environment, urls);
  let current = await supervisor.start(spec);
  const renew = async (): Promise<void> => {
    await current.stop();
    current = await supervisor.start(spec);
  };
  const nineTenths = 900 * LOAD_SECONDS;
  const timer = setInterval(() => {
    renew().catch((error: unknown) => report(`the load could not be renewed: ${String(error)}`));
  }, nineTenths);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await current.stop();
    },
  };
}
