import {
  alarmsOf,
  delay,
  episodes,
  median,
  severitiesOf,
  type Alarm,
  type PackScore,
  type Run,
} from "./score";

/** What a pack fired, and its marks. */
export interface Judged {
  readonly score: PackScore;
  readonly alarms: readonly Alarm[];
}

const ANY = ["critical", "warning"];

/** The marks as a table for people: recall with the median delay, then what should not have been said. */
export function table(judged: readonly Judged[], runs: readonly Run[]): string {
  const labels = [...new Set(runs.map(({ label }) => label))].sort();
  const header = [
    "rules",
    ...labels,
    "pages/day",
    "tickets/day",
    "restart pages",
    "healed spike pages",
  ];
  const rows = judged.map(({ score, alarms }) => [
    score.name,
    ...labels.map((label) => cell(label, score, alarms, runs)),
    score.falsePagesPerRunDay.toFixed(2),
    score.falseTicketsPerRunDay.toFixed(2),
    String(score.restartPages),
    String(score.healedSpikePages),
  ]);
  const all = [header, header.map(() => "---"), ...rows];
  return all.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Runs recognised, with the median delay; where only pages count, tickets follow. */
function cell(
  label: string,
  { labels }: PackScore,
  alarms: readonly Alarm[],
  runs: readonly Run[],
): string {
  const own = labels[label];
  if (!own) return "";
  const text = `${own.detected}/${own.runs}${minutes(own.medianDelaySeconds)}`;
  if (severitiesOf(label).length > 1) return text;
  const of = alarmsOf(alarms);
  const labelled = runs.filter((run) => run.label === label);
  const signs = labelled.map((run) => delay(run, of(run), ["warning"]));
  const count = signs.filter((sign) => sign !== undefined).length;
  const timed = signs.filter((_, i) => labelled[i]?.onset !== undefined);
  return count > 0 ? `${text}, tickets ${count}${minutes(median(timed))}` : text;
}

function minutes(seconds: number | null): string {
  if (seconds === null) return "";
  return seconds < 120 ? ` (${seconds.toFixed(0)} s)` : ` (${(seconds / 60).toFixed(0)} min)`;
}

/** Every page and ticket of every run: what the marks were made of. */
export function details(judged: readonly Judged[], runs: readonly Run[]) {
  return judged.map(({ score, alarms }) => {
    const of = alarmsOf(alarms);
    return {
      name: score.name,
      runs: runs.map((run) => ({
        ...run,
        pageDelaySeconds: delay(run, of(run), ["critical"]) ?? null,
        signDelaySeconds: delay(run, of(run), ANY) ?? null,
        pages: episodes(of(run), ["critical"]),
        tickets: episodes(of(run), ["warning"]),
      })),
    };
  });
}
