import * as pulumi from "@pulumi/pulumi";
import { isDeepStrictEqual } from "node:util";
import { imageTag } from "../prometheus/image";
import type { PrometheusComponentArgs } from "../prometheus/args";
import { checkComponentArgs } from "../prometheus/check";
import { deepMerge, type Values, valueAt } from "../prometheus/merge";
import { claim, type Sizing } from "../prometheus/sizing";
import { instanceName, objectLabels } from "./names";

/** Fields that other components build on: overrides may restate but not change them. */
const FIXED_PROMETHEUS: readonly string[] = [
  "serviceMonitorSelector",
  "podMonitorSelector",
  "ruleSelector",
  "probeSelector",
  "scrapeConfigSelector",
  "externalLabels.cluster",
  "externalLabels.environment",
  "thanos.objectStorageConfig",
];
const FIXED_ALERTMANAGER: readonly string[] = ["configSecret", "alertmanagerConfigSelector"];

/** What Pod Security `restricted` asks of the pod; the operator sets the containers' part. */
const POD_SECURITY: Values = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 2000,
  fsGroup: 2000,
  seccompProfile: { type: "RuntimeDefault" },
};

/** Spec of the Prometheus object, the user's overrides merged last. @throws RunError */
export function prometheusSpec(args: PrometheusComponentArgs, sizes: Sizing): Values {
  const operator = checkComponentArgs(args, "operator");
  const name = instanceName(args);
  const selected = { matchLabels: objectLabels(args) };
  const everyNamespace = {};
  const { objectStore, urls } = args;
  const spec: Values = {
    version: operator.prometheusVersion ?? "v3.14.0",
    replicas: sizes.replicas,
    serviceAccountName: `${name}-prometheus`,
    portName: "http-web",
    securityContext: POD_SECURITY,
    ...spread(sizes.replicas, { "operator.prometheus.io/name": name }),
    serviceMonitorSelector: selected,
    serviceMonitorNamespaceSelector: everyNamespace,
    podMonitorSelector: selected,
    podMonitorNamespaceSelector: everyNamespace,
    ruleSelector: selected,
    ruleNamespaceSelector: everyNamespace,
    probeSelector: selected,
    probeNamespaceSelector: everyNamespace,
    scrapeConfigSelector: selected,
    scrapeConfigNamespaceSelector: everyNamespace,
    serviceDiscoveryRole: "EndpointSlice",
    // Otherwise whoever may create a ServiceMonitor has Prometheus send its token wherever he likes.
    arbitraryFSAccessThroughSMs: { deny: true },
    enableAdminAPI: false,
    enableFeatures: ["exemplar-storage"],
    externalLabels: { cluster: args.cluster, environment: args.environment },
    ...(urls?.prometheus !== undefined && { externalUrl: urls.prometheus }),
    alerting: {
      alertmanagers: [
        {
          namespace: args.namespace,
          name: `${name}-alertmanager`,
          port: "http-web",
          apiVersion: "v2",
        },
      ],
    },
    scrapeInterval: sizes.scrapeInterval,
    evaluationInterval: sizes.evaluationInterval,
    ...sizes.limits,
    retention: sizes.retention,
    ...(sizes.volume && {
      retentionSize: sizes.volume.retentionSize,
      storage: claim(sizes.volume.size, sizes.volume),
    }),
    ...(objectStore && {
      thanos: {
        image: objectStore.image,
        version: imageTag(objectStore.image),
        objectStorageConfig: { ...objectStore.secret },
      },
    }),
  };
  return overridden("prometheus", spec, operator.overrides?.prometheus, FIXED_PROMETHEUS);
}

/** Spec of the Alertmanager object, the user's overrides merged last. @throws RunError */
export function alertmanagerSpec(args: PrometheusComponentArgs, sizes: Sizing): Values {
  const operator = checkComponentArgs(args, "operator");
  const name = instanceName(args);
  const { alertmanagerConfig: config, urls } = args;
  const spec: Values = {
    version: operator.alertmanagerVersion ?? "v0.31.1",
    replicas: sizes.alertmanagerReplicas,
    serviceAccountName: `${name}-alertmanager`,
    automountServiceAccountToken: false,
    portName: "http-web",
    securityContext: POD_SECURITY,
    ...spread(sizes.alertmanagerReplicas, { alertmanager: name }),
    // Also makes the operator drop fields that this version of Alertmanager does not know.
    alertmanagerConfigSelector: { matchLabels: objectLabels(args) },
    ...(config && { configSecret: config.secretName, secrets: [...config.mountSecrets] }),
    ...(urls?.alertmanager !== undefined && { externalUrl: urls.alertmanager }),
    retention: "120h",
    ...(sizes.volume && { storage: claim("1Gi", sizes.volume) }),
  };
  return overridden("alertmanager", spec, operator.overrides?.alertmanager, FIXED_ALERTMANAGER);
}

function overridden(
  object: "prometheus" | "alertmanager",
  spec: Values,
  patch: Values | undefined,
  fixed: readonly string[],
): Values {
  const merged = deepMerge(spec, patch);
  for (const path of fixed) {
    const [ours, theirs] = [valueAt(spec, path), valueAt(merged, path)];
    if (isDeepStrictEqual(ours, theirs)) continue;
    throw new pulumi.RunError(
      `'prometheus.operator.overrides.${object}' must not set ${path} to ${JSON.stringify(theirs)}: ` +
        `other parts of the stack rely on ${ours === undefined ? "its absence" : JSON.stringify(ours)}. Remove it.`,
    );
  }
  return merged;
}

// Two replicas on one node fail together.
function spread(replicas: number, labels: Readonly<Record<string, string>>): Values {
  if (replicas < 2) return {};
  const required = [
    { labelSelector: { matchLabels: labels }, topologyKey: "kubernetes.io/hostname" },
  ];
  return {
    affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
  };
}
