import type { GpuPoolArgs, MonitoringStackArgs } from "../../components/monitoring-stack/args";

/** A pool of eight GPUs a node. */
export const H100: GpuPoolArgs = {
  name: "h100",
  accelerator: "nvidia-h100-80gb",
  gpusPerNode: 8,
  nodes: { min: 2, max: 4 },
};
/** A pool of other GPUs. */
export const L4: GpuPoolArgs = { ...H100, name: "l4", accelerator: "nvidia-l4", gpusPerNode: 1 };
/** Long-term storage. */
export const GCS = { type: "GCS", bucket: "metrics" } as const;

/** Everything at once, as in production. */
export const FULL: MonitoringStackArgs = {
  cluster: "train-eu-1",
  environment: "prod",
  provider: "gke",
  prometheus: { chart: {} },
  grafana: { adminSecret: "grafana-admin" },
  gpuPools: [H100, L4],
  longTermStorage: { ...GCS, workloadIdentity: { "iam.gke.io/gcp-service-account": "t@x.iam" } },
  alerting: {
    default: { slack: { secret: "slack", channel: "#ml" } },
    teams: { llm: { pagerDuty: { secret: "pager" } } },
  },
  training: { classes: [{ team: "llm", select: { namespace: "llm-train" } }] },
  inference: {
    services: [{ name: "ranker", team: "search", select: { namespace: "serving" } }],
  },
  limits: { samples: 12_345 },
  kubernetes: { context: "gke", kubeconfig: "users: [{ user: { token: xyzzy-kube } }]" },
  secrets: { slack: "https://hooks.slack.com/xyzzy", pager: "xyzzy-pager" },
};
/** Small and without the chart. */
export const BARE: MonitoringStackArgs = {
  cluster: "c",
  environment: "dev",
  provider: "eks",
  prometheus: { operator: {} },
  alerting: { default: { webhook: { existingSecret: { name: "hook", key: "url" } } } },
};
/** A Prometheus of others. */
export const EXISTING = { existing: { namespace: "theirs", labels: { release: "theirs" } } };
