import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { PrometheusOperatorCrds } from "../crds";
import type { PrometheusComponentArgs } from "../prometheus/args";
import { checkComponentArgs } from "../prometheus/check";
import type { PrometheusHandle } from "../prometheus/handle";
import { defaultAlerts } from "./default-alerts";
import { chartValues, FOLDER_ANNOTATION, objectLabels, releaseName } from "./values";

/** Version of the chart that this package was tested with. */
export const CHART_VERSION = "88.5.3";

const OCI_SOURCE = "oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack";
/** Prometheus replays its write-ahead log before it is ready. */
const TIMEOUT_SECONDS = 900;

/**
 * The kube-prometheus-stack chart as a Helm release, with values in the shape that the chart reads,
 * and the operator's custom resource definitions as resources of their own.
 */
export class KubePrometheusStack extends pulumi.ComponentResource {
  /** What the rest of the stack builds on. */
  readonly handle: PrometheusHandle;

  /** @throws RunError for an argument or a chart value that breaks a rule. */
  constructor(name: string, args: PrometheusComponentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { kubernetes, ...plain } = args;
    // A kubeconfig may hold credentials, and inputs of a component are stored in plain text.
    super("mlwatch:index:KubePrometheusStack", name, plain, opts);
    const { source = OCI_SOURCE, version } = checkComponentArgs(args, "chart");
    const chart = chartSource(source, version);
    const values = chartValues(args);
    const crds = new PrometheusOperatorCrds(
      `${name}-crds`,
      { ...(kubernetes && { kubernetes }) },
      { parent: this },
    );
    const release = new k8s.helm.v3.Release(
      `${name}-release`,
      {
        name: releaseName(args),
        namespace: args.namespace,
        createNamespace: false,
        ...chart,
        skipCrds: true,
        cleanupOnFail: true,
        timeout: TIMEOUT_SECONDS,
        values,
      },
      { parent: this, dependsOn: [crds] },
    );
    this.handle = chartHandle(args, [crds, release]);
    this.registerOutputs({});
  }
}

// The version of a chart that lies on the disk is in the chart.
function chartSource(
  source: string,
  version: string | undefined,
): { chart: string; version?: string } {
  const isLocal = /^\.{0,2}\//.test(source) || source.endsWith(".tgz");
  if (!isLocal && !source.startsWith("oci://")) {
    throw new pulumi.RunError(
      `'prometheus.chart.source' (${source}) must begin with oci://, or be the path of a chart: ` +
        `a directory written with a leading ./ or /, or a .tgz file.`,
    );
  }
  return isLocal ? { chart: source } : { chart: source, version: version ?? CHART_VERSION };
}

function chartHandle(
  args: PrometheusComponentArgs,
  ready: readonly pulumi.Resource[],
): PrometheusHandle {
  const release = releaseName(args);
  const service = (suffix: string) => `${release}-${suffix}.${args.namespace}.svc`;
  return {
    namespace: args.namespace,
    objectLabels: objectLabels(args),
    defaultAlerts: defaultAlerts(args.provider),
    prometheusUrl: `http://${service("prometheus")}:9090`,
    alertmanagerUrl: `http://${service("alertmanager")}:9093`,
    ...(args.grafana?.enabled !== false && { grafanaUrl: `http://${service("grafana")}` }),
    dashboards: {
      label: "grafana_dashboard",
      labelValue: "1",
      folderAnnotation: FOLDER_ANNOTATION,
    },
    ...(args.objectStore && {
      thanosSidecar: { service: `${release}-thanos-discovery`, grpcPort: 10901 },
    }),
    ready,
  };
}
