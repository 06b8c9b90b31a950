import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { AlertRouting } from "../alert-routing";
import { AlertRules } from "../alert-rules";
import { labelsOf } from "../common/objects";
import { DcgmExporter } from "../dcgm-exporter";
import { criticalPodsQuota, GPU_NAMESPACE, gpuNamespace } from "../dcgm-exporter/objects";
import { platformOf } from "../dcgm-exporter/platforms";
import { ExistingPrometheus } from "../existing-prometheus";
import { GrafanaDashboards } from "../grafana-dashboards";
import { KubePrometheusStack } from "../kube-prometheus-stack";
import type { PrometheusComponentArgs } from "../prometheus/args";
import type { PrometheusHandle } from "../prometheus/handle";
import { PrometheusInstance } from "../prometheus-instance";
import { objectStoreConfig, ThanosStack } from "../thanos-stack";
import { THANOS_IMAGE } from "../thanos-stack/flags";
import { frontendUrl } from "../thanos-stack/objects";
import { WorkloadMonitors } from "../workload-monitors";
import type { LongTermStorageArgs, MonitoringStackArgs, SecretKeyArgs } from "./args";
import { checkStack, rulePacks } from "./plan";
import { stackDashboards } from "./views";

const OBJECT_STORE_KEY = "objstore.yml";

/**
 * Everything one environment needs: Prometheus in one of three ways, GPU exporters, Thanos, monitors, rules,
 * routing and dashboards. With an existing Prometheus only exporters, monitors, rules and dashboards are added:
 * routing stays with whoever runs its Alertmanager.
 *
 * @throws RunError for arguments that cannot work together.
 */
export class MonitoringStack extends pulumi.ComponentResource {
  /** Prometheus: the external address, else the one in the cluster. */
  readonly prometheusUrl: pulumi.Output<string>;
  /** Alertmanager, where there is one. */
  readonly alertmanagerUrl?: pulumi.Output<string>;
  /** Grafana, where there is one. */
  readonly grafanaUrl?: pulumi.Output<string>;
  /** Thanos query-frontend in the cluster, with long-term storage. */
  readonly thanosQueryUrl?: pulumi.Output<string>;
  /** Namespace of the stack. */
  readonly namespace: pulumi.Output<string>;
  /** Labels that rules and monitors of others need to be found by this Prometheus. */
  readonly objectLabels: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: MonitoringStackArgs, opts?: pulumi.ComponentResourceOptions) {
    const { secrets, kubernetes: _, ...plain } = args;
    // What is or may be secret stays out of the component's own inputs: the engine would store it once more, the
    // kubeconfig in plain text.
    super("mlwatch:index:MonitoringStack", name, plain, opts);
    checkStack(args);
    const namespace = args.namespace?.name ?? "monitoring";
    const own = args.prometheus.existing === undefined;
    const base: pulumi.Resource[] = [];
    if (own && args.namespace?.create !== false) {
      base.push(
        new k8s.core.v1.Namespace(`${name}-namespace`, stackNamespace(namespace, args), {
          parent: this,
        }),
      );
    }

    const waiting = { parent: this, dependsOn: base };
    const routing = own
      ? new AlertRouting(
          name,
          { namespace, alerting: args.alerting, ...(secrets && { secrets }) },
          waiting,
        )
      : undefined;
    const storage = args.longTermStorage;
    const objectStore = storage && objectStoreSecret(name, namespace, storage, waiting);
    const prometheus = prometheusOf(
      `${name}-prometheus`,
      {
        namespace,
        cluster: args.cluster,
        environment: args.environment,
        provider: args.provider,
        prometheus: args.prometheus,
        ...(routing && {
          alertmanagerConfig: {
            secretName: routing.configSecretName,
            mountSecrets: routing.mountSecrets,
          },
        }),
        ...(storage &&
          objectStore && {
            objectStore: {
              secret: objectStore.key,
              image: storage.image ?? THANOS_IMAGE,
              ...(storage.workloadIdentity && {
                serviceAccountAnnotations: storage.workloadIdentity,
              }),
            },
            queryUrl: frontendUrl(namespace),
          }),
        ...(args.urls && { urls: args.urls }),
        ...(args.grafana && { grafana: args.grafana }),
        ...(args.limits && { limits: args.limits }),
        ...(args.kubernetes && { kubernetes: args.kubernetes }),
      },
      {
        parent: this,
        dependsOn: [...base, ...(routing ? [routing] : []), ...(objectStore?.made ?? [])],
      },
    );
    const { handle } = prometheus;
    const child = { parent: this, dependsOn: [prometheus, ...handle.ready] };
    const found = {
      labels: handle.objectLabels,
      ...(args.limits && { limits: args.limits }),
    };

    addGpuExporters(name, args, handle, found, child);
    const thanos =
      storage && objectStore
        ? new ThanosStack(
            `${name}-thanos`,
            {
              ...found,
              namespace,
              environment: args.environment,
              storage,
              objectStore: objectStore.key,
              ...(handle.thanosSidecar && {
                sidecar: { service: handle.thanosSidecar.service, namespace: handle.namespace },
              }),
            },
            child,
          )
        : undefined;
    new WorkloadMonitors(
      name,
      {
        ...found,
        namespace: handle.namespace,
        ...(args.training && { training: args.training }),
        ...(args.inference && { inference: args.inference }),
      },
      child,
    );
    const { dashboards, urls } = stackDashboards(args);
    new AlertRules(
      name,
      {
        namespace: handle.namespace,
        labels: handle.objectLabels,
        packs: rulePacks(args, handle, urls),
      },
      child,
    );
    if (dashboards.length > 0) {
      new GrafanaDashboards(
        name,
        {
          namespace: handle.namespace,
          dashboards,
          discovery: handle.dashboards,
          ...(args.grafana?.folder !== undefined && { folder: args.grafana.folder }),
        },
        child,
      );
    }

    this.prometheusUrl = pulumi.output(args.urls?.prometheus ?? handle.prometheusUrl);
    const alertmanager = args.urls?.alertmanager ?? handle.alertmanagerUrl;
    if (alertmanager !== undefined) this.alertmanagerUrl = pulumi.output(alertmanager);
    const grafana = args.urls?.grafana ?? handle.grafanaUrl;
    if (grafana !== undefined) this.grafanaUrl = pulumi.output(grafana);
    if (thanos) this.thanosQueryUrl = pulumi.output(thanos.queryFrontendUrl);
    this.namespace = pulumi.output(handle.namespace);
    this.objectLabels = pulumi.output({ ...handle.objectLabels });
    this.registerOutputs({
      prometheusUrl: this.prometheusUrl,
      alertmanagerUrl: this.alertmanagerUrl,
      grafanaUrl: this.grafanaUrl,
      thanosQueryUrl: this.thanosQueryUrl,
      namespace: this.namespace,
      objectLabels: this.objectLabels,
    });
  }
}

/** The chart brings node-exporter, which needs the host; without it nothing in the namespace does. */
function stackNamespace(
  namespace: string,
  { prometheus }: MonitoringStackArgs,
): k8s.types.input.core.v1.Namespace {
  const level = prometheus.chart === undefined ? "restricted" : "privileged";
  return {
    metadata: {
      name: namespace,
      labels: {
        "app.kubernetes.io/part-of": "mlwatch",
        "pod-security.kubernetes.io/enforce": level,
      },
    },
  };
}

function prometheusOf(
  name: string,
  args: PrometheusComponentArgs,
  opts: pulumi.ComponentResourceOptions,
): pulumi.ComponentResource & { readonly handle: PrometheusHandle } {
  const { chart, operator, existing } = args.prometheus;
  const given = [chart, operator, existing].filter((way) => way !== undefined).length;
  if (given !== 1) {
    throw new pulumi.RunError(
      `prometheus has ${given} of chart, operator and existing, but must have exactly one: ` +
        "e.g. prometheus: { chart: {} }",
    );
  }
  if (chart !== undefined) return new KubePrometheusStack(name, args, opts);
  if (operator !== undefined) return new PrometheusInstance(name, args, opts);
  return new ExistingPrometheus(name, args, opts);
}

/** Which Secret has the object store's configuration, and what to wait for where it is ours. */
interface ObjectStoreSecret {
  readonly key: SecretKeyArgs;
  readonly made: readonly pulumi.Resource[];
}

function objectStoreSecret(
  name: string,
  namespace: string,
  storage: LongTermStorageArgs,
  opts: pulumi.CustomResourceOptions,
): ObjectStoreSecret {
  if (storage.existingSecret) return { key: storage.existingSecret, made: [] };
  const secretName = `${name}-objstore`;
  const secret = new k8s.core.v1.Secret(
    secretName,
    {
      metadata: { name: secretName, namespace, labels: { ...labelsOf("object-store", name) } },
      type: "Opaque",
      stringData: { [OBJECT_STORE_KEY]: objectStoreConfig(storage) },
    },
    opts,
  );
  return { key: { name: secretName, key: OBJECT_STORE_KEY }, made: [secret] };
}

function addGpuExporters(
  name: string,
  args: MonitoringStackArgs,
  handle: PrometheusHandle,
  found: Pick<ConstructorParameters<typeof DcgmExporter>[1], "labels" | "limits">,
  opts: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
): void {
  const [first] = args.gpuPools ?? [];
  if (first === undefined) return;
  const { parent } = opts;
  const namespace = args.dcgm?.namespace ?? GPU_NAMESPACE;
  const base: pulumi.Resource[] = [
    new k8s.core.v1.Namespace(`${name}-gpu-namespace`, gpuNamespace(namespace), { parent }),
  ];
  if (platformOf(args.provider, first).criticalPodsQuota) {
    base.push(
      new k8s.core.v1.ResourceQuota(`${name}-gpu-quota`, criticalPodsQuota(namespace), {
        parent,
        dependsOn: [...base],
      }),
    );
  }
  for (const pool of args.gpuPools ?? []) {
    new DcgmExporter(
      `${name}-dcgm-${pool.name}`,
      {
        ...found,
        provider: args.provider,
        pool,
        ...(args.dcgm && { dcgm: args.dcgm }),
        monitorNamespace: handle.namespace,
      },
      { parent, dependsOn: [...opts.dependsOn, ...base] },
    );
  }
}
