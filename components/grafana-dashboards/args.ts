/** Arguments of {@link GrafanaDashboards}. */
export interface GrafanaDashboardsArgs {
  /** Namespace in which Grafana's sidecar looks for ConfigMaps. */
  readonly namespace: string;
  /** One ConfigMap each. */
  readonly dashboards: readonly DashboardArgs[];
  /** How the sidecar recognises a dashboard. @default that of the kube-prometheus-stack chart */
  readonly discovery?: DashboardDiscoveryArgs;
  /** Folder in Grafana. @default "Machine learning" */
  readonly folder?: string;
}

/** A dashboard of Grafana's classic model. */
export interface DashboardArgs {
  /** Unique in Grafana: lower-case letters, digits and dashes, at most 40. */
  readonly uid: string;
  readonly title: string;
  /** The dashboard itself. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Label and annotation of dashboard ConfigMaps. */
export interface DashboardDiscoveryArgs {
  /** @default "grafana_dashboard" */
  readonly label?: string;
  /** @default "1" */
  readonly labelValue?: string;
  /** Annotation that names the folder. @default "grafana_folder" */
  readonly folderAnnotation?: string;
}
