import { casesOf, level, missing, stale, type Case } from "../bench";
import { always, firing, minutes, of, up } from "./subjects";

/** Down from minute 30 on. */
const failing = [level(1, 30), level(0, minutes - 30)];
/** Down in minutes 30 to 33. */
const restarting = [level(1, 30), level(0, 4), level(1, minutes - 34)];
const vanishing = [level(1, 30), stale];

/** A component of which a replica is down, or none is scraped: the cases are alike. */
function downCases(alert: string, job: string, ...others: readonly string[]): readonly Case[] {
  const { fires, quiet } = casesOf(alert);
  const rest = others.map((other) => up(other, always(1)));
  const by = firing(job, "warning");
  return [
    fires(
      "when one of two replicas does not answer",
      by,
      up(job, failing),
      up(job, always(1), 1),
      ...rest,
    ),
    fires("when its only target vanishes", by, up(job, vanishing), ...rest),
    fires("without any target of it", by, ...rest),
    quiet("while both replicas answer", up(job, always(1)), up(job, always(1), 1), ...rest),
    quiet("after a restart", up(job, restarting), ...rest),
    quiet(
      "when the job of that name in another namespace is down",
      up(job, always(1)),
      of(job, "up", always(0), { namespace: "elsewhere" }),
      ...rest,
    ),
  ];
}

const components = ["sidecar", "store", "query", "query-frontend", "compact"].map(
  (component) => `thanos-${component}`,
);

const down = casesOf("ExporterDown");
const absent = casesOf("ExporterAbsent");
const node = "node-exporter";
const state = up("kube-state-metrics", always(1));

const { fires } = casesOf("Watchdog");

/** The alert that is never quiet. */
export const watchdog: readonly Case[] = [
  {
    ...fires("without data", { severity: "none" }),
    annotations: { summary: "Alerting works" },
  },
  { ...fires("at once", { severity: "none" }), at: "0m" },
];

/** Whether components and exporters are there. */
export const availability: readonly Case[] = [
  ...downCases("PrometheusDown", "prometheus"),
  ...downCases("AlertmanagerDown", "alertmanager"),
  ...components.flatMap((job) =>
    downCases("ThanosComponentDown", job, ...components.filter((other) => other !== job)).map(
      (c) => ({ ...c, name: `${c.name} (${job})` }),
    ),
  ),

  {
    ...down.fires(
      "when it does not answer, beside one that does",
      firing(node, "warning", { pod: `${node}-0`, instance: `${node}-0:80` }),
      up(node, failing),
      up(node, always(1), 1),
      state,
    ),
    annotations: {
      summary: "Exporter node-exporter-0 (node-exporter) in monitoring is down",
      description:
        "Target node-exporter-0:80 of job node-exporter (pod node-exporter-0, namespace monitoring) has not answered a scrape for 5m. Rules that read its metrics cannot fire.",
    },
  },
  down.quiet("without data"),
  down.quiet("after a restart", up(node, restarting), state),
  down.quiet("when another job's target is down", up("prometheus", failing)),

  {
    ...absent.fires("when no target is there", { job: node, severity: "warning" }, state),
    annotations: {
      summary: "Exporter node-exporter is not scraped",
      description:
        "Prometheus has had no target of job node-exporter for 5m: the exporter is not deployed, or its monitor does not find it. Rules that read its metrics cannot fire.",
    },
  },
  absent.fires(
    "when the last one vanishes",
    { job: node, severity: "warning" },
    up(node, vanishing),
    state,
  ),
  absent.quiet("when they are there but down", up(node, failing), state),
  absent.quiet(
    "on a rollout that leaves none for a while",
    up(node, [level(1, 30), stale, missing(3), level(1, minutes - 34)]),
    state,
  ),
];
