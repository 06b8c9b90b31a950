import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseConfig } from "../config/parse";
import { isObject, type Values } from "../components/prometheus/merge";
import { render, type KubernetesObject } from "../render";
import { startCluster, startNodes, startOperator } from "./cluster";
import type { Cluster, Programs, Report, Supervisor } from "./contracts";
import { pulumiStack, requirePulumi } from "./engine";
import { startGateway } from "./gateway";
import { openInstance, type Instance } from "./instance";
import type { Engine } from "./options";
import { LOCAL_NAMES, preparePlane, startPlane, type RunningPlane } from "./plane";
import { endOf, failure } from "./program";
import { startReceiver, type Receiver } from "./receiver";
import { startStandIns, type StandIns } from "./stand-ins";
import { createSupervisor } from "./supervisor";
import { startViewer, type Viewer } from "./viewer/server";
import type { ViewerStatus } from "./viewer/state";
import { startWorkloads, type Workloads } from "./workloads";

const STACK = "local";

/** What the environment needs of its caller. */
export interface EnvironmentOptions {
  /** Directory of the program, with Pulumi.yaml. */
  readonly root: string;
  /** Directory for everything the environment writes. */
  readonly dir: string;
  readonly programs: Programs;
  /** Python with the dependencies of examples/requirements.txt. */
  readonly python: string;
  readonly engine: Engine;
  /** Port of the page; 0 takes a free one. */
  readonly port: number;
  readonly report: Report;
  /** What the page says of the scenario. */
  readonly status: () => ViewerStatus;
  /** Aborts the start. */
  readonly signal: AbortSignal;
}

/** Everything that runs; {@link startEnvironment} starts it. */
export interface Environment {
  readonly supervisor: Supervisor;
  readonly cluster: Cluster;
  readonly plane: RunningPlane;
  readonly workloads: Workloads;
  readonly standIns: StandIns;
  readonly receiver: Receiver;
  readonly viewer: Viewer;
  /** What was deployed, in apply order. */
  readonly objects: readonly KubernetesObject[];
  /** Ends all of it; safe to call twice. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the cluster, deploys the stack `local`, runs what the operator makes of it, and the workloads it watches.
 * When a step fails, what was started before is ended.
 * @throws InstanceRunningError when another process runs it, LocalError or Error naming the step that failed.
 */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { dir, report } = options;
  const instance = await openInstance(dir);
  if (instance.ended.length > 0)
    report(`ended what an earlier run left: ${instance.ended.join(", ")}`);
  const supervisor = createSupervisor(instance);
  // Whatever waits for a program, or for what it would do, need not wait any longer.
  const failed = new AbortController();
  supervisor.onFailure((process, how) => {
    report(`${process.name} ${endOf(how)}; see its log ${process.log}`);
    failed.abort(failure(process, endOf(how)));
  });
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const closers: (() => Promise<unknown>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      for (const close of closers.reverse()) await close().catch(() => undefined);
      await supervisor.stopAll();
      instance.release();
      report("ended; no process is left");
    })());
  try {
    const started = await start({ ...options, signal }, instance, supervisor, closers);
    return { ...started, supervisor, stop };
  } catch (error) {
    // Steps that are still at work end too.
    failed.abort(error);
    await stop();
    throw error;
  }
}

type Started = Omit<Environment, "supervisor" | "stop">;

async function start(
  options: EnvironmentOptions,
  instance: Instance,
  supervisor: Supervisor,
  closers: (() => Promise<unknown>)[],
): Promise<Started> {
  const { root, dir, programs, python, report, signal } = options;
  const begun = Date.now();
  const step = async <T>(name: string, work: Promise<T>): Promise<T> => {
    const from = Date.now();
    const result = await unlessAborted(work, signal);
    report(`${name} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
    return result;
  };
  // Each run begins with an empty cluster: etcd, certificates and volumes of the last one go.
  const run = path.join(dir, "run");
  rmSync(run, { recursive: true, force: true });
  mkdirSync(run, { recursive: true, mode: 0o700 });

  const receiver = await startReceiver(report);
  closers.push(receiver.close);
  const cluster = await step(
    "Kubernetes API server, controllers and scheduler",
    startCluster({ supervisor, programs, dir: path.join(run, "cluster"), report }),
  );
  const { gpuPools = [] } = parseConfig((await render({ stack: STACK, cwd: root })).config);
  await step(
    "nodes ready; Prometheus Operator and its definitions",
    Promise.all([startNodes(cluster, gpuPools), startOperator({ supervisor, programs, cluster })]),
  );
  const gateway = await startGateway({ port: 0, cluster });
  closers.push(gateway.close);
  const prepared = await preparePlane({
    cluster,
    gateway,
    dir: path.join(run, "plane"),
    names: LOCAL_NAMES,
  });
  const shared = { cluster, gateway, report, signal };
  // The workloads need nothing of the stack, and their imports take longest.
  const [workloads, { objects, standIns }] = await step(
    "stack deployed, workloads and stand-ins run",
    Promise.all([
      startWorkloads({
        ...shared,
        supervisor,
        python,
        examples: path.join(root, "examples"),
        dir: path.join(run, "workloads"),
      }),
      deploy(options, supervisor, cluster, prepared.config, receiver.urls).then(async (objects) => {
        report(`stack ${STACK} deployed: ${objects.length} objects`);
        return { objects, standIns: await startStandIns(shared) };
      }),
    ]),
  );
  closers.push(standIns.close, workloads.stop);
  const plane = await step(
    "Prometheus, Alertmanager and Thanos run what the operator generated",
    startPlane({
      ...shared,
      supervisor,
      programs,
      dir: path.join(run, "plane"),
      names: LOCAL_NAMES,
      ports: prepared.ports,
    }),
  );
  closers.push(plane.close);
  const links = {
    Prometheus: plane.prometheusUrl,
    Alertmanager: plane.alertmanagerUrl,
    "Thanos Query": plane.thanosQueryUrl,
  };
  const viewer = await startViewer({
    port: options.port,
    prometheusUrl: plane.prometheusUrl,
    alertmanagerUrl: plane.alertmanagerUrl,
    dashboards: dashboardsOf(objects),
    receiver,
    status: options.status,
    links,
    scrapeIntervalSeconds: 1,
  });
  closers.push(viewer.close);
  instance.setPage(viewer.url);
  report(`up after ${((Date.now() - begun) / 1000).toFixed(0)} s`);
  for (const [name, url] of Object.entries({ Page: viewer.url, ...links }))
    report(`${name}: ${url}`);
  return { cluster, plane, workloads, standIns, receiver, viewer, objects };
}

/** Waits for work, but no longer than until the signal. @throws its reason, or what the work throws */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      const abort = (): void => reject(signal.reason as Error); // what it is aborted with is an error
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort, { once: true });
    }),
  ]);
}

/** Deploys the stack. @returns its objects in apply order */
async function deploy(
  { engine, root, dir }: EnvironmentOptions,
  supervisor: Supervisor,
  cluster: Cluster,
  config: Values,
  secrets: Readonly<Record<string, string>>,
): Promise<readonly KubernetesObject[]> {
  const rendering = await render({
    stack: STACK,
    cwd: root,
    config,
    secrets,
    revealSecrets: true,
  });
  const objects = rendering.objects.map(({ object }) => object);
  if (engine === "render") {
    await cluster.apply(objects, STACK);
    return objects;
  }
  const stack = await pulumiStack({
    supervisor,
    pulumi: requirePulumi(),
    program: root,
    dir: path.join(dir, "run/pulumi"),
    stack: STACK,
    config,
    secrets,
  });
  await stack.run("up", "--yes", "--skip-preview");
  return objects;
}

/** What somebody looks for first here; further dashboards follow. */
const FIRST_DASHBOARDS = ["Training run", "Inference service"];

/** The dashboards among the objects, as Grafana's sidecar finds them. */
function dashboardsOf(
  objects: readonly KubernetesObject[],
): readonly { readonly name: string; readonly json: unknown }[] {
  const found = objects.flatMap(({ kind, metadata, data }) => {
    const labels = isObject(metadata["labels"]) ? metadata["labels"] : {};
    if (kind !== "ConfigMap" || labels["grafana_dashboard"] !== "1" || !isObject(data)) return [];
    return Object.values(data).map((text) => ({
      name: metadata.name,
      json: JSON.parse(String(text)) as unknown,
    }));
  });
  const rank = ({ json }: { readonly json: unknown }): number => {
    const title = isObject(json) ? String(json["title"]) : "";
    return FIRST_DASHBOARDS.includes(title) ? FIRST_DASHBOARDS.indexOf(title) : Infinity;
  };
  return found.toSorted((a, b) => Math.sign(rank(a) - rank(b)) || 0);
}
