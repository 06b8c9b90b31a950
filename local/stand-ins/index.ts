import type { Cluster, Gateway, Report } from "../contracts";
import { serve, type LocalServer } from "../http";
import { pods, runningPods } from "../pods";
import { dcgmText, gpusOf } from "./dcgm";
import { CONTENT_TYPE } from "./exposition";
import { kubeStateText } from "./kube-state-metrics";
import { gpuCount, nodes, type Node } from "./nodes";
import { KUBE_STATE, kubeStateObjects } from "./objects";

/** What the stand-ins need. */
export interface StandInOptions {
  readonly cluster: Cluster;
  readonly gateway: Gateway;
  readonly report: Report;
  /** Labels that Prometheus's monitor selector asks for. @default prometheus: mlwatch */
  readonly selectedBy?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Exporters that this process serves in place of real ones. */
export interface StandIns {
  /** GPU nodes by name, with the number of their GPUs, lost ones included. */
  readonly gpuNodes: ReadonlyMap<string, number>;
  /** The exporter no longer sees this GPU. @throws Error when there is no such GPU */
  readonly lose: (node: string, gpu: number) => void;
  /** From now on the GPUs that pods of this namespace hold wait for each other, and for nothing to come. */
  readonly spin: (namespace: string) => void;
  readonly close: () => Promise<void>;
}

const DCGM = {
  namespace: "gpu-metrics",
  port: 9400,
  labels: { "app.kubernetes.io/name": "dcgm-exporter" },
};
const LIMIT_MS = 60_000;

/**
 * Serves, from this process, what there is no real program for here: dcgm-exporter on the GPU nodes (the stack
 * has deployed its DaemonSets) and kube-state-metrics (whose objects are applied too).
 * @throws Error when a pod does not run within a minute.
 */
export async function startStandIns(options: StandInOptions): Promise<StandIns> {
  const { cluster, gateway, report, signal, selectedBy = { prometheus: "mlwatch" } } = options;
  const gpuNodes = (await nodes(cluster)).filter((node) => gpuCount(node) > 0);
  const lost = new Set<string>();
  const spinning = new Set<string>();

  const exporters = await Promise.all(
    gpuNodes.map(async (node) => {
      const { name } = node.metadata;
      const server = await serveText(report, `dcgm-exporter of ${name}`, () =>
        gpuMetrics(cluster, node, { lost, spinning }),
      );
      return { name, server };
    }),
  );
  const kubeState = await serveText(report, "kube-state-metrics", async () =>
    kubeStateText(await nodes(cluster)),
  );

  const { name, namespace, labels, port } = KUBE_STATE;
  const applied = cluster.apply(kubeStateObjects(selectedBy), "stand-ins");
  const found = exporters.map(async ({ name: node, server }) => {
    const query = { namespace: DCGM.namespace, labels: DCGM.labels, node };
    const [pod] = await runningPods(cluster, query, 1, { limitMs: LIMIT_MS, signal });
    if (pod) route(gateway, pod.metadata, DCGM.port, server);
  });
  await Promise.all([
    ...found,
    applied.then(async () => {
      const [pod] = await runningPods(cluster, { namespace, labels }, 1, {
        limitMs: LIMIT_MS,
        signal,
      });
      if (pod) route(gateway, pod.metadata, port, kubeState);
    }),
  ]);
  report(`stand-ins: ${name}, and dcgm-exporter for ${exporters.map((e) => e.name).join(" and ")}`);

  const counts = new Map(gpuNodes.map((node) => [node.metadata.name, gpuCount(node)]));
  return {
    gpuNodes: counts,
    lose: (node, gpu) => {
      if (!(gpu >= 0 && gpu < (counts.get(node) ?? 0))) {
        const known = [...counts].map(([name, count]) => `${name} (0 to ${count - 1})`);
        throw new Error(`there is no GPU ${gpu} on node ${node}; there are ${known.join(", ")}`);
      }
      lost.add(`${node}/${gpu}`);
    },
    spin: (namespace) => void spinning.add(namespace),
    close: async () => {
      await Promise.all(
        [kubeState, ...exporters.map(({ server }) => server)].map((s) => s.close()),
      );
    },
  };
}

/** What is wrong with GPUs. */
interface GpuFaults {
  /** As `<node>/<index>`. */
  readonly lost: ReadonlySet<string>;
  /** Namespaces of the pods that hold them. */
  readonly spinning: ReadonlySet<string>;
}

async function gpuMetrics(cluster: Cluster, node: Node, faults: GpuFaults): Promise<string> {
  const { lost, spinning } = faults;
  const held = await pods(cluster, { node: node.metadata.name });
  const seen = gpusOf(node, held)
    .filter(({ index }) => !lost.has(`${node.metadata.name}/${index}`))
    .map((gpu) => ({ ...gpu, spins: spinning.has(gpu.holder?.namespace ?? "") }));
  return dcgmText(seen, Date.now() / 1000);
}

function route(
  gateway: Gateway,
  pod: { readonly name: string; readonly namespace: string },
  port: number,
  server: LocalServer,
): void {
  gateway.route({ namespace: pod.namespace, pod: pod.name, port }, server.url);
}

/** Serves a text that is made anew for each scrape; a failure is the scrape's, as with a real exporter. */
function serveText(
  report: Report,
  name: string,
  text: () => Promise<string>,
): Promise<LocalServer> {
  let told = false;
  return serve((_, response) => {
    text().then(
      (body) => response.writeHead(200, { "Content-Type": CONTENT_TYPE }).end(body),
      (error: unknown) => {
        // Once: it is asked every second, and at the end the cluster goes before Prometheus does.
        if (!told) report(`stand-in for ${name}: ${String(error)}`);
        told = true;
        response.writeHead(500).end();
      },
    );
  });
}
