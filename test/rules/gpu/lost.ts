import { casesOf, level, missing, stale, type Case, type Labels, type Series } from "../bench";
import { gpu, gpus, healthy, inventory, minutes, until, up } from "./subjects";

function lost(node: string): Labels {
  return { node, gpu_pool: "h100", severity: "critical" };
}

const { quiet, fires: firesBy } = casesOf("GPULost", "30m");

function fires(name: string, ...given: readonly Series[]): Case {
  return firesBy(name, lost("n1"), ...given);
}

/** Node n1 whose fourth GPU vanishes at minute 20. */
const vanishing = [...inventory("n1"), up("n1"), ...gpus("n1", 3), gpu("n1", 3, until(20))];
const fourth = (labels: Labels) => gpu("n1", 3, undefined, labels);
/** A GPU of an exporter that is down for two scrapes. */
const restart = (at: number) => [level(1, at), stale, missing(1), level(1, minutes - at - 2)];

/** A GPU of which DCGM shows nothing. */
export const lostGpus: readonly Case[] = [
  {
    ...fires("on a GPU that vanishes, beside a healthy node", ...vanishing, ...healthy("n2")),
    annotations: {
      summary: "Node n1 has lost a GPU",
      description:
        "DCGM shows 3 GPUs on node n1 (pool h100, 4 a node), fewer than the kubelet has counted, for 5m. What ran on the missing GPU has failed or hangs.",
    },
  },
  quiet("on healthy nodes", ...healthy("n1"), ...healthy("n2")),
  fires("when the exporter answers without any GPU", ...inventory("n1"), up("n1")),
  fires(
    "by UUID, when another GPU has two series of two workloads",
    ...vanishing,
    gpu("n1", 0, undefined, { exported_pod: "train-0" }),
  ),
  quiet(
    "when a GPU's series change with its workload",
    ...inventory("n1"),
    up("n1"),
    ...gpus("n1", 3),
    gpu("n1", 3, until(20), { exported_pod: "train-0" }),
    gpu("n1", 3, [missing(20), level(1, minutes - 20)], { exported_pod: "train-1" }),
  ),

  // What should be there.
  quiet("without an inventory", up("n1"), ...gpus("n1", 3)),
  quiet(
    "on a node with fewer GPUs than its pool has",
    ...inventory("n1", [level(2, minutes)]),
    up("n1"),
    ...gpus("n1", 2),
  ),
  quiet(
    "when MIG or time-slicing multiplies the kubelet's count",
    ...inventory("n1", [level(28, minutes)]),
    up("n1"),
    ...gpus("n1", 3),
    fourth({ GPU_I_ID: "1" }),
    fourth({ GPU_I_ID: "2" }),
  ),
  fires(
    "though MIG or time-slicing multiplies the kubelet's count",
    ...inventory("n1", [level(28, minutes)]),
    up("n1"),
    ...gpus("n1", 2),
    gpu("n1", 2, undefined, { GPU_I_ID: "1" }),
    gpu("n1", 2, undefined, { GPU_I_ID: "2" }),
  ),

  // Young nodes: created at minute 10, judged from minute 30 on.
  { ...quiet("on a young node", ...inventory("n1", undefined, 600), up("n1")), at: "29m" },
  {
    ...fires(
      "on a node no longer young",
      ...inventory("n1", undefined, 600),
      up("n1"),
      ...gpus("n1", 2),
    ),
    at: "35m",
  },

  // Exporters: one that is down or gone says nothing about GPUs.
  quiet(
    "when the exporter is down",
    ...inventory("n1"),
    up("n1", [level(1, 20), level(0, minutes - 20)]),
    ...[0, 1, 2, 3].map((index) => gpu("n1", index, until(20))),
  ),
  quiet(
    "when the exporter is gone",
    ...inventory("n1"),
    up("n1", until(20)),
    ...[0, 1, 2, 3].map((index) => gpu("n1", index, until(20))),
  ),
  quiet(
    "on a restart of the exporter",
    ...inventory("n1"),
    up("n1", [level(1, 25), level(0, 2), level(1, minutes - 27)]),
    ...[0, 1, 2, 3].map((index) => gpu("n1", index, restart(25))),
  ),
  fires(
    "through a restart of the exporter",
    ...inventory("n1"),
    up("n1", [level(1, 29), level(0, 2), level(1, minutes - 31)]),
    ...[0, 1, 2].map((index) => gpu("n1", index, restart(29))),
  ),
  {
    ...quiet(
      "some time after the GPU is back",
      ...healthy("n1").slice(0, -1),
      gpu("n1", 3, [level(1, 20), stale, missing(9), level(1, minutes - 30)]),
    ),
    at: "36m",
  },
];
