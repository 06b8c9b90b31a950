import type {
  ClusterProvider,
  GrafanaArgs,
  KubernetesAccessArgs,
  LimitArgs,
  PrometheusArgs,
  SecretKeyArgs,
  UrlArgs,
} from "../monitoring-stack/args";

/**
 * Arguments that the three Prometheus components share: {@link KubePrometheusStack},
 * {@link PrometheusInstance} and {@link ExistingPrometheus}. Plain data, because they decide which
 * resources exist.
 */
export interface PrometheusComponentArgs {
  /** Namespace of the objects; it exists already, or is among the component's `dependsOn`. */
  readonly namespace: string;
  /** Name of the cluster: the external label `cluster`. */
  readonly cluster: string;
  /** Name of the environment: the external label `environment`. */
  readonly environment: string;
  /** Where the cluster runs; decides which control-plane parts can be scraped. */
  readonly provider: ClusterProvider;
  /** Which Prometheus; exactly one of chart, operator and existing, the component's own. */
  readonly prometheus: PrometheusArgs;
  /** Routing of alerts. @default the chart's or the operator's default: alerts reach nobody */
  readonly alertmanagerConfig?: AlertmanagerConfigArgs;
  /** Object storage; turns the Thanos sidecar on. @default no sidecar */
  readonly objectStore?: ObjectStoreArgs;
  /** In-cluster URL that Grafana queries instead of Prometheus, e.g. that of the Thanos query-frontend. @default Prometheus */
  readonly queryUrl?: string;
  /** External addresses, for links in alerts, and ingress. @default none */
  readonly urls?: UrlArgs;
  /** Grafana; read with the chart only. */
  readonly grafana?: GrafanaArgs;
  /** Limits of every scrape. @default those of {@link LimitArgs} */
  readonly limits?: LimitArgs;
  /** How to reach the cluster, for the provider that adopts CRDs which exist already. @default the component's provider, no adoption */
  readonly kubernetes?: KubernetesAccessArgs;
}

/** A whole Alertmanager configuration in a Secret, and the Secrets that its `*_file` fields read. */
export interface AlertmanagerConfigArgs {
  /** Name of the Secret in the stack's namespace; key `alertmanager.yaml`. */
  readonly secretName: string;
  /** Secrets to mount at /etc/alertmanager/secrets/<name>/<key>. */
  readonly mountSecrets: readonly string[];
}

/** Object store of the Thanos sidecar. */
export interface ObjectStoreArgs {
  /** Secret with the object store's configuration. */
  readonly secret: SecretKeyArgs;
  /** Thanos image with tag, e.g. "quay.io/thanos/thanos:v0.42.4". */
  readonly image: string;
  /** Annotations of Prometheus's ServiceAccount that give access to the bucket (IRSA, Workload Identity). @default none */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
}
