import { each, places, upTo, values, type Family, type FleetSize, type Labels } from "./parts";

/** The monitoring itself. */
export function monitoring({ ruleGroups }: FleetSize): readonly Family[] {
  const replicas = (job: string, count: number) =>
    upTo(count).map((i) => ({
      namespace: places.monitoring,
      job,
      service: job,
      pod: `${job}-${i}`,
      instance: `${job}-${i}:9090`,
    }));
  const prometheus = replicas("prometheus", 2);
  const alertmanager = replicas("alertmanager", 3);
  const buckets = [
    ...replicas("thanos-sidecar", 2),
    ...replicas("thanos-store", 2),
    ...replicas("thanos-compact", 1),
  ];
  const others = [...replicas("thanos-query", 2), ...replicas("thanos-query-frontend", 1)];
  const exporters = replicas("kube-state-metrics", 1);
  const groups = values("rule_group", ...upTo(ruleGroups).map((i) => `rules.yaml;group-${i}`));
  const integrations = values(
    "integration",
    ...["email", "msteams", "opsgenie", "pagerduty", "slack", "sns", "telegram", "webhook"],
  );
  const reasons = values("reason", "clientError", "serverError", "other");
  const operations = each(
    values("operation", "get", "get_range", "iter", "exists", "upload", "delete", "attributes"),
    { bucket: "blocks" },
  );
  const gauge = (name: string, labels: readonly Labels[], value = 1): Family => ({
    name,
    labels,
    value: { gauge: value },
  });
  const counter = (name: string, labels: readonly Labels[], perSecond = 0): Family => ({
    name,
    labels,
    value: { perSecond },
  });
  const sidecars = buckets.filter(({ job }) => job === "thanos-sidecar");
  const compactors = buckets.filter(({ job }) => job === "thanos-compact");
  return [
    gauge("up", [...prometheus, ...alertmanager, ...buckets, ...others, ...exporters]),
    counter("prometheus_rule_evaluation_failures_total", each(prometheus, ...groups)),
    counter("prometheus_rule_group_iterations_missed_total", each(prometheus, ...groups)),
    gauge("prometheus_config_last_reload_successful", prometheus),
    gauge("prometheus_notifications_alertmanagers_discovered", prometheus, 3),
    gauge("alertmanager_config_last_reload_successful", alertmanager),
    counter("alertmanager_notifications_total", each(alertmanager, ...integrations), 0.1),
    counter(
      "alertmanager_notifications_failed_total",
      each(each(alertmanager, ...integrations), ...reasons),
    ),
    gauge("thanos_compact_halted", compactors, 0),
    counter("thanos_objstore_bucket_operations_total", each(buckets, ...operations), 1),
    counter("thanos_objstore_bucket_operation_failures_total", each(buckets, ...operations)),
    counter("thanos_shipper_uploads_total", sidecars, 1 / 7200),
    counter("thanos_shipper_upload_failures_total", sidecars),
  ];
}
