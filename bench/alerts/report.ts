import {
  delay,
  alarmsOf,
  episodes,
  FAULTS,
  isHealthy,
  PAGE,
  TICKET,
  type Alarm,
  type PackScore,
  type Run,
} from "./score";
import { narrow } from "./table";

/** What a pack fired, and its marks. */
export interface Judged {
  readonly score: PackScore;
  readonly alarms: readonly Alarm[];
}

/** A column: its head, and its cell for a pack. */
interface Column {
  readonly head: string;
  readonly cell: (score: PackScore) => string;
}

/** Of these runs the other tables count what was wrong to say. */
const COUNTED = ["restart", "benign-rise", "transient-instability", "overfit"];

/**
 * The marks as tables for people, in Markdown: what was recognised, with the median delay, and what should not have
 * been said, with 95 % intervals.
 */
export function tables(scores: readonly PackScore[]): string {
  const labels = [...new Set(scores.flatMap((score) => Object.keys(score.labels)))];
  const known = FAULTS.filter((label) => labels.includes(label));
  const others = labels.filter(
    (label) => !FAULTS.includes(label) && !COUNTED.includes(label) && !isHealthy(label),
  );
  const runs = (
    label: string,
    head: string,
    count: (score: PackScore) => number,
  ): readonly Column[] =>
    labels.includes(label)
      ? [{ head, cell: (s) => `${count(s)}/${s.labels[label]?.runs ?? 0}` }]
      : [];
  const rate = (perDay: number, [low, high]: readonly [number, number]) =>
    `${perDay.toFixed(2)} (${low.toFixed(1)}-${high.toFixed(1)})`;
  const recognised: readonly Column[] = [
    ...known.map((label) => ({ head: `${label}: page, sign`, cell: pageAndSign(label) })),
    ...others.map((label) => ({ head: label, cell: page(label) })),
  ];
  const wrong: readonly Column[] = [
    { head: "healthy", cell: (s) => `${s.healthyRunsPaged}/${s.healthyRuns}` },
    { head: "pages/day", cell: (s) => rate(s.falsePagesPerRunDay, s.falsePagesInterval95) },
    { head: "tickets/day", cell: (s) => rate(s.falseTicketsPerRunDay, s.falseTicketsInterval95) },
    ...runs("restart", "restart", (s) => s.restartPages),
    ...runs("spike-recovered", "spike", (s) => s.healedSpikePages),
    ...runs("benign-rise", "benign", (s) => s.benignRisePages),
    ...runs("transient-instability", "transient", (s) => s.transientPages),
    ...runs("overfit", "overfit", (s) => s.overfitPages),
  ];
  return [
    "Runs recognised by a page, with the median delay from the onset, and by a first sign, be it a ticket, where that\n" +
      "differs. Of healed spikes and other labels both count:",
    ...fitted(recognised, scores),
    "Runs paged for nothing, and pages and tickets per healthy run-day with 95 % intervals:",
    ...fitted(wrong, scores),
  ].join("\n\n");
}

function page(label: string) {
  return ({ labels }: PackScore) => {
    const own = labels[label];
    return own ? `${own.detected}/${own.runs}${lasting(own.medianDelaySeconds)}` : "";
  };
}

function pageAndSign(label: string) {
  return (score: PackScore) => {
    const own = score.labels[label];
    const paged = page(label)(score);
    if (!own) return paged;
    const sign = `${own.ticketed}/${own.runs}${lasting(own.medianTicketDelaySeconds)}`;
    return sign === paged ? paged : `${paged}, ${sign}`;
  };
}

/** A length for people; nothing where there is none. */
export function lasting(seconds: number | null): string {
  if (seconds === null) return "";
  return seconds < 120 ? ` ${seconds.toFixed(0)} s` : ` ${(seconds / 60).toFixed(0)} min`;
}

/** A table, or as many as it takes for none to be wider than a terminal. */
function fitted(columns: readonly Column[], scores: readonly PackScore[]): readonly string[] {
  return narrow(
    ["rules", ...columns.map(({ head }) => head)],
    scores.map((score) => [score.name, ...columns.map(({ cell }) => cell(score))]),
  );
}

/** Every page and ticket of every run: what the marks were made of. */
export function details(judged: readonly Judged[], runs: readonly Run[]) {
  return judged.map(({ score, alarms }) => {
    const of = alarmsOf(alarms);
    return {
      name: score.name,
      runs: runs.map((run) => ({
        ...run,
        pageDelaySeconds: delay(run, of(run), PAGE) ?? null,
        signDelaySeconds: delay(run, of(run), [...PAGE, ...TICKET]) ?? null,
        pages: episodes(of(run), PAGE),
        tickets: episodes(of(run), TICKET),
      })),
    };
  });
}
