import { print } from "../../promql";
import {
  gpuPack,
  inferencePack,
  metaPack,
  trainingPack,
  type AlertRule,
  type Pack,
  type RecordingRule,
} from "../../rules";
import { places, serviceName, type FleetSize } from "./fleet";

/** The packs for a fleet, with everything in them. */
export function packsFor(size: FleetSize): readonly Pack[] {
  const { services, bounds, gpuNodes, gpusPerNode } = size;
  const here = { namespace: places.monitoring };
  return [
    trainingPack({
      classes: [{ team: "ml", select: { namespace: places.training }, checkpointInterval: "1h" }],
    }),
    inferencePack({
      services: Array.from({ length: services }, (_, i) => ({
        name: serviceName(i),
        team: "ml",
        latencyBuckets: bounds,
        select: { namespace: places.inference },
      })),
    }),
    gpuPack({ pools: [{ name: places.pool, gpusPerNode, nodes: { min: gpuNodes } }] }),
    metaPack({
      prometheus: here,
      alertmanager: here,
      thanos: { sidecar: here, store: here, query: here, queryFrontend: here, compact: here },
      exporterJobs: ["kube-state-metrics"],
    }),
  ];
}

/** Rules of one name: an alert of every service is one row of the table. */
export interface Named {
  readonly pack: string;
  readonly name: string;
  readonly kind: "alert" | "recording";
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/** The rules of packs by name, in order. */
export function byName(packs: readonly Pack[]): readonly Named[] {
  return packs.flatMap((pack) => {
    const rules = pack.groups.flatMap((group) => group.rules);
    const names = [...new Set(rules.map(nameOf))];
    return names.map((name) => {
      const own = rules.filter((rule) => nameOf(rule) === name);
      const kind = own.some((rule) => "alert" in rule) ? "alert" : "recording";
      return { pack: pack.name, name, kind, rules: own } as const;
    });
  });
}

/** Name of an alert or of a recorded series. */
export function nameOf(rule: AlertRule | RecordingRule): string {
  return "alert" in rule ? rule.alert : rule.record;
}

/** The recording rules of packs. */
export function recordingsOf(packs: readonly Pack[]): readonly RecordingRule[] {
  return packs.flatMap((pack) =>
    pack.groups.flatMap((group) => group.rules.flatMap((rule) => ("record" in rule ? [rule] : []))),
  );
}

/** Canonical texts of rules. */
export function textsOf({ rules }: Named): readonly string[] {
  return rules.map(({ expr }) => print(expr));
}
