import path from "node:path";
import { isNativeError } from "node:util/types";
import type { Plane, Report, ScenarioResult, Supervisor, TimelineEvent } from "../contracts";
import { LocalError } from "../errors";
import { pause, poll } from "../poll";
import { endOf } from "../program";
import type { Receiver } from "../receiver";
import type { StandIns } from "../stand-ins";
import type { Workloads } from "../workloads";
import { evaluate, newSince, resultOf, type Condition, type Scenario } from "./model";
import { prometheusApi, type PrometheusApi } from "./prometheus";
import { createTimeline } from "./timeline";

/** What a scenario works on. */
export interface ScenarioContext {
  readonly plane: Plane;
  readonly supervisor: Supervisor;
  readonly workloads: Workloads;
  readonly standIns: StandIns;
  readonly receiver: Receiver;
  readonly report: Report;
  /** Ends the scenario with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Unix time in milliseconds from which deliveries count. @default now */
  readonly since?: number;
  /** Told of each event as it happens. */
  readonly onEvent?: (event: TimelineEvent) => void;
}

const BASELINE_LIMIT_MS = 150_000;
const EVERY_MS = 500;
const SETTLE_SECONDS = 10;
const FIRST_SCRAPE = "min(min_over_time(timestamp(up)[1h:1s]))";

/**
 * Runs a scenario: waits for its baseline, injects the fault, and watches until what is required was delivered and
 * nothing else followed, or the limit has passed.
 * @throws Error when the baseline does not come, a program of the environment ends, or Prometheus does not
 *   answer: naming it and its log. A missing or unexpected alert is no error but a result.
 */
export async function runScenario(
  scenario: Scenario,
  context: ScenarioContext,
): Promise<ScenarioResult> {
  const start = Date.now();
  const { plane, supervisor, receiver, report, onEvent, since = start } = context;
  const { settleSeconds: settle = SETTLE_SECONDS } = scenario;
  const signal = cutOf(scenario, context);
  const prometheus = named(scenario, supervisor, plane.prometheusUrl);
  const timeline = createTimeline(start, (event) => {
    report(`${scenario.name}: ${describe(event)}`);
    onEvent?.(event);
  });
  for (const delivery of newSince(receiver.deliveries, since)) timeline.delivery(delivery);
  const unsubscribe = receiver.subscribe(timeline.delivery);
  try {
    timeline.active(await prometheus.alerts(), Date.now());
    await baseline(scenario, prometheus, signal, report);
    const firstScrape = await prometheus.value(FIRST_SCRAPE);
    const deadline = inject(scenario, context, timeline.fault) + scenario.limitSeconds * 1000;
    let settled: number | undefined;
    for (;;) {
      timeline.active(await prometheus.alerts(), Date.now());
      const outcome = evaluate(scenario, newSince(receiver.deliveries, since));
      const now = Date.now();
      if (scenario.fault && outcome.missing.length === 0) settled ??= now + 1000 * settle;
      if (now >= (settled ?? deadline)) {
        const result = resultOf(scenario, outcome, timeline.events());
        return {
          ...result,
          ...(firstScrape !== undefined && { firstScrapeAt: 1000 * firstScrape }),
        };
      }
      await pause(EVERY_MS, signal);
    }
  } finally {
    unsubscribe();
  }
}

/** Aborted when the caller wants it, or when a program ends that nobody asked to. */
function cutOf(scenario: Scenario, { supervisor, signal }: ScenarioContext): AbortSignal {
  const failed = new AbortController();
  supervisor.onFailure(({ name, log }, how) => {
    const what = `${name} ${endOf(how)} while it ran; see its log ${log}`;
    failed.abort(new LocalError(`scenario ${scenario.name}: ${what}`));
  });
  return signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
}

/** Prometheus, whose failures name the scenario, the program and its log. */
function named(scenario: Scenario, { logs }: Supervisor, url: string): PrometheusApi {
  const api = prometheusApi(url);
  const explain = (error: unknown): never => {
    const log = path.join(logs, "prometheus.log");
    throw new LocalError(
      `scenario ${scenario.name}: prometheus does not answer at ${url} (${reasonOf(error)}); see its log ${log}`,
      { cause: error },
    );
  };
  return {
    alerts: () => api.alerts().catch(explain),
    finds: (query) => api.finds(query).catch(explain),
    value: (query) => api.value(query).catch(explain),
  };
}

// fetch says only that it failed; the reason is in the cause.
function reasonOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  return isNativeError(error.cause) ? error.cause.message : error.message;
}

async function baseline(
  scenario: Scenario,
  prometheus: PrometheusApi,
  signal: AbortSignal,
  report: Report,
): Promise<void> {
  const begin = Date.now();
  const what = `scenario ${scenario.name}, baseline`;
  await poll({ what, limitMs: BASELINE_LIMIT_MS, everyMs: EVERY_MS, signal }, async () => {
    const unmet = await unmetOf(scenario.baseline, prometheus);
    if (unmet.length === 0) return { found: true };
    return { waiting: unmet.map(({ what, query }) => `not yet: ${what} (${query})`).join("; ") };
  });
  report(`${scenario.name}: baseline after ${((Date.now() - begin) / 1000).toFixed(1)} s`);
}

async function unmetOf(
  conditions: readonly Condition[],
  prometheus: PrometheusApi,
): Promise<readonly Condition[]> {
  const met = await Promise.all(conditions.map(({ query }) => prometheus.finds(query)));
  return conditions.filter((_, i) => met[i] === false);
}

/** Injects the fault. @returns the time at which it was */
function inject(
  { fault }: Scenario,
  { workloads, standIns }: ScenarioContext,
  note: (about: string, at: number) => void,
): number {
  const at = Date.now();
  switch (fault?.kind) {
    case undefined:
      return at;
    case "command":
      workloads.tell(fault.process, fault.line);
      break;
    case "hang":
      workloads.tell(fault.process, "hang");
      standIns.spin(fault.namespace);
      break;
    case "lost-volume":
      workloads.loseVolume();
      break;
    case "lost-gpu": {
      const [node] = standIns.gpuNodes.keys();
      if (node === undefined) throw new Error("no node has GPUs, so none can be lost");
      standIns.lose(node, fault.gpu);
    }
  }
  note(fault.about, at);
  return at;
}

function describe({ seconds, event, name, labels = {} }: TimelineEvent): string {
  const subject = ["namespace", "run_id", "service", "node"]
    .map((label) => labels[label])
    .filter((value) => value !== undefined);
  const where = subject.length > 0 ? ` (${subject.join(", ")})` : "";
  return `${seconds.toFixed(1).padStart(6)} s  ${event.padEnd(9)} ${name}${where}`;
}
