import { level, missing, series, stale, type Labels } from "../bench";
import type { Exemplar } from "../standard";
import { gpu, gpus, healthy, inventory, minutes, up } from "./subjects";

/** There for ten minutes, and then no longer. */
const leaving = [level(1, 10), stale, missing(minutes - 11)];
const failing = [level(1, 10), level(0, minutes - 10)];

const ofPool: Labels = { gpu_pool: "h100", severity: "warning" };
const ofInventory: Labels = { severity: "warning" };

/** A node that is so many seconds old at minute 10. */
const aged = (node: string, seconds: number) => inventory(node, undefined, 600 - seconds);

/** Of every alert of the GPU pack. */
export const exemplars: readonly Exemplar[] = [
  {
    alert: "GPULost",
    fires: (node) => ({ node, gpu_pool: "h100", severity: "critical" }),
    healthy,
    bad: (node) => [...inventory(node), up(node), ...gpus(node, 3), gpu(node, 3, leaving)],
    from: 10,
    for: 5,
    keepFiringFor: 5,
    edges: {
      "< 4": { series: (count) => [...inventory("a"), up("a"), ...gpus("a", count)] },
      "< kube_node_status_capacity": {
        series: (count) => [...inventory("a", [level(2, minutes)]), up("a"), ...gpus("a", count)],
        limit: 2,
      },
      "< 1200": { series: (age) => [...aged("a", age), up("a"), ...gpus("a", 3)] },
    },
  },
  {
    alert: "GPUExporterDown",
    of: "node",
    fires: (node) => ({ node, severity: "warning" }),
    healthy,
    bad: (node) => [...inventory(node), up(node, failing)],
    // The pool has its two nodes, whatever becomes of this one.
    beside: [...healthy("n2"), ...healthy("n3")],
    from: 10,
    for: 10,
    withoutData: [ofPool],
    edges: { "< 1200": { series: (age) => [...aged("a", age), up("a", failing)] } },
  },
  {
    alert: "GPUExporterDown",
    of: "pool",
    fires: () => ofPool,
    healthy: (id) =>
      id === "a"
        ? [up("n1"), up("n2")]
        : [up("n3", undefined, "spot"), up("n4", undefined, "spot")],
    bad: () => [up("n1"), up("n2", leaving)],
    from: 10,
    for: 10,
    withoutData: [ofPool],
    whenGone: [ofPool],
    edges: {
      "< 2": { series: (nodes) => Array.from({ length: nodes }, (_, i) => up(`n${i}`)) },
    },
  },
  {
    alert: "GPUInventoryAbsent",
    fires: () => ofInventory,
    // Any node with GPUs is enough; one without changes nothing.
    healthy: (id) =>
      id === "a"
        ? inventory("n1")
        : [
            series(
              "kube_node_status_capacity",
              { job: "kube-state-metrics", node: "n2", resource: "cpu", unit: "core" },
              level(96, minutes),
            ),
          ],
    bad: () => inventory("n1", leaving),
    from: 10,
    for: 10,
    withoutData: [ofInventory],
    whenGone: [ofInventory],
  },
];
