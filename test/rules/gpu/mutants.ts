import { casesOf, level, missing, series, stale, type Case, type Series } from "../bench";
import { gpu, gpus, healthy, inventory, minutes, up } from "./subjects";

const lost = casesOf("GPULost", "30m");
const lostOn = { node: "n1", gpu_pool: "h100", severity: "critical" };
const down = casesOf("GPUExporterDown");
const ofNode = { node: "n1", severity: "warning" };
const ofPool = { gpu_pool: "h100", severity: "warning" };
const absent = casesOf("GPUInventoryAbsent");
const nowhere = { severity: "warning" };

const pool = [...healthy("n2"), ...healthy("n3")];
const back = [level(1, 20), stale, missing(9), level(1, minutes - 30)];
const until30 = [level(1, 15), level(0, 15), level(1, minutes - 30)];

/** Another target on the same node: a second pod of the exporter, or another job. */
function target(node: string, labels: Readonly<Record<string, string>>, value = 1): Series {
  return series(
    "up",
    { job: "dcgm-exporter", pod: "other", node, gpu_pool: "h100", ...labels },
    level(value, minutes),
  );
}

/** What the two replicas of kube-state-metrics say of a node, where they disagree. */
function disagree(
  node: string,
  [a, b]: readonly [a: number, b: number],
  [createdA, createdB]: readonly [a: number, b: number] = [-7200, -7200],
): readonly Series[] {
  return [
    ...inventory(node, [level(a, minutes)], createdA).slice(0, 3),
    ...inventory(node, [level(b, minutes)], createdB).slice(3),
  ];
}

/** Cases that tell the rules from such as are nearly right. */
export const nearlyLost: readonly Case[] = [
  lost.fires(
    "while another node is young",
    lostOn,
    ...inventory("n1"),
    up("n1"),
    ...gpus("n1", 3),
    ...inventory("n2", undefined, 1500),
    up("n2"),
    ...gpus("n2", 4),
  ),
  lost.fires(
    "though two pods of the exporter show the same GPUs",
    lostOn,
    ...inventory("n1"),
    up("n1"),
    ...gpus("n1", 3),
    gpu("n1", 0, undefined, { pod: "other" }),
  ),
  {
    ...lost.fires(
      "without any GPU, beside a pod of the exporter that is down",
      lostOn,
      ...inventory("n1"),
      up("n1"),
      target("n1", {}, 0),
    ),
    annotations: {
      summary: "Node n1 has lost a GPU",
      description:
        "DCGM shows 0 GPUs on node n1 (pool h100, 4 a node), fewer than the kubelet has counted, for 5m. What ran on the missing GPU has failed or hangs.",
    },
  },
  lost.fires(
    "without any GPU, with two pods of the exporter",
    lostOn,
    ...inventory("n1"),
    up("n1"),
    target("n1", {}),
  ),
  lost.quiet(
    "when the exporter is gone and another job answers",
    ...inventory("n1"),
    target("n1", { job: "node-exporter" }),
  ),
  lost.fires(
    "when one replica of kube-state-metrics has counted the GPU",
    lostOn,
    ...disagree("n1", [4, 3]),
    up("n1"),
    ...gpus("n1", 3),
  ),
  lost.quiet(
    "on a node made anew, which one replica knows by its old age",
    ...disagree("n1", [4, 4], [-7200, 1500]),
    up("n1"),
    ...gpus("n1", 3),
  ),
  {
    ...lost.fires(
      "5 minutes longer than the GPU is missing",
      lostOn,
      ...inventory("n1"),
      up("n1"),
      ...gpus("n1", 3),
      gpu("n1", 3, back),
    ),
    at: "34m",
  },
];

/** The same for exporters and the inventory. */
export const nearlyDown: readonly Case[] = [
  down.quiet(
    "while one of two pods answers",
    ...pool,
    ...inventory("n1"),
    up("n1"),
    target("n1", {}, 0),
  ),
  down.fires(
    "though another job of the node answers",
    ofNode,
    ...pool,
    ...inventory("n1"),
    up("n1", [level(0, minutes)]),
    target("n1", { job: "node-exporter" }),
  ),
  down.fires(
    "on a node of which one replica knows the GPUs",
    ofNode,
    ...pool,
    ...disagree("n1", [0, 4]),
  ),
  down.fires(
    "on a node with a single GPU",
    ofNode,
    ...pool,
    ...inventory("n1", [level(1, minutes)]),
  ),
  down.quiet(
    "on a node made anew, which one replica knows by its old age",
    ...pool,
    ...disagree("n1", [4, 4], [-7200, 1500]),
  ),
  // Created at minute 10: judged from minute 30 on.
  {
    ...down.quiet(
      "just before a node is no longer young",
      ...pool,
      ...inventory("n1", undefined, 600),
    ),
    at: "39m",
    pending: [ofNode],
  },
  down.fires(
    "as soon as a node is no longer young",
    ofNode,
    ...pool,
    ...inventory("n1", undefined, 600),
  ),
  {
    ...down.fires(
      "once it has lasted",
      ofNode,
      ...pool,
      ...inventory("n1"),
      up("n1", [level(1, 20), level(0, minutes - 20)]),
    ),
    at: "30m",
  },
  {
    ...down.quiet("as soon as it answers", ...pool, ...inventory("n1"), up("n1", until30)),
    at: "31m",
  },

  down.fires(
    "below the minimum of nodes, though with two pods",
    ofPool,
    up("n1"),
    target("n1", {}),
  ),
  down.quiet("of a complete pool when another one is small", ...pool, up("n4", undefined, "spot")),
  down.fires(
    "below the minimum, though other jobs of the pool answer",
    ofPool,
    up("n1"),
    target("n2", { job: "node-exporter" }),
  ),
  down.fires(
    "without data, though another pool has exporters",
    ofPool,
    up("n4", undefined, "spot"),
  ),
  {
    ...down.fires("at once when the minimum has been missed for long enough", ofPool, up("n1")),
    at: "10m",
  },
  {
    ...down.quiet(
      "as soon as the pool is complete",
      up("n1"),
      up("n2", [level(1, 10), stale, missing(19), level(1, minutes - 30)]),
    ),
    at: "31m",
  },

  { ...absent.fires("once it has lasted", nowhere), at: "10m" },
  {
    ...absent.quiet(
      "as soon as there is one",
      ...inventory("n1", [missing(30), level(4, minutes - 30)]),
    ),
    at: "31m",
  },
];
