import { counter, level, missing, ramp, stale, type Series } from "../bench";
import type { Exemplar } from "../standard";
import { always, firing, minutes, of, up } from "./subjects";

const later = (before: number, after: number) => [level(before, 10), level(after, minutes - 10)];
/** A counter that stands still for ten minutes and then grows. */
const growing = (perMinute = 1) => [level(7, 10), ramp(7 + perMinute, perMinute, minutes - 10)];

const components = ["sidecar", "store", "query", "query-frontend", "compact"].map(
  (component) => `thanos-${component}`,
);

/** A component of which every replica is down; one in another namespace is none of ours. */
function down(alert: string, job: string, others: readonly string[] = []): Exemplar {
  const there = (id: string, values: readonly string[]) => [
    of(job, "up", values, id === "a" ? {} : { namespace: id }),
  ];
  return {
    alert,
    fires: () => firing(job, "warning"),
    healthy: (id) => there(id, always(1)),
    bad: (id) => there(id, later(1, 0)),
    from: 10,
    for: 5,
    beside: others.map((other) => up(other, always(1))),
    withoutData: [job, ...others].map((one) => firing(one, "warning")),
    whenGone: [firing(job, "warning")],
  };
}

/** A counter of a replica's rule groups that should stand still. */
function counted(alert: string, metric: string, severity: string): Exemplar {
  const labels = (pod: string) => ({ pod, rule_group: "/rules/a.yaml;training" });
  return {
    alert,
    fires: (pod) => firing("prometheus", severity, labels(pod)),
    healthy: (pod) => [of("prometheus", metric, always(7), labels(pod))],
    bad: (pod) => [of("prometheus", metric, growing(), labels(pod))],
    from: 10,
    for: 15,
    lasts: 3,
  };
}

/** A gauge of a replica that should not be 0, and is for the whole window of 5 minutes from minute 14 on. */
function zero(alert: string, job: string, metric: string, severity: string): Exemplar {
  return {
    alert,
    fires: (pod) => firing(job, severity, { pod }),
    healthy: (pod) => [of(job, metric, always(1), { pod })],
    bad: (pod) => [of(job, metric, later(1, 0), { pod })],
    from: 14,
    for: 5,
    lasts: 4,
  };
}

/** A hundred notifications a minute through an integration. */
function notifications(integration: string, ...failed: readonly string[]): readonly Series[] {
  const labels = { integration };
  return [
    of("alertmanager", "alertmanager_notifications_total", [counter(100, minutes)], labels),
    of("alertmanager", "alertmanager_notifications_failed_total", failed, {
      ...labels,
      reason: "serverError",
    }),
  ];
}

/** A hundred operations a minute of a component on the object store. */
function operations(id: string, ...failed: readonly string[]): readonly Series[] {
  const job = id === "a" ? "thanos-store" : "thanos-compact";
  const labels = { bucket: "metrics", operation: "get" };
  return [
    of(job, "thanos_objstore_bucket_operations_total", [counter(100, minutes)], labels),
    of(job, "thanos_objstore_bucket_operation_failures_total", failed, labels),
  ];
}

/** A sidecar that uploads a block every ten minutes. */
function uploads(pod: string, ...failed: readonly string[]): readonly Series[] {
  const blocks = Array.from({ length: minutes / 10 }, (_, i) => level(i, 10));
  return [
    of("thanos-sidecar", "thanos_shipper_uploads_total", blocks, { pod }),
    of("thanos-sidecar", "thanos_shipper_upload_failures_total", failed, { pod }),
  ];
}

const exporter = (pod: string) => ({ pod, instance: `${pod}:80` });
const scraped = (id: string) => (id === "a" ? "node-exporter" : id);

/** Of every alert of the meta pack that reads a series. */
export const exemplars: readonly Exemplar[] = [
  down("PrometheusDown", "prometheus"),
  down("AlertmanagerDown", "alertmanager"),
  down(
    "ThanosComponentDown",
    "thanos-store",
    components.filter((job) => job !== "thanos-store"),
  ),
  {
    alert: "ExporterDown",
    fires: (pod) => firing("node-exporter", "warning", exporter(pod)),
    healthy: (pod) => [of("node-exporter", "up", always(1), exporter(pod))],
    bad: (pod) => [of("node-exporter", "up", later(1, 0), exporter(pod))],
    from: 10,
    for: 5,
  },
  {
    alert: "ExporterAbsent",
    fires: (id) => ({ job: scraped(id), severity: "warning" }),
    healthy: (id) => [up(scraped(id), always(1))],
    bad: (id) => [up(scraped(id), [level(1, 10), stale, missing(minutes - 11)])],
    from: 10,
    for: 5,
    beside: [up("kube-state-metrics", always(1))],
    withoutData: ["kube-state-metrics", "node-exporter"].map((job) => ({
      job,
      severity: "warning",
    })),
    whenGone: [{ job: "node-exporter", severity: "warning" }],
  },
  counted("PrometheusRuleFailures", "prometheus_rule_evaluation_failures_total", "critical"),
  counted(
    "PrometheusRuleEvaluationsMissed",
    "prometheus_rule_group_iterations_missed_total",
    "warning",
  ),
  zero(
    "PrometheusConfigReloadFailed",
    "prometheus",
    "prometheus_config_last_reload_successful",
    "critical",
  ),
  zero(
    "AlertmanagerConfigReloadFailed",
    "alertmanager",
    "alertmanager_config_last_reload_successful",
    "critical",
  ),
  zero(
    "PrometheusNotConnectedToAlertmanagers",
    "prometheus",
    "prometheus_notifications_alertmanagers_discovered",
    "warning",
  ),
  {
    alert: "AlertmanagerNotificationsFailing",
    fires: (integration) => firing("alertmanager", "critical", { integration }),
    healthy: (integration) => notifications(integration, ...always(0)),
    bad: (integration) => notifications(integration, ...growing(100)),
    from: 10,
    for: 5,
    lasts: 3,
    edges: {
      "> 0.01": {
        series: (ratio) => notifications("a", counter(100 * ratio, minutes)),
        step: 0.001,
        at: 20,
      },
    },
  },
  {
    alert: "ThanosCompactHalted",
    fires: (pod) => firing("thanos-compact", "warning", { pod }),
    healthy: (pod) => [of("thanos-compact", "thanos_compact_halted", always(0), { pod })],
    bad: (pod) => [of("thanos-compact", "thanos_compact_halted", later(0, 1), { pod })],
    from: 10,
    for: 5,
  },
  {
    alert: "ThanosObjectStoreFailing",
    fires: (id) => firing(id === "a" ? "thanos-store" : "thanos-compact", "warning"),
    healthy: (id) => operations(id, ...always(0)),
    bad: (id) => operations(id, ...growing(50)),
    from: 10,
    for: 15,
    lasts: 3,
    edges: {
      "> 0.05": {
        series: (ratio) => operations("a", counter(100 * ratio, minutes)),
        step: 0.005,
        at: 30,
      },
    },
  },
  {
    alert: "ThanosUploadsFailing",
    fires: (pod) => firing("thanos-sidecar", "warning", { pod }),
    healthy: (pod) => uploads(pod, ...always(3)),
    bad: (pod) => uploads(pod, ...growing()),
    from: 10,
    for: 15,
    lasts: 3,
  },
];
