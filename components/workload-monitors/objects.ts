import * as pulumi from "@pulumi/pulumi";

import {
  assertDnsLabel,
  duplicates,
  labelsOf,
  monitorLimits,
  type MonitorLimits,
  type ObjectMeta,
} from "../common/objects";
import { runsOf } from "../../rules/training/windows";
import type { WorkloadSelectorArgs } from "../monitoring-stack/args";
import type { WorkloadMonitorsArgs } from "./args";

/** A PodMonitor of the Prometheus Operator. */
export interface PodMonitor {
  readonly apiVersion: "monitoring.coreos.com/v1";
  readonly kind: "PodMonitor";
  readonly metadata: ObjectMeta;
  readonly spec: PodMonitorSpec;
}

/** The fields of its spec that we set. */
export interface PodMonitorSpec extends MonitorLimits {
  readonly namespaceSelector: { readonly matchNames: readonly string[] };
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly podMetricsEndpoints: readonly PodMetricsEndpoint[];
}

/** One port of the pods. */
export interface PodMetricsEndpoint {
  readonly port: string;
  readonly path: string;
  readonly interval?: string;
  readonly honorLabels: boolean;
  readonly relabelings: readonly Relabeling[];
}

/** A relabeling in the operator's spelling. */
export interface Relabeling {
  readonly sourceLabels?: readonly string[];
  readonly regex?: string;
  readonly targetLabel?: string;
  readonly replacement?: string;
  readonly action?: string;
}

// The name of what made the pod (Job, StatefulSet, ReplicaSet) is what people call the run; a bare pod has none
// and keeps the operator's `<namespace>/<monitor>`.
const JOB_FROM_CONTROLLER: Relabeling = {
  sourceLabels: ["__meta_kubernetes_pod_controller_name"],
  regex: "(.+)",
  targetLabel: "job",
};

/**
 * A PodMonitor per training class and per inference service.
 * @throws RunError when a name is no DNS label, or two classes or two services of a namespace share one.
 */
export function podMonitors(name: string, args: WorkloadMonitorsArgs): readonly PodMonitor[] {
  const classes = (args.training?.classes ?? []).map((c) => ({ ...c, name: c.name ?? c.team }));
  const services = args.inference?.services ?? [];
  for (const c of classes) assertDnsLabel("training.classes[].name", c.name);
  for (const s of services) assertDnsLabel("inference.services[].name", s.name);
  const [twiceClass] = duplicates(classes.map((c) => c.name));
  if (twiceClass !== undefined) {
    throw new pulumi.RunError(
      `training.classes has two classes named "${twiceClass}": give each a name of its own (the default is the team's)`,
    );
  }
  const [twiceService] = duplicates(services.map((s) => `${s.select.namespace}/${s.name}`));
  if (twiceService !== undefined) {
    throw new pulumi.RunError(
      `inference.services has "${twiceService}" twice: a name must be unique within its namespace`,
    );
  }
  return [
    ...classes.map((c) =>
      podMonitor(`${name}-training-${c.name}`, name, args, c.select, [
        JOB_FROM_CONTROLLER,
        ...classLabel(runsOf(c, classes).training_class),
      ]),
    ),
    ...services.map((s) =>
      podMonitor(`${name}-inference-${s.select.namespace}.${s.name}`, name, args, s.select, [
        { targetLabel: "service", replacement: s.name },
        { targetLabel: "job", replacement: s.name },
      ]),
    ),
  ];
}

// Rules tell classes of one namespace apart by it; a label of that name from the program becomes `exported_...`.
function classLabel(replacement: string | undefined): readonly Relabeling[] {
  return replacement === undefined ? [] : [{ targetLabel: "training_class", replacement }];
}

function podMonitor(
  objectName: string,
  instance: string,
  args: WorkloadMonitorsArgs,
  select: WorkloadSelectorArgs,
  relabelings: readonly Relabeling[],
): PodMonitor {
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PodMonitor",
    metadata: {
      name: objectName,
      namespace: args.namespace,
      labels: { ...labelsOf("workload-monitors", instance), ...args.labels },
    },
    spec: {
      namespaceSelector: { matchNames: [select.namespace] },
      selector: { matchLabels: select.labels ?? {} },
      ...monitorLimits(args.limits),
      podMetricsEndpoints: [
        {
          port: select.port ?? "metrics",
          path: select.path ?? "/metrics",
          ...(select.interval !== undefined && { interval: select.interval }),
          // A workload must not be able to call itself by another pod's name.
          honorLabels: false,
          relabelings,
        },
      ],
    },
  };
}
