import type * as pulumi from "@pulumi/pulumi";

/**
 * Arguments of {@link MonitoringStack}: plain data, the same shape as the configuration object
 * `mlwatch:monitoring`. Other components take parts of it.
 */
export interface MonitoringStackArgs {
  /** Name of the cluster; becomes the external label `cluster`. */
  readonly cluster: string;
  /** Name of the environment, e.g. dev or prod; becomes the external label `environment`. */
  readonly environment: string;
  /** Where the cluster runs; decides GPU selectors, tolerations and control-plane scrapes. */
  readonly provider: ClusterProvider;
  /** Where the stack's own objects go. @default monitoring, created */
  readonly namespace?: NamespaceArgs;
  /** Which Prometheus; exactly one of chart, operator and existing. */
  readonly prometheus: PrometheusArgs;
  /** GPU node pools; one exporter DaemonSet each. @default none */
  readonly gpuPools?: readonly GpuPoolArgs[];
  /** How GPU metrics are exported. */
  readonly dcgm?: DcgmArgs;
  /** Object storage for old metrics; without it Thanos is not deployed. */
  readonly longTermStorage?: LongTermStorageArgs;
  /** Grafana and its dashboards. */
  readonly grafana?: GrafanaArgs;
  /** External addresses, for links in alerts and dashboards, and for ingress. */
  readonly urls?: UrlArgs;
  /** Who is told. */
  readonly alerting: AlertingArgs;
  /** Training jobs, by class. @default none */
  readonly training?: TrainingArgs;
  /** Inference services. @default none */
  readonly inference?: InferenceArgs;
  /** Scrape limits; exceeding one fails the whole scrape. */
  readonly limits?: LimitArgs;
  /** How to reach the cluster, so that CRDs which exist already can be adopted. @default the component's provider, no adoption */
  readonly kubernetes?: KubernetesAccessArgs;
  /** Secret values by the name that receivers use; in the program they come from `mlwatch:secrets`. */
  readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** How to reach a cluster; the same as the provider that the component is given. */
export interface KubernetesAccessArgs {
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** Path or content of the kubeconfig. @default $KUBECONFIG, else ~/.kube/config */
  readonly kubeconfig?: string;
}

/** Providers of Kubernetes clusters; "local" is the embedded environment. */
export const ClusterProvider = {
  Gke: "gke",
  Eks: "eks",
  Aks: "aks",
  Oke: "oke",
  BareMetal: "bare-metal",
  Local: "local",
} as const;
/** One of the values of the constant of the same name. */
export type ClusterProvider = (typeof ClusterProvider)[keyof typeof ClusterProvider];

/** A namespace of the cluster. */
export interface NamespaceArgs {
  /** Its name, a DNS label. @default "monitoring" */
  readonly name?: string;
  /** False where it exists already. @default true */
  readonly create?: boolean;
}

/** Which Prometheus the stack uses, and how large it is. */
export interface PrometheusArgs {
  /** The kube-prometheus-stack chart. */
  readonly chart?: ChartArgs;
  /** Prometheus and Alertmanager custom resources, where the operator runs already. */
  readonly operator?: OperatorArgs;
  /** A Prometheus that runs already: only rules, monitors and dashboards are added. */
  readonly existing?: ExistingPrometheusArgs;
  /** Replicas of Prometheus. @default 1 in local and dev, 2 elsewhere */
  readonly replicas?: number;
  /** Replicas of Alertmanager. @default 1 in local and dev, 3 elsewhere */
  readonly alertmanagerReplicas?: number;
  /** Local retention, e.g. "10d"; at least 6h where blocks are uploaded. @default "10d" */
  readonly retention?: string;
  /** Volume per replica, e.g. "100Gi"; without it an emptyDir. @default by environment */
  readonly storage?: string;
  /** StorageClass of the volumes. @default the cluster's default class */
  readonly storageClass?: string;
  /** Scrape interval, e.g. "30s". @default "30s" */
  readonly scrapeInterval?: string;
  /** Rule evaluation interval, e.g. "30s". @default "30s" */
  readonly evaluationInterval?: string;
}

/** The kube-prometheus-stack chart and its release. */
export interface ChartArgs {
  /** Chart version. @default "88.5.3" */
  readonly version?: string;
  /** OCI reference, or path of a local chart directory or .tgz for air-gapped use. @default the OCI reference of prometheus-community */
  readonly source?: string;
  /** Release name and fullnameOverride; at most 26 characters. @default "kps" */
  readonly releaseName?: string;
  /** Raw chart values, merged over ours. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Custom resources for an operator that is there. */
export interface OperatorArgs {
  /** Name of the Prometheus and Alertmanager objects. @default "mlwatch" */
  readonly name?: string;
  /** Prometheus version to run. @default "v3.14.0" */
  readonly prometheusVersion?: string;
  /** Alertmanager version to run. @default "v0.31.1" */
  readonly alertmanagerVersion?: string;
  /** Patches merged over the spec of the objects. */
  readonly overrides?: OperatorOverrides;
}

/** Patches, by object, merged over the generated spec. */
export interface OperatorOverrides {
  /** Over the spec of the Prometheus object. */
  readonly prometheus?: Readonly<Record<string, unknown>>;
  /** Over the spec of the Alertmanager object. */
  readonly alertmanager?: Readonly<Record<string, unknown>>;
}

/** A Prometheus that runs already. */
export interface ExistingPrometheusArgs {
  /** Namespace in which its rules are looked for. */
  readonly namespace: string;
  /** Labels its selectors ask for, e.g. `{ release: "kps" }`. */
  readonly labels: Readonly<Record<string, string>>;
  /** In-cluster URL. @default "http://prometheus-operated.<namespace>.svc:9090" */
  readonly url?: string;
  /** Alerts it has already, so that they are not deployed twice. @default ["Watchdog"] */
  readonly defaultAlerts?: readonly string[];
}

/** A pool of GPU nodes that look alike. */
export interface GpuPoolArgs {
  /** Unique name, a DNS label, e.g. "h100". */
  readonly name: string;
  /** The provider's name of the accelerator, e.g. "nvidia-h100-80gb". */
  readonly accelerator: string;
  /** GPUs of one node. */
  readonly gpusPerNode: number;
  /** Smallest and largest number of nodes. */
  readonly nodes: NodeRange;
  /** Labels that select the pool's nodes. @default by provider */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints to tolerate. @default by provider */
  readonly tolerations?: readonly TolerationArgs[];
}

/** How many nodes a pool may have. */
export interface NodeRange {
  /** Smallest number of nodes; the GPUs that must always be there. */
  readonly min: number;
  /** Largest number of nodes. */
  readonly max: number;
}

/** A Kubernetes toleration. */
export interface TolerationArgs {
  /** Key of the taint. @default every key */
  readonly key?: string;
  /** Exists or Equal. @default Equal */
  readonly operator?: string;
  /** Value of the taint, with Equal. */
  readonly value?: string;
  /** NoSchedule, PreferNoSchedule or NoExecute. @default every effect */
  readonly effect?: string;
}

/** NVIDIA dcgm-exporter. */
export interface DcgmArgs {
  /** Image with tag or digest. @default "nvcr.io/nvidia/k8s/dcgm-exporter:4.6.1-4.8.4-distroless" */
  readonly image?: string;
  /** Namespace with Pod Security `privileged`, apart from the stack's. @default "gpu-metrics" */
  readonly namespace?: string;
  /** Scrape interval; not below the exporter's collect interval of 30s. @default "30s" */
  readonly interval?: string;
  /** Windows of the GPU rules. */
  readonly windows?: GpuWindows;
}

/** Windows of the GPU rules. */
export interface GpuWindows {
  /** Age below which a node is not judged: its driver and exporter are still starting. @default "20m" */
  readonly nodeAge?: string;
  /** How long a GPU must be missing. @default "5m" */
  readonly lost?: string;
  /** How long an exporter, or the inventory of GPUs, must be missing. @default "10m" */
  readonly exporterDown?: string;
}

/** Kinds of object stores. */
export const ObjectStoreType = {
  S3: "S3",
  Gcs: "GCS",
  Azure: "AZURE",
  Filesystem: "FILESYSTEM",
} as const;
/** One of the values of the constant of the same name. */
export type ObjectStoreType = (typeof ObjectStoreType)[keyof typeof ObjectStoreType];

/** Long-term storage by Thanos. */
export interface LongTermStorageArgs {
  /** Kind of object store; FILESYSTEM only where provider is local. */
  readonly type: ObjectStoreType;
  /** Bucket (S3, GCS), container (AZURE) or directory (FILESYSTEM: tests and demos only). */
  readonly bucket: string;
  /** S3: host of the endpoint, e.g. s3.eu-west-1.amazonaws.com. */
  readonly endpoint?: string;
  /** S3: region. */
  readonly region?: string;
  /** AZURE: storage account. */
  readonly storageAccount?: string;
  /** Existing Secret with a whole object store configuration; then type and bucket only document it. */
  readonly existingSecret?: SecretKeyArgs;
  /** Annotations of the ServiceAccounts that give them access (IRSA, Workload Identity). */
  readonly workloadIdentity?: Readonly<Record<string, string>>;
  /** How long samples are kept, by resolution. */
  readonly retention?: RetentionArgs;
  /** Thanos image. @default "quay.io/thanos/thanos:v0.42.4" */
  readonly image?: string;
  /** Replicas of query and query-frontend. @default 1 in local and dev, 2 elsewhere */
  readonly queryReplicas?: number;
  /** Volume of the store gateway. @default "50Gi" */
  readonly storeStorage?: string;
  /** Volume of the compactor. @default "100Gi" */
  readonly compactorStorage?: string;
  /** Extra or replacing flags by component, e.g. `{ store: { "sync-block-duration": "15s" } }`. */
  readonly flags?: ThanosFlags;
}

/** Flags without their dashes, by component; they replace ours of the same name. */
export interface ThanosFlags {
  /** Of `thanos query`. @default none */
  readonly query?: Readonly<Record<string, string>>;
  /** Of `thanos query-frontend`. @default none */
  readonly queryFrontend?: Readonly<Record<string, string>>;
  /** Of `thanos store`. @default none */
  readonly store?: Readonly<Record<string, string>>;
  /** Of `thanos compact`. @default none */
  readonly compact?: Readonly<Record<string, string>>;
}

/** Retention by resolution; "0d" keeps for ever. Thanos downsamples after 40h and 10d, so less is an error. */
export interface RetentionArgs {
  /** Samples as scraped; 0d or at least 40h. @default "30d" */
  readonly raw?: string;
  /** Samples of five minutes; 0d or at least 10d. @default "90d" */
  readonly fiveMinutes?: string;
  /** Samples of one hour. @default "365d" */
  readonly oneHour?: string;
}

/** A key of a Secret that exists. */
export interface SecretKeyArgs {
  /** Name of the Secret. */
  readonly name: string;
  /** Key inside the Secret. */
  readonly key: string;
}

/** Grafana. */
export interface GrafanaArgs {
  /** False deploys no dashboards, and no Grafana with the chart. @default true */
  readonly enabled?: boolean;
  /** Name of the existing Secret with keys admin-user and admin-password; required with the chart. */
  readonly adminSecret?: string;
  /** Folder of our dashboards. @default "Machine learning" */
  readonly folder?: string;
}

/** External addresses without a trailing slash. */
export interface UrlArgs {
  /** Of Grafana; alerts link to its dashboards. @default none, alerts without dashboard links */
  readonly grafana?: string;
  /** Of Prometheus; its alerts link to their expression. @default none */
  readonly prometheus?: string;
  /** Of Alertmanager; notifications link to it. @default none */
  readonly alertmanager?: string;
  /** Base of runbook links; the alert's name is appended. @default the project's docs/runbooks */
  readonly runbooks?: string;
  /** Serve the three by Ingress. */
  readonly ingress?: IngressArgs;
}

/** Ingress for the addresses of {@link UrlArgs}. */
export interface IngressArgs {
  /** Ingress class, e.g. "nginx". */
  readonly className: string;
  /** TLS Secret per host; without one the ingress controller's default certificate. */
  readonly tlsSecret?: string;
  /** Annotations of the Ingress objects, e.g. for authentication. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Who is told of alerts. */
export interface AlertingArgs {
  /** For every alert that no team takes. */
  readonly default: ReceiverArgs;
  /** By value of the label `team`. */
  readonly teams?: Readonly<Record<string, ReceiverArgs>>;
  /** Outside heartbeat that hears the Watchdog. @default the Watchdog is dropped */
  readonly watchdog?: ReceiverArgs;
  /** How long the first notification of a group waits for more alerts. @default "30s" */
  readonly groupWait?: string;
  /** How long changes of a group are collected. @default "5m" */
  readonly groupInterval?: string;
  /** After which an alert that still fires is told again. @default "4h" */
  readonly repeatInterval?: string;
}

/** Where notifications go; at least one of its fields. */
export interface ReceiverArgs {
  /** Slack channel. @default none */
  readonly slack?: SlackArgs;
  /** PagerDuty service; gets critical alerts only where another channel takes the rest. @default none */
  readonly pagerDuty?: PagerDutyArgs;
  /** E-mail. @default none */
  readonly email?: EmailArgs;
  /** Any HTTP endpoint. @default none */
  readonly webhook?: WebhookArgs;
}

/** A secret value: one of `mlwatch:secrets` by name, or a key of a Secret that exists. */
export interface SecretRefArgs {
  /** Name in `mlwatch:secrets`. */
  readonly secret?: string;
  /** Key of a Secret in the stack's namespace. */
  readonly existingSecret?: SecretKeyArgs;
}

/** Slack by incoming webhook; the secret is its URL. */
export interface SlackArgs extends SecretRefArgs {
  /** E.g. "#platform". */
  readonly channel: string;
}

/** PagerDuty Events API v2; the secret is the integration key. */
export interface PagerDutyArgs extends SecretRefArgs {}

/** E-mail; the secret is the SMTP password. */
export interface EmailArgs extends SecretRefArgs {
  /** Addresses, separated by commas. */
  readonly to: string;
  /** Address of the sender. */
  readonly from: string;
  /** Host and port, e.g. "smtp.example.com:587". */
  readonly smarthost: string;
  /** SMTP user; without it no authentication and no secret. */
  readonly username?: string;
}

/** Any HTTP endpoint; the secret is its URL. */
export interface WebhookArgs extends SecretRefArgs {}

/** Training jobs. */
export interface TrainingArgs {
  /** Classes with disjoint selections. */
  readonly classes: readonly TrainingClassArgs[];
}

/** Jobs that log alike and belong to one team. */
export interface TrainingClassArgs {
  /** Unique name, a DNS label. @default the team's name */
  readonly name?: string;
  /** Value of the label `team`. */
  readonly team: string;
  /** Which pods run its jobs. */
  readonly select: WorkloadSelectorArgs;
  /** How often the job logs its loss, e.g. "30s"; windows derive from it. @default "30s" */
  readonly logInterval?: string;
  /** Steps during which divergence is not judged. @default 1000 */
  readonly warmupSteps?: number;
  /** Windows of the divergence rule. */
  readonly windows?: TrainingWindows;
}

/** Windows of the training rules. */
export interface TrainingWindows {
  /** Median of the loss. @default "30m", at least 20 log intervals */
  readonly smoothing?: string;
  /** Past within which the lowest median is looked for. @default "6h" */
  readonly baseline?: string;
  /** How long divergence must hold. @default "1h" */
  readonly sustained?: string;
  /** No step for so long is a stall. @default "10m", at least 20 log intervals */
  readonly stall?: string;
}

/** Pods by namespace and labels, and where they serve metrics. */
export interface WorkloadSelectorArgs {
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Labels of the pods. @default every pod of the namespace that has the metrics port */
  readonly labels?: Readonly<Record<string, string>>;
  /** Name of the container port with the metrics. @default "metrics" */
  readonly port?: string;
  /** Path of the metrics. @default "/metrics" */
  readonly path?: string;
  /** Scrape interval. @default the server's */
  readonly interval?: string;
}

/** Inference services. */
export interface InferenceArgs {
  /** Services with disjoint selections. */
  readonly services: readonly InferenceServiceArgs[];
}

/** One inference service with the Flask contract. */
export interface InferenceServiceArgs {
  /** Unique within its namespace; becomes the label `service`. */
  readonly name: string;
  /** Value of the label `team`. */
  readonly team: string;
  /** Which pods serve it. */
  readonly select: WorkloadSelectorArgs;
  /** Thresholds. */
  readonly objectives?: InferenceObjectives;
  /** Windows. */
  readonly windows?: InferenceWindows;
}

/** Thresholds of the inference rules. */
export interface InferenceObjectives {
  /** p95 latency above which a ticket is opened, in seconds; below the largest bucket bound. @default 1 */
  readonly latencyP95Seconds?: number;
  /** p99 latency above which somebody is paged, in seconds. @default 2.5 */
  readonly latencyP99Seconds?: number;
  /** Share of failed requests above which somebody is paged, 0..1. @default 0.05 */
  readonly errorRatio?: number;
  /** Waiting requests above which a ticket is opened. @default 50 */
  readonly queueLength?: number;
  /** Requests within the window below which ratios and quantiles are not judged. @default 30 */
  readonly minimumRequests?: number;
}

/** Windows of the inference rules. */
export interface InferenceWindows {
  /** Window of rates and quantiles; at least four scrape intervals. @default "5m" */
  readonly rate?: string;
  /** How long a threshold must be exceeded. @default "5m" */
  readonly sustained?: string;
  /** How long a target may be absent. @default "2m" */
  readonly absent?: string;
}

/** Limits of every scrape that the stack configures. */
export interface LimitArgs {
  /** Samples per scrape. @default 20000 */
  readonly samples?: number;
  /** Labels per series. @default 40 */
  readonly labels?: number;
  /** Length of a label value. @default 512 */
  readonly labelValueLength?: number;
  /** Size of the exposition, e.g. "20MB". @default "20MB" */
  readonly bodySize?: string;
}
