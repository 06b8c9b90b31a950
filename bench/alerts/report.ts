import {
  delay,
  alarmsOf,
  episodes,
  isHealthy,
  type Alarm,
  type PackScore,
  type Run,
} from "./score";

/** What a pack fired, and its marks. */
export interface Judged {
  readonly score: PackScore;
  readonly alarms: readonly Alarm[];
}

const PAGE = ["critical"];
const TICKET = ["warning"];
/** Columns of a terminal that the tables fit into. */
const WIDTH = 120;

/** A column: its head, and its cell for a pack. */
interface Column {
  readonly head: string;
  readonly cell: (score: PackScore) => string;
}

/** The labels whose runs a page is right for, with the early sign; a rule that detects all may be firing always. */
const FAULTS = ["nan", "diverged", "eval-diverged"];
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
  const runs = (label: string, count: (score: PackScore) => number): readonly Column[] =>
    labels.includes(label)
      ? [{ head: label, cell: (s) => `${count(s)}/${s.labels[label]?.runs ?? 0}` }]
      : [];
  const rate = (perDay: number, [low, high]: readonly [number, number]) =>
    `${perDay.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`;
  const recognised: readonly Column[] = [
    ...known.flatMap((label) => [
      { head: `${label}: pages`, cell: found(label, "detected", "medianDelaySeconds") },
      { head: "tickets", cell: found(label, "ticketed", "medianTicketDelaySeconds") },
    ]),
    ...others.map((label) => ({
      head: label,
      cell: found(label, "detected", "medianDelaySeconds"),
    })),
  ];
  const wrong: readonly Column[] = [
    { head: "healthy paged", cell: (s) => `${s.healthyRunsPaged}/${s.healthyRuns}` },
    { head: "pages/day", cell: (s) => rate(s.falsePagesPerRunDay, s.falsePagesInterval95) },
    { head: "tickets/day", cell: (s) => rate(s.falseTicketsPerRunDay, s.falseTicketsInterval95) },
    ...runs("restart", (s) => s.restartPages),
    ...runs("spike-recovered", (s) => s.healedSpikePages),
    ...runs("benign-rise", (s) => s.benignRisePages),
    ...runs("transient-instability", (s) => s.transientPages),
    ...runs("overfit", (s) => s.overfitPages),
  ];
  return [
    "Recognised, and the median delay from the onset:",
    ...fitted(recognised, scores),
    "Paged for nothing (per healthy run-day with 95 % intervals; runs of other labels):",
    ...fitted(wrong, scores),
  ].join("\n\n");
}

function found(
  label: string,
  count: "detected" | "ticketed",
  after: "medianDelaySeconds" | "medianTicketDelaySeconds",
) {
  return ({ labels }: PackScore) => {
    const own = labels[label];
    return own ? `${own[count]}/${own.runs}${lasting(own[after])}` : "";
  };
}

function lasting(seconds: number | null): string {
  if (seconds === null) return "";
  return seconds < 120 ? ` ${seconds.toFixed(0)} s` : ` ${(seconds / 60).toFixed(0)} min`;
}

/** A table, or as many as it takes for none to be wider than a terminal. */
function fitted(columns: readonly Column[], scores: readonly PackScore[]): readonly string[] {
  const names = column(
    "rules",
    scores.map(({ name }) => name),
  );
  const result: string[][][] = [];
  const width = (cells: readonly string[][]) =>
    cells.reduce((sum, [head = ""]) => sum + head.length + 3, 1);
  for (const { head, cell } of columns) {
    const cells = column(head, scores.map(cell));
    const last = result.at(-1);
    if (last && width([...last, cells]) <= WIDTH) last.push(cells);
    else result.push([names, cells]);
  }
  return result.map((cells) =>
    names.map((_, row) => `| ${cells.map((own) => own[row] ?? "").join(" | ")} |`).join("\n"),
  );
}

/** The cells of a column, head and rule first, all of one width. */
function column(head: string, cells: readonly string[]): string[] {
  const width = Math.max(3, head.length, ...cells.map(({ length }) => length));
  return [head.padEnd(width), "-".repeat(width), ...cells.map((cell) => cell.padEnd(width))];
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
