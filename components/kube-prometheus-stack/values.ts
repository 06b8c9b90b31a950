import * as pulumi from "@pulumi/pulumi";
import { ClusterProvider, type UrlArgs } from "../monitoring-stack/args";
import type { PrometheusComponentArgs } from "../prometheus/args";
import { checkComponentArgs, checkDnsLabel } from "../prometheus/check";
import { imageTag } from "../prometheus/image";
import { deepMerge, type Values } from "../prometheus/merge";
import { claim, type Sizing, sizing } from "../prometheus/sizing";
import { checkContracts } from "./contracts";
import { DISABLED_ALERTS, MANAGED } from "./default-alerts";
import { ingressValues } from "./ingress";

/** The chart cuts longer names, and every object name and selector with them. */
const LONGEST_RELEASE_NAME = 26;

/** Annotation by which Grafana's sidecar sorts dashboards into folders. */
export const FOLDER_ANNOTATION = "grafana_folder";

/** Name of the Helm release, and prefix of the names of all its objects. @throws RunError when it is too long */
export function releaseName(args: PrometheusComponentArgs): string {
  const { releaseName: name = "kps" } = checkComponentArgs(args, "chart");
  return checkDnsLabel("prometheus.chart.releaseName", name, LONGEST_RELEASE_NAME);
}

/** Label that the chart's own monitors and rules carry; ours do too, so that one selector finds both. */
export function objectLabels(args: PrometheusComponentArgs): Readonly<Record<string, string>> {
  return { release: releaseName(args) };
}

/**
 * Values of the kube-prometheus-stack chart, the user's own merged over ours.
 * @throws RunError for an argument that breaks a rule, and for user values that break a contract.
 */
export function chartValues(args: PrometheusComponentArgs): Values {
  const chart = checkComponentArgs(args, "chart");
  const name = releaseName(args);
  const sizes = sizing(args);
  const ours: Values = {
    fullnameOverride: name,
    "kube-state-metrics": { fullnameOverride: `${name}-kube-state-metrics` },
    "prometheus-node-exporter": { fullnameOverride: `${name}-prometheus-node-exporter` },
    crds: { enabled: false },
    ...controlPlane(args.provider),
    defaultRules: {
      disabled: Object.fromEntries(DISABLED_ALERTS.map((alert) => [alert, true])),
    },
    prometheusOperator: { kubeletEndpointsEnabled: false, kubeletEndpointSliceEnabled: true },
    prometheus: prometheus(args, sizes),
    alertmanager: alertmanager(args, sizes),
    grafana: grafana(args, name),
  };
  const merged = deepMerge(ours, chart.values);
  checkContracts(merged, ours);
  return merged;
}

function controlPlane(provider: ClusterProvider): Values {
  const scraped = { enabled: !MANAGED.includes(provider) };
  const gke = provider === ClusterProvider.Gke;
  return {
    kubeEtcd: scraped,
    kubeScheduler: scraped,
    kubeControllerManager: scraped,
    // It serves metrics on 127.0.0.1 only, unless the cluster was set up otherwise.
    kubeProxy: { enabled: false },
    coreDns: { enabled: !gke },
    kubeDns: { enabled: gke },
  };
}

function prometheus(args: PrometheusComponentArgs, sizes: Sizing): Values {
  const { objectStore, urls } = args;
  const selected = { matchLabels: objectLabels(args) };
  return {
    ...(objectStore && {
      serviceAccount: { annotations: objectStore.serviceAccountAnnotations ?? {} },
      thanosService: { enabled: true },
      thanosServiceMonitor: {
        enabled: true,
        // The chart's job would be <release>-thanos-discovery, which no alert of the Thanos mixin matches.
        relabelings: [{ action: "replace", targetLabel: "job", replacement: "thanos-sidecar" }],
      },
    }),
    podDisruptionBudget: disruptionBudget(sizes.replicas),
    ...ingressValues("urls.prometheus", urls?.prometheus, urls?.ingress),
    prometheusSpec: {
      serviceMonitorSelector: selected,
      serviceMonitorSelectorNilUsesHelmValues: false,
      podMonitorSelector: selected,
      podMonitorSelectorNilUsesHelmValues: false,
      ruleSelector: selected,
      ruleSelectorNilUsesHelmValues: false,
      probeSelector: selected,
      probeSelectorNilUsesHelmValues: false,
      scrapeConfigSelector: selected,
      scrapeConfigSelectorNilUsesHelmValues: false,
      externalLabels: { cluster: args.cluster, environment: args.environment },
      ...(urls?.prometheus !== undefined && { externalUrl: urls.prometheus }),
      replicas: sizes.replicas,
      podAntiAffinity: sizes.replicas > 1 ? "hard" : "soft",
      retention: sizes.retention,
      ...(sizes.volume && {
        retentionSize: sizes.volume.retentionSize,
        storageSpec: claim(sizes.volume.size, sizes.volume),
      }),
      scrapeInterval: sizes.scrapeInterval,
      evaluationInterval: sizes.evaluationInterval,
      ...sizes.limits,
      enableFeatures: ["exemplar-storage"],
      enableAdminAPI: false,
      serviceDiscoveryRole: "EndpointSlice",
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 2000,
        fsGroup: 2000,
        seccompProfile: { type: "RuntimeDefault" },
      },
      ...(objectStore && {
        thanos: {
          image: objectStore.image,
          version: imageTag(objectStore.image),
          // The chart's own shape: the custom resource's {name, key} in this place is dropped in silence.
          objectStorageConfig: { existingSecret: { ...objectStore.secret } },
        },
      }),
    },
  };
}

function alertmanager(args: PrometheusComponentArgs, sizes: Sizing): Values {
  const { alertmanagerConfig: config, urls } = args;
  return {
    podDisruptionBudget: disruptionBudget(sizes.alertmanagerReplicas),
    ...ingressValues("urls.alertmanager", urls?.alertmanager, urls?.ingress),
    alertmanagerSpec: {
      replicas: sizes.alertmanagerReplicas,
      podAntiAffinity: sizes.alertmanagerReplicas > 1 ? "hard" : "soft",
      ...(urls?.alertmanager !== undefined && { externalUrl: urls.alertmanager }),
      // Empty would merge the AlertmanagerConfig of every namespace into ours.
      alertmanagerConfigSelector: { matchLabels: objectLabels(args) },
      ...(sizes.volume && { storage: claim("1Gi", sizes.volume) }),
      ...(config && {
        useExistingSecret: true,
        configSecret: config.secretName,
        secrets: [...config.mountSecrets],
      }),
    },
  };
}

function grafana(args: PrometheusComponentArgs, release: string): Values {
  const { enabled = true, adminSecret } = args.grafana ?? {};
  if (!enabled) return { enabled: false };
  if (adminSecret === undefined || adminSecret === "") {
    throw new pulumi.RunError(
      `'grafana.adminSecret' is required with the chart: the name of a Secret in namespace '${args.namespace}' ` +
        `with the keys admin-user and admin-password. Create one, or set 'grafana.enabled' to false.`,
    );
  }
  const urls: UrlArgs = args.urls ?? {};
  return {
    fullnameOverride: `${release}-grafana`,
    admin: {
      existingSecret: adminSecret,
      userKey: "admin-user",
      passwordKey: "admin-password",
    },
    // A rolling update waits for ever for a volume that the old pod still holds.
    deploymentStrategy: { type: "Recreate" },
    initChownData: { enabled: false },
    testFramework: { enabled: false },
    ...(urls.grafana !== undefined && { "grafana.ini": { server: { root_url: urls.grafana } } }),
    ...ingressValues("urls.grafana", urls.grafana, urls.ingress, "grafana"),
    sidecar: {
      enableUniqueFilenames: true,
      dashboards: {
        folderAnnotation: FOLDER_ANNOTATION,
        annotations: { [FOLDER_ANNOTATION]: "Kubernetes" },
        provider: { foldersFromFilesStructure: true },
      },
      datasources: {
        ...(args.queryUrl !== undefined && {
          url: args.queryUrl,
          extraJsonData: { prometheusType: "Thanos" },
        }),
      },
    },
  };
}

function disruptionBudget(replicas: number): Values {
  return replicas > 1 ? { enabled: true, minAvailable: replicas - 1 } : { enabled: false };
}
