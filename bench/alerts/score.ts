import type { Firing } from "./firing";
import { countInterval, shareInterval, type Interval } from "./intervals";

/** An alert that fired for a run; seconds since the start of the run. */
export interface Alarm extends Firing {
  readonly run: string;
  readonly namespace: string;
  readonly alert: string;
  readonly severity: string;
}

/** What scoring needs to know of a run. */
export interface Run {
  readonly id: string;
  readonly label: string;
  readonly seconds: number;
  readonly onset?: number;
}

/** How a label's runs were recognised. */
export interface LabelScore {
  readonly runs: number;
  readonly detected: number;
  /** A miss counts as later than every detection; null where the median is a miss, or no run has an onset. */
  readonly medianDelaySeconds: number | null;
  /** Of the share that was detected. */
  readonly interval95: Interval;
  /** Runs of which a ticket or a page told. */
  readonly ticketed: number;
  /** Until the first of them: the early sign. Misses and onsets as above. */
  readonly medianTicketDelaySeconds: number | null;
}

/** A pack's marks. Runs are counted, where it does not say otherwise; all of it after the warm-up. */
export interface PackScore {
  readonly name: string;
  readonly labels: Readonly<Record<string, LabelScore>>;
  readonly falsePagesPerRunDay: number;
  readonly falsePagesInterval95: Interval;
  readonly falseTicketsPerRunDay: number;
  readonly falseTicketsInterval95: Interval;
  readonly healthyRuns: number;
  readonly healthyRunsPaged: number;
  readonly healthyRunDays: number;
  /** Restarts that page. */
  readonly restartPages: number;
  /** Healed spikes that page. */
  readonly healedSpikePages: number;
  readonly benignRisePages: number;
  /** Of transient instabilities: defensible. */
  readonly transientPages: number;
  readonly overfitPages: number;
  readonly overfitTickets: number;
}

/** A page or a ticket: firings of alerts of one severity that follow each other. */
export interface Episode extends Firing {
  readonly alerts: readonly string[];
}

/** Firings that follow each other within so many seconds are one episode: nobody is told anew. */
export const MERGE = 900;
/** The first hours of a run, in which its loss still falls: no alert is held against a rule. */
export const WARM_UP = 7200;
/** An alert so much before the onset that still fires at it has seen the same event. */
export const LEAD = 3600;

/** Severities of what pages, and of what opens a ticket. */
export const PAGE = ["critical"];
export const TICKET = ["warning"];
/** Labels of the faults that a page is right for. */
export const FAULTS = ["nan", "diverged", "eval-diverged"];
/** Labels of runs for which only a page is right, or only a page is wrong; of others every alert counts. */
const PAGED = [...FAULTS, "benign-rise", "restart"];

/** Whether a label says that there is nothing to be said of a run. */
export function isHealthy(label: string): boolean {
  return label === "healthy" || label.startsWith("healthy-");
}

/** Severities by which a run of a label is recognised. */
export function severitiesOf(label: string): readonly string[] {
  return PAGED.includes(label) || isHealthy(label) ? PAGE : [...PAGE, ...TICKET];
}

/** The episodes of alarms of one run, in order. */
export function episodes(
  alarms: readonly Alarm[],
  severities: readonly string[],
): readonly Episode[] {
  const result: Episode[] = [];
  const own = alarms.filter(({ severity }) => severities.includes(severity));
  for (const { from, to, alert } of [...own].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || from > last.to + MERGE) result.push({ from, to, alerts: [alert] });
    else {
      result[result.length - 1] = {
        from: last.from,
        to: Math.max(last.to, to),
        alerts: [...new Set([...last.alerts, alert])],
      };
    }
  }
  return result;
}

/**
 * Seconds from the onset to the first alarm that tells of it; none where it is missed. An alarm that has been firing
 * since long before tells nobody anything; neither does one after the end of the run. A run without an onset is
 * judged after its warm-up, and whatever fires then counts.
 */
export function delay(
  { onset, seconds }: Run,
  alarms: readonly Alarm[],
  severities: readonly string[],
): number | undefined {
  const event = onset ?? WARM_UP;
  const lead = onset === undefined ? Infinity : LEAD;
  // Alert by alert: a page about something else does not hide this one.
  const names = [...new Set(alarms.map(({ alert }) => alert))];
  const found = names
    .flatMap((name) =>
      episodes(
        alarms.filter(({ alert }) => alert === name),
        severities,
      ),
    )
    .filter(({ from, to }) => from >= event - lead && to > event && from <= seconds);
  const delays = found.map(({ from }) => Math.max(0, from - event));
  return delays.length > 0 ? Math.min(...delays) : undefined;
}

/** Median with misses as the longest of all; none where it is a miss. */
export function median(delays: readonly (number | undefined)[]): number | null {
  if (delays.length === 0) return null;
  const sorted = delays.map((d) => d ?? Infinity).sort((a, b) => a - b);
  const at = (i: number) => sorted[i] ?? Infinity;
  const middle =
    (at(Math.floor((sorted.length - 1) / 2)) + at(Math.ceil((sorted.length - 1) / 2))) / 2;
  return Number.isFinite(middle) ? middle : null;
}

/** The alarms of a run, in constant time. */
export function alarmsOf(alarms: readonly Alarm[]): (run: Run) => readonly Alarm[] {
  const byRun = new Map<string, Alarm[]>();
  for (const alarm of alarms) {
    const own = byRun.get(alarm.run);
    if (own) own.push(alarm);
    else byRun.set(alarm.run, [alarm]);
  }
  return (run) => byRun.get(run.id) ?? [];
}

/**
 * Episodes of a run that are held against a rule: those that go on after the warm-up, or where there is something to
 * be seen before it ends, after the onset; none after the end of the run.
 */
export function held(run: Run, alarms: readonly Alarm[], severities: readonly string[]): number {
  const begin = isHealthy(run.label) ? WARM_UP : Math.min(run.onset ?? WARM_UP, WARM_UP);
  return episodes(alarms, severities).filter(({ from, to }) => to > begin && from <= run.seconds)
    .length;
}

/** Marks of a pack for what it fired. */
export function score(name: string, runs: readonly Run[], alarms: readonly Alarm[]): PackScore {
  const of = alarmsOf(alarms);
  const labels = [...new Set(runs.map(({ label }) => label))].sort();
  const labelled = (label: string) => runs.filter((run) => run.label === label);
  const healthy = runs.filter(({ label }) => isHealthy(label));
  const days =
    healthy.reduce((sum, { seconds }) => sum + Math.max(0, seconds - WARM_UP), 0) / 86400;
  const falsely = (severities: readonly string[]) => {
    const count = healthy.reduce((sum, run) => sum + held(run, of(run), severities), 0);
    const [low, high] = countInterval(count);
    const perDay = (number: number) => (days > 0 ? number / days : 0);
    return { rate: perDay(count), interval: [perDay(low), perDay(high)] as const };
  };
  const [pages, tickets] = [falsely(PAGE), falsely(TICKET)];
  const fired = (label: string, severities = PAGE) =>
    labelled(label).filter((run) => held(run, of(run), severities) > 0).length;
  return {
    name,
    labels: Object.fromEntries(
      labels.map((label) => [label, labelScore(label, labelled(label), of)]),
    ),
    falsePagesPerRunDay: pages.rate,
    falsePagesInterval95: pages.interval,
    falseTicketsPerRunDay: tickets.rate,
    falseTicketsInterval95: tickets.interval,
    healthyRuns: healthy.length,
    healthyRunsPaged: healthy.filter((run) => held(run, of(run), PAGE) > 0).length,
    healthyRunDays: days,
    restartPages: fired("restart"),
    healedSpikePages: fired("spike-recovered"),
    benignRisePages: fired("benign-rise"),
    transientPages: fired("transient-instability"),
    overfitPages: fired("overfit"),
    overfitTickets: fired("overfit", TICKET),
  };
}

function labelScore(
  label: string,
  runs: readonly Run[],
  of: (run: Run) => readonly Alarm[],
): LabelScore {
  const recognised = (severities: readonly string[]) => {
    const delays = runs.map((run) => delay(run, of(run), severities));
    const known = delays.filter((_, i) => runs[i]?.onset !== undefined);
    return { count: delays.filter((d) => d !== undefined).length, median: median(known) };
  };
  const [detected, ticketed] = [recognised(severitiesOf(label)), recognised([...PAGE, ...TICKET])];
  return {
    runs: runs.length,
    detected: detected.count,
    medianDelaySeconds: detected.median,
    interval95: shareInterval(detected.count, runs.length),
    ticketed: ticketed.count,
    medianTicketDelaySeconds: ticketed.median,
  };
}
