import { casesOf, counter, level, missing, type Case, type Labels, type Series } from "../bench";
import { always, firing, minutes, of, up } from "./subjects";

const warning = (job: string, labels: Labels = { pod: `${job}-0` }) =>
  firing(job, "warning", labels);

/** Every metric that a rule judges, as bad as it can be, on targets of these labels. */
function everythingBad(job: string, labels: Labels): readonly Series[] {
  const grows = [counter(10, minutes)];
  return [
    of(job, "up", always(0), labels),
    of(job, "prometheus_rule_evaluation_failures_total", grows, labels),
    of(job, "prometheus_rule_group_iterations_missed_total", grows, labels),
    of(job, "prometheus_config_last_reload_successful", always(0), labels),
    of(job, "prometheus_notifications_alertmanagers_discovered", always(0), labels),
    of(job, "alertmanager_config_last_reload_successful", always(0), labels),
    of(job, "alertmanager_notifications_total", grows, { ...labels, integration: "slack" }),
    of(job, "alertmanager_notifications_failed_total", grows, { ...labels, integration: "slack" }),
    of(job, "thanos_compact_halted", always(1), labels),
    of(job, "thanos_objstore_bucket_operations_total", grows, labels),
    of(job, "thanos_objstore_bucket_operation_failures_total", grows, labels),
    of(job, "thanos_shipper_upload_failures_total", grows, labels),
    of(job, "thanos_shipper_uploads_total", always(3), labels),
  ];
}

const monitoring = [
  ...["prometheus", "alertmanager"],
  ...["sidecar", "store", "query", "query-frontend", "compact"].map((name) => `thanos-${name}`),
];

/** What is none of the monitoring's business. */
export const foreign: readonly Case[] = [
  {
    name: "what other jobs of the namespace do alerts nobody",
    at: "40m",
    series: [
      ...[...monitoring, "kube-state-metrics", "node-exporter"].map((job) => up(job, always(1))),
      ...everythingBad("other", {}),
    ],
    quiet: true,
    samples: [{ query: 'ALERTS{alertstate="pending"}', returns: [] }],
  },
  {
    name: "what jobs of the same names do in other namespaces alerts nobody",
    at: "40m",
    series: [
      ...[...monitoring, "kube-state-metrics", "node-exporter"].map((job) => up(job, always(1))),
      ...monitoring.flatMap((job) => everythingBad(job, { namespace: "elsewhere" })),
    ],
    quiet: true,
    samples: [{ query: 'ALERTS{alertstate="pending"}', returns: [] }],
  },
];

/** Operations per minute, and how many of them fail, by kind. */
type Operations = Readonly<Record<string, readonly [tried: number, failed: number]>>;

function operations(job: string, kinds: Operations): readonly Series[] {
  return Object.entries(kinds).flatMap(([operation, [tried, failed]]) => [
    of(job, "thanos_objstore_bucket_operations_total", [counter(tried, minutes)], { operation }),
    of(job, "thanos_objstore_bucket_operation_failures_total", [counter(failed, minutes)], {
      operation,
    }),
  ]);
}

const store = casesOf("ThanosObjectStoreFailing");

function storeCases(job: string): readonly Case[] {
  const by = firing(job, "warning");
  return [
    store.quiet("at the limit", ...operations(job, { get: [100, 5] })),
    store.fires("just above the limit", by, ...operations(job, { get: [100, 5.2] })),
    store.fires(
      "when failures of two kinds are too many together",
      by,
      ...operations(job, { get: [50, 3], upload: [50, 3] }),
    ),
    store.quiet(
      "when failures of one kind are few among all",
      ...operations(job, { get: [50, 4], upload: [50, 0] }),
    ),
  ].map((c) => ({ ...c, name: `${c.name} (${job})` }));
}

const uploads = casesOf("ThanosUploadsFailing");
const sidecar = "thanos-sidecar";
/** One more every so many minutes. */
const every = (period: number) =>
  Array.from({ length: minutes / period }, (_, i) => level(i + 1, period));

/** Thanos about itself. */
export const nearlyThanos: readonly Case[] = [
  ...["thanos-sidecar", "thanos-store", "thanos-compact"].flatMap(storeCases),
  uploads.fires(
    "while one fails every 4 minutes",
    warning(sidecar),
    of(sidecar, "thanos_shipper_upload_failures_total", every(4)),
  ),
  uploads.quiet(
    "on failures further apart than the window",
    of(sidecar, "thanos_shipper_upload_failures_total", every(6)),
  ),
  uploads.fires(
    "on the least growth",
    warning(sidecar),
    of(sidecar, "thanos_shipper_upload_failures_total", [counter(0.1, minutes)]),
  ),
  {
    ...uploads.quiet(
      "before a whole window has passed without an upload",
      of(sidecar, "thanos_shipper_uploads_total", [level(1, 10), level(2, minutes - 10)]),
    ),
    at: "38m",
  },
  {
    ...uploads.fires(
      "a window and 15 minutes after the last upload",
      warning(sidecar),
      of(sidecar, "thanos_shipper_uploads_total", [level(1, 5), level(2, minutes - 5)]),
    ),
    at: "54m",
  },
];

/** Two targets of one pod, which a rule takes for one. */
const targets = (job: string, metric: string, a: readonly string[], b: readonly string[]) => [
  of(job, metric, a),
  of(job, metric, b, { instance: `${job}-0:81` }),
];

function reload(program: "Prometheus" | "Alertmanager"): readonly Case[] {
  const job = program.toLowerCase();
  const { quiet } = casesOf(`${program}ConfigReloadFailed`);
  const metric = `${job}_config_last_reload_successful`;
  return [
    quiet("while one target of the pod is fine", ...targets(job, metric, always(0), always(1))),
  ];
}

function counted(alert: string, metric: string, severity: string, annotations: Labels) {
  const { fires, quiet } = casesOf(alert);
  const by = firing("prometheus", severity, { pod: "prometheus-0", rule_group: "a" });
  const grows = (perMinute: number, labels: Labels = {}) =>
    of("prometheus", metric, [counter(perMinute, minutes)], { rule_group: "a", ...labels });
  return [
    {
      ...fires("with the sum of a pod's targets", by, grows(1), grows(2, { instance: "other" })),
      annotations,
    },
    fires("on the least growth", by, grows(0.1)),
    {
      ...quiet(
        "as soon as it has stood still",
        of("prometheus", metric, [counter(1, 31), level(30, 29)], { rule_group: "a" }),
      ),
      at: "36m",
    },
  ];
}

const halted = casesOf("ThanosCompactHalted");
const down = casesOf("ExporterDown");
const absent = casesOf("ExporterAbsent");
const state = "kube-state-metrics";
const node = "node-exporter";
const notified = casesOf("AlertmanagerNotificationsFailing");
const slack = firing("alertmanager", "critical", { integration: "slack" });
/** Notifications per minute, and how many of them fail, by reason. */
const notifications = (tried: number, failed: Readonly<Record<string, number>>) => [
  of("alertmanager", "alertmanager_notifications_total", [counter(tried, minutes)], {
    integration: "slack",
  }),
  ...Object.entries(failed).map(([reason, perMinute]) =>
    of("alertmanager", "alertmanager_notifications_failed_total", [counter(perMinute, minutes)], {
      integration: "slack",
      reason,
    }),
  ),
];

/** Down in minutes 10 to 29. */
const back = [level(1, 10), level(0, 20), level(1, minutes - 30)];

/** Prometheus, Alertmanager and exporters. */
export const nearlyDown: readonly Case[] = [
  ...(
    [
      ["PrometheusDown", "prometheus"],
      ["AlertmanagerDown", "alertmanager"],
      ["ThanosComponentDown", "thanos-store"],
    ] as const
  ).map(([alert, job]) => ({
    ...casesOf(alert).quiet(
      "as soon as it answers",
      ...monitoring.map((other) => up(other, other === job ? back : always(1))),
    ),
    at: "31m",
  })),
  {
    ...absent.quiet(
      "as soon as there is a target",
      up(state, [missing(30), level(1, minutes - 30)]),
      up(node, always(1)),
    ),
    at: "31m",
  },
  ...reload("Prometheus"),
  ...reload("Alertmanager"),
  ...counted("PrometheusRuleFailures", "prometheus_rule_evaluation_failures_total", "critical", {
    summary: "Prometheus prometheus-0 in monitoring fails to evaluate rules",
    description:
      "15 evaluations of rule group a have failed within 5m on prometheus-0 (job prometheus, namespace monitoring), and have for 15m. Alerts of the group may not fire.",
  }),
  ...counted(
    "PrometheusRuleEvaluationsMissed",
    "prometheus_rule_group_iterations_missed_total",
    "warning",
    {
      summary: "Prometheus prometheus-0 in monitoring skips rule evaluations",
      description:
        "15 evaluations of rule group a have been skipped within 5m on prometheus-0 (job prometheus, namespace monitoring), and have for 15m: the group takes longer than its interval. Alerts are late.",
    },
  ),
  casesOf("PrometheusNotConnectedToAlertmanagers").quiet(
    "while one target of the pod has found one",
    ...targets(
      "prometheus",
      "prometheus_notifications_alertmanagers_discovered",
      always(0),
      always(1),
    ),
  ),
  halted.fires(
    "when one target of the pod says so",
    warning("thanos-compact"),
    ...targets("thanos-compact", "thanos_compact_halted", always(0), always(1)),
  ),
  halted.fires(
    "when both targets of the pod say so",
    warning("thanos-compact"),
    ...targets("thanos-compact", "thanos_compact_halted", always(1), always(1)),
  ),

  notified.quiet("at the limit", ...notifications(100, { serverError: 1 })),
  notified.fires("just above the limit", slack, ...notifications(100, { serverError: 1.05 })),
  notified.fires(
    "when failures for two reasons are too many together",
    slack,
    ...notifications(100, { serverError: 0.7, other: 0.7 }),
  ),
  notified.quiet(
    "on few failures among what two targets of a pod have sent",
    ...notifications(50, { serverError: 0.8 }),
    of("alertmanager", "alertmanager_notifications_total", [counter(50, minutes)], {
      integration: "slack",
      instance: "other",
    }),
  ),

  down.fires(
    "when one of two ways to scrape it fails",
    warning(node, { pod: `${node}-0`, instance: `${node}-0:80` }),
    up(node, always(1)),
    of(node, "up", always(0), { service: "other" }),
    up(state, always(1)),
  ),
  down.fires(
    "of every job",
    warning(state, { pod: `${state}-0`, instance: `${state}-0:80` }),
    up(state, always(0)),
    up(node, always(1)),
  ),
  absent.fires("of every job", { job: state, severity: "warning" }, up(node, always(1))),
  {
    ...absent.quiet("until it has lasted", up(node, always(1))),
    at: "4m",
    pending: [{ job: state, severity: "warning" }],
  },
  {
    ...absent.fires("once it has lasted", { job: state, severity: "warning" }, up(node, always(1))),
    at: "5m",
  },
];
