import {
  casesOf,
  level,
  missing,
  series,
  stale,
  type Case,
  type Labels,
  type Series,
} from "../bench";
import { healthy, inventory, minutes, until, up } from "./subjects";

const down = "GPUExporterDown";
const absent = "GPUInventoryAbsent";

const ofNode: Labels = { node: "n1", severity: "warning" };
const ofPool: Labels = { gpu_pool: "h100", severity: "warning" };

function fires(alert: string, by: Labels, name: string, ...given: readonly Series[]): Case {
  return casesOf(alert).fires(name, by, ...given);
}

function quiet(alert: string, name: string, ...given: readonly Series[]): Case {
  return casesOf(alert).quiet(name, ...given);
}

const other = (node: string, value: number) =>
  series("up", { job: "node-exporter", node }, level(value, minutes));

/** Two healthy nodes, which is what the pool must have. */
const pool = [...healthy("n2"), ...healthy("n3")];
const failing = [level(1, 20), level(0, minutes - 20)];

/** Exporters that are down or missing. */
export const exporters: readonly Case[] = [
  {
    ...fires(
      down,
      ofNode,
      "when it does not answer",
      ...pool,
      ...inventory("n1"),
      up("n1", failing),
    ),
    annotations: {
      summary: "No GPU metrics from node n1",
      description:
        "The GPU exporter of node n1 has not answered a scrape for 10m, or the node has GPUs but no exporter. A lost GPU there goes unnoticed.",
    },
  },
  fires(down, ofNode, "on a GPU node without one", ...pool, ...inventory("n1"), other("n1", 1)),
  fires(down, ofNode, "when its target vanishes", ...pool, ...inventory("n1"), up("n1", until(20))),
  fires(down, ofNode, "without an inventory", ...pool, up("n1", failing)),
  quiet(down, "on healthy nodes", ...pool),
  quiet(down, "on nodes without GPUs", ...pool, ...inventory("n1", [level(0, minutes)])),
  quiet(down, "on a young node", ...pool, ...inventory("n1", undefined, 1500)),
  quiet(
    down,
    "on a young node whose exporter is starting",
    ...pool,
    ...inventory("n1", undefined, 1500),
    up("n1", [missing(25), level(0, minutes - 25)]),
  ),
  quiet(
    down,
    "on a restart of the exporter in a new pod",
    ...pool,
    ...inventory("n1"),
    up("n1", [level(1, 20), level(0, 5), stale]),
    series(
      "up",
      { job: "dcgm-exporter", pod: "new", node: "n1", gpu_pool: "h100" },
      missing(25),
      level(1, minutes - 25),
    ),
  ),
  quiet(down, "when another target of the node is down", ...pool, other("n2", 0)),

  // The pool's minimum, and no data at all.
  {
    ...fires(down, ofPool, "below the pool's minimum", ...healthy("n1")),
    annotations: {
      summary: "GPU pool h100 has too few exporters",
      description:
        "Fewer than 2 nodes of GPU pool h100, its minimum, have had an exporter for 10m: nodes or exporters are missing, or Prometheus does not find them.",
    },
  },
  {
    ...fires(down, ofPool, "when all exporters of a pool are gone", up("n1", until(20))),
    at: "30m",
  },
  {
    ...quiet(
      down,
      "until the minimum has been missed for long enough",
      up("n1", until(20)),
      up("n2"),
    ),
    at: "29m",
    pending: [ofPool],
  },
];

/** Whether there is an inventory. */
export const inventories: readonly Case[] = [
  {
    ...fires(
      absent,
      { severity: "warning" },
      "when no node has GPUs",
      series(
        "kube_node_status_capacity",
        { job: "kube-state-metrics", node: "n1", resource: "cpu", unit: "core" },
        level(96, minutes),
      ),
    ),
    annotations: {
      summary: "No node reports GPUs",
      description:
        "kube-state-metrics has shown no node with nvidia_com_gpu for 10m, although GPU pools must have nodes: it is down or not scraped, or no device plugin runs. Lost GPUs go unnoticed.",
    },
  },
  quiet(absent, "with one GPU node", ...inventory("n1")),
  quiet(
    absent,
    "after a restart of kube-state-metrics",
    ...inventory("n1", [level(4, 35), stale, missing(3), level(4, 10)]).slice(0, 3),
  ),
];
