import type { PrometheusArgs } from "../../components/monitoring-stack/args";
import type { PrometheusComponentArgs } from "../../components/prometheus/args";

/** Arguments of a Prometheus component in a large environment on GKE, with changes. */
export function prometheusArgs(
  prometheus: PrometheusArgs,
  changes: Partial<PrometheusComponentArgs> = {},
): PrometheusComponentArgs {
  return {
    namespace: "monitoring",
    cluster: "research-1",
    environment: "prod",
    provider: "gke",
    prometheus,
    grafana: { adminSecret: "grafana-admin" },
    ...changes,
  };
}

/** Long-term storage, as the facade passes it on. */
export const OBJECT_STORE: NonNullable<PrometheusComponentArgs["objectStore"]> = {
  secret: { name: "ml-objstore", key: "objstore.yml" },
  image: "quay.io/thanos/thanos:v0.42.4",
  serviceAccountAnnotations: { "iam.gke.io/gcp-service-account": "thanos@example.iam" },
};

/** Routing, as the facade passes it on. */
export const ROUTING: NonNullable<PrometheusComponentArgs["alertmanagerConfig"]> = {
  secretName: "ml-alertmanager-config",
  mountSecrets: ["ml-alerting"],
};
