import type * as pulumi from "@pulumi/pulumi";

/**
 * What the rest of the stack needs to know of a Prometheus, whichever way it came to be there:
 * {@link KubePrometheusStack}, {@link PrometheusInstance} or {@link ExistingPrometheus}.
 */
export interface PrometheusHandle {
  /** Namespace of Prometheus; rules, routing and dashboards are created there. */
  readonly namespace: string;
  /** Labels that rules and monitors must carry to be selected. */
  readonly objectLabels: Readonly<Record<string, string>>;
  /** Alerts that come with this Prometheus and must not be deployed a second time. */
  readonly defaultAlerts: readonly string[];
  /** In-cluster URL of Prometheus, e.g. http://kps-prometheus.monitoring.svc:9090. */
  readonly prometheusUrl: string;
  /** In-cluster URL of Alertmanager, where there is one. */
  readonly alertmanagerUrl?: string;
  /** In-cluster URL of Grafana, where there is one. */
  readonly grafanaUrl?: string;
  /** How a dashboard ConfigMap is found by Grafana's sidecar. */
  readonly dashboards: DashboardDiscovery;
  /** Headless Service and gRPC port of the Thanos sidecars, where they run. */
  readonly thanosSidecar?: { readonly service: string; readonly grpcPort: number };
  /** Resources to wait for before creating rules, monitors and the like (CRDs, the release). */
  readonly ready: readonly pulumi.Resource[];
}

/** Label and folder annotation that Grafana's dashboard sidecar looks for. */
export interface DashboardDiscovery {
  /** @default "grafana_dashboard" */
  readonly label: string;
  /** @default "1" */
  readonly labelValue: string;
  /** Annotation that names the folder. @default "grafana_folder" */
  readonly folderAnnotation: string;
}
