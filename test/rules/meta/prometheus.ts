import { casesOf, counter, level, ramp, type Case, type Labels } from "../bench";
import { always, firing, minutes, of } from "./subjects";

const pod = "prometheus-0";
const group = { rule_group: "/rules/a.yaml;training" };

/** Counters of a rule group that should stand still. */
function counted(
  alert: string,
  metric: string,
  severity: string,
  annotations: Labels,
): readonly Case[] {
  const { fires, quiet } = casesOf(alert);
  const by = firing("prometheus", severity, { pod, ...group });
  const growing = [level(0, 10), ramp(1, 1, minutes - 10)];
  const series = (values: readonly string[], labels: Labels = group) =>
    of("prometheus", metric, values, labels);
  return [
    {
      ...fires(
        "while it grows, beside a group without",
        by,
        series(growing),
        series(always(0), { rule_group: "b" }),
      ),
      annotations,
    },
    quiet("on a single one", series([level(0, 30), level(1, minutes - 30)])),
    quiet("some time after the last one", series([ramp(0, 1, 32), level(31, minutes - 32)])),
  ];
}

/** A configuration that is refused from minute 10 on. */
function reload(program: "Prometheus" | "Alertmanager"): readonly Case[] {
  const job = program.toLowerCase();
  const { fires, quiet } = casesOf(`${program}ConfigReloadFailed`);
  const by = firing(job, "critical", { pod: `${job}-0` });
  const series = (...values: readonly string[]) =>
    of(job, `${job}_config_last_reload_successful`, values);
  return [
    {
      ...fires("when it is refused", by, series(level(1, 10), level(0, minutes - 10))),
      annotations: {
        summary: `${program} ${job}-0 in monitoring refuses its configuration`,
        description: `${job}-0 (job ${job}, namespace monitoring) has not loaded its configuration for more than 5m. It goes on with the one before, and does not start again with the one it has.`,
      },
    },
    quiet(
      "when it is accepted at the second try",
      series(level(1, 28), level(0, 3), level(1, minutes - 31)),
    ),
  ];
}

const connected = casesOf("PrometheusNotConnectedToAlertmanagers");
const found = (...values: readonly string[]) =>
  of("prometheus", "prometheus_notifications_alertmanagers_discovered", values);
const unconnected = firing("prometheus", "warning", { pod });

const notified = casesOf("AlertmanagerNotificationsFailing");
const slack = firing("alertmanager", "critical", { integration: "slack" });
/** Ten notifications a minute, of which so many fail, on a replica. */
const notifications = (failed: number, replica = 0, integration = "slack") => {
  const labels = { integration, pod: `alertmanager-${replica}` };
  return [
    of("alertmanager", "alertmanager_notifications_total", [counter(10, minutes)], labels),
    of("alertmanager", "alertmanager_notifications_failed_total", [counter(failed, minutes)], {
      ...labels,
      reason: "serverError",
    }),
    of("alertmanager", "alertmanager_notifications_failed_total", always(0), {
      ...labels,
      reason: "other",
    }),
  ];
};
const idle = (replica: number) => {
  const labels = { integration: "slack", pod: `alertmanager-${replica}` };
  return [
    of("alertmanager", "alertmanager_notifications_total", always(3), labels),
    of("alertmanager", "alertmanager_notifications_failed_total", always(0), labels),
  ];
};

/** Prometheus and Alertmanager about themselves. */
export const selves: readonly Case[] = [
  ...counted("PrometheusRuleFailures", "prometheus_rule_evaluation_failures_total", "critical", {
    summary: "Prometheus prometheus-0 in monitoring fails to evaluate rules",
    description:
      "5 evaluations of rule group /rules/a.yaml;training have failed within 5m on prometheus-0 (job prometheus, namespace monitoring), and have for 15m. Alerts of the group may not fire.",
  }),
  ...counted(
    "PrometheusRuleEvaluationsMissed",
    "prometheus_rule_group_iterations_missed_total",
    "warning",
    {
      summary: "Prometheus prometheus-0 in monitoring skips rule evaluations",
      description:
        "5 evaluations of rule group /rules/a.yaml;training have been skipped within 5m on prometheus-0 (job prometheus, namespace monitoring), and have for 15m: the group takes longer than its interval. Alerts are late.",
    },
  ),
  ...reload("Prometheus"),
  ...reload("Alertmanager"),

  {
    ...connected.fires(
      "when it finds none",
      unconnected,
      found(level(1, 10), level(0, minutes - 10)),
    ),
    annotations: {
      summary: "Prometheus prometheus-0 in monitoring sends alerts to nobody",
      description:
        "prometheus-0 (job prometheus, namespace monitoring) has found no Alertmanager for 5m. This alert arrives only where another replica still finds one.",
    },
  },
  connected.quiet(
    "during a restart of Alertmanager",
    found(level(1, 30), level(0, 4), level(1, 26)),
  ),

  {
    ...notified.fires("when a tenth fails", slack, ...notifications(1)),
    annotations: {
      summary: "Alertmanager in monitoring cannot notify through slack",
      description:
        "At least 10% of the notifications through slack have failed on every replica of job alertmanager (namespace monitoring) within 5m. People are not told of alerts.",
    },
  },
  notified.fires("when every replica fails", slack, ...notifications(10), ...notifications(5, 1)),
  notified.fires(
    "when the other replica has nothing to send",
    slack,
    ...notifications(10),
    ...idle(1),
  ),
  notified.fires(
    "of one integration only",
    slack,
    ...notifications(10),
    ...notifications(0, 0, "email"),
  ),
  notified.quiet("when all arrive", ...notifications(0)),
  notified.quiet("when another replica delivers", ...notifications(10), ...notifications(0, 1)),
  notified.quiet("without notifications", ...idle(0)),
  notified.quiet("on one of two hundred that fails", ...notifications(0.05)),
];
