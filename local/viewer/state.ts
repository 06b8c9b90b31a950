import type { Delivery, TimelineEvent } from "../contracts";
import { type RoutedAlert, type RuleGroup, type Scrape } from "./prometheus";
import { sameSubject, type Stages, stagesOf } from "./stages";

/** What the launcher tells about itself. */
export interface ViewerStatus {
  /** Name of the scenario; absent before one is chosen. */
  readonly scenario?: string;
  /** One or two sentences: what the scenario does, for people. */
  readonly about?: string;
  readonly phase: "starting" | "running" | "passed" | "failed";
  /** Unix time in milliseconds of the timeline's second 0. */
  readonly startedAt?: number;
  /** Alerts that the scenario requires. */
  readonly required?: readonly string[];
  readonly timeline: readonly TimelineEvent[];
}

/** An alert that is pending or firing. */
export interface AlertView {
  readonly name: string;
  readonly state: "pending" | "firing";
  readonly severity: string;
  /** Without name and severity. */
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
  /** Absent where there is none that a browser may open. */
  readonly runbook?: string;
  /** Unix time in milliseconds since when its condition holds. */
  readonly since: number;
  /** How long it has to hold, in seconds. */
  readonly holdSeconds: number;
  readonly value: string;
  /** Newest delivery while firing, Unix time in milliseconds. */
  readonly deliveredAt?: number;
  /** Why Alertmanager holds it back. */
  readonly heldBack?: "inhibited" | "silenced";
}

/** An alerting rule. */
export interface RuleView {
  readonly group: string;
  readonly name: string;
  readonly state: string;
  readonly query: string;
  /** Empty where it was evaluated without one. */
  readonly error: string;
}

/** What one job scrapes. */
export interface JobView {
  readonly job: string;
  readonly up: number;
  readonly targets: readonly {
    readonly instance: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly health: string;
    readonly error: string;
  }[];
}

/** Everything above the dashboards. */
export interface ViewerState {
  readonly status: Omit<ViewerStatus, "timeline">;
  readonly stages: Stages;
  readonly alerts: readonly AlertView[];
  readonly rules: readonly RuleView[];
  readonly jobs: readonly JobView[];
  /** Newest first. */
  readonly deliveries: readonly Delivery[];
  /** What did not answer. */
  readonly problems: readonly string[];
}

/** Where a state comes from; undefined where it did not answer. */
export interface Sources {
  readonly status: ViewerStatus;
  readonly groups: readonly RuleGroup[] | undefined;
  readonly scrapes: readonly Scrape[] | undefined;
  readonly routed: readonly RoutedAlert[] | undefined;
  readonly deliveries: readonly Delivery[];
  readonly problems: readonly string[];
}

const SHOWN_DELIVERIES = 100;
const severities = ["critical", "warning", "info", "none"];

/** Puts together what the page shows. */
export function stateOf(sources: Sources): ViewerState {
  const { timeline, ...status } = sources.status;
  const rules = (sources.groups ?? []).flatMap((group) =>
    group.rules.map((rule) => ({ group: group.name, ...rule })),
  );
  return {
    status,
    stages: stagesOf(timeline),
    alerts: rules
      .flatMap((rule) =>
        rule.alerts.flatMap((alert) =>
          alert.state === "pending" || alert.state === "firing"
            ? [alertView(rule, alert, alert.state, sources)]
            : [],
        ),
      )
      .sort(urgency),
    rules: rules.map(({ group, name, state, query, lastError }) => ({
      ...{ group, name, state, query },
      error: lastError,
    })),
    jobs: jobsOf(sources.scrapes ?? []),
    deliveries: sources.deliveries.slice(-SHOWN_DELIVERIES).reverse(),
    problems: sources.problems,
  };
}

function alertView(
  rule: RuleGroup["rules"][number],
  alert: RuleGroup["rules"][number]["alerts"][number],
  state: AlertView["state"],
  { deliveries, routed }: Sources,
): AlertView {
  const { alertname: _, severity = "none", ...labels } = alert.labels;
  const delivered = deliveries.findLast(
    (delivery) =>
      delivery.alert === rule.name &&
      delivery.status === "firing" &&
      sameSubject(alert.labels, delivery.labels),
  );
  const since = Date.parse(alert.activeAt);
  const status = routed?.find((entry) => sameSubject(alert.labels, entry.labels))?.status;
  const runbook = alert.annotations["runbook_url"] ?? "";
  return {
    name: rule.name,
    state,
    severity,
    labels,
    summary: alert.annotations["summary"] ?? "",
    description: alert.annotations["description"] ?? "",
    ...(/^https?:\/\//.test(runbook) ? { runbook } : {}),
    since,
    holdSeconds: rule.duration,
    value: alert.value,
    // A delivery from before it became active was of an earlier occurrence.
    ...(delivered !== undefined && delivered.at >= since ? { deliveredAt: delivered.at } : {}),
    ...heldBack(status),
  };
}

function heldBack(status: RoutedAlert["status"] | undefined): Pick<AlertView, "heldBack"> {
  if (status === undefined || status.state !== "suppressed") return {};
  return { heldBack: status.silencedBy.length > 0 ? "silenced" : "inhibited" };
}

function urgency(a: AlertView, b: AlertView): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    a.state.localeCompare(b.state) ||
    a.name.localeCompare(b.name) ||
    a.since - b.since
  );
}

function severityRank(severity: string): number {
  const rank = severities.indexOf(severity);
  return rank < 0 ? severities.length : rank;
}

function jobsOf(scrapes: readonly Scrape[]): readonly JobView[] {
  const byJob = new Map<string, Scrape[]>();
  for (const scrape of scrapes) {
    const job = scrape.labels["job"] ?? scrape.scrapePool;
    byJob.set(job, [...(byJob.get(job) ?? []), scrape]);
  }
  return [...byJob]
    .map(([job, members]) => ({
      job,
      up: members.filter(({ health }) => health === "up").length,
      targets: members
        .map(({ labels: { job: _, instance = "", ...labels }, health, lastError, scrapeUrl }) => ({
          instance: instance === "" ? scrapeUrl : instance,
          labels,
          health,
          error: lastError,
        }))
        .sort((a, b) => a.instance.localeCompare(b.instance)),
    }))
    .sort(
      (a, b) =>
        Number(a.up === a.targets.length) - Number(b.up === b.targets.length) ||
        a.job.localeCompare(b.job),
    );
}
