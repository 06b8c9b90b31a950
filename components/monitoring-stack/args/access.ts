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
