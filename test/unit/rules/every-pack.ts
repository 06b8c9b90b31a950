import {
  gpuPack,
  inferencePack,
  metaPack,
  trainingPack,
  type AlertRule,
  type Pack,
} from "../../../rules";

const here = { namespace: "monitoring" };

/** The packs with everything in them: no alert is left out. */
export const everyPack: readonly Pack[] = [
  trainingPack({
    classes: [{ team: "ml", select: { namespace: "train" }, checkpointInterval: "1h" }],
  }),
  inferencePack({ services: [{ name: "digits", team: "ml", select: { namespace: "serve" } }] }),
  gpuPack({ pools: [{ name: "h100", gpusPerNode: 8, nodes: { min: 1 } }] }),
  metaPack({
    prometheus: here,
    alertmanager: here,
    thanos: { sidecar: here, store: here, query: here, queryFrontend: here, compact: here },
    exporterJobs: ["kube-state-metrics"],
  }),
];

/** Every alert of every pack, in order. */
export const everyAlert: readonly AlertRule[] = everyPack.flatMap((pack) =>
  pack.groups.flatMap((group) => group.rules.filter((rule) => "alert" in rule)),
);
