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
