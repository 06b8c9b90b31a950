import type { Curve } from "./curves";
import { epoch, interval, seriesOf, states, type Identity } from "./replay";

/** The text of the samples of one block. */
export interface Block {
  readonly start: number;
  readonly text: string;
  readonly samples: number;
}

/** A run and what identifies it in its series. */
export interface Subject extends Identity {
  readonly curve: Curve;
}

/**
 * The samples of runs as OpenMetrics text, block by block: all runs begin at the same time, so that one query is
 * about all of them.
 * @param wanted names of the series that are read; others are not written
 * @param blockLength seconds
 */
export function* blocks(
  subjects: readonly Subject[],
  wanted: ReadonlySet<string>,
  blockLength: number,
): Generator<Block> {
  const runs = subjects.map((subject) => ({
    series: seriesOf(subject, subject.curve.plannedSteps)
      .filter(({ name }) => wanted.has(name))
      .map(({ name, labels, at }) => ({ head: name + braces(labels), at })),
    states: states(subject.curve),
  }));
  // The state that belongs to a later block.
  const waiting = runs.map(({ states: own }) => own.next());
  for (let start = 0; waiting.some(({ done }) => !done); start += blockLength) {
    const parts: string[] = [];
    for (const [i, { series, states: own }] of runs.entries()) {
      // A family's samples must not be interleaved; series by series they are in order.
      const lines = series.map((): string[] => []);
      let next = waiting[i];
      for (; next && !next.done && next.value[0] < start + blockLength; next = own.next()) {
        const [at, state] = next.value;
        for (const [k, one] of series.entries()) {
          const value = one.at(state);
          if (value !== undefined) lines[k]?.push(`${one.head} ${shown(value)} ${epoch + at}\n`);
        }
      }
      if (next) waiting[i] = next;
      for (const own of lines) for (const line of own) parts.push(line);
    }
    if (parts.length > 0) {
      const text = `${parts.join("")}# EOF\n`;
      yield { start: epoch + start, text, samples: parts.length };
    }
  }
}

/** A number as Prometheus and promtool write it. */
export function shown(value: number): string {
  return String(value).replace("Infinity", "Inf");
}

/** A series as OpenMetrics writes it, but for its samples. */
export function braces(labels: Readonly<Record<string, string>>): string {
  // JSON escapes what OpenMetrics does, in the same way.
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${pairs.join(",")}}`;
}

/** How many evaluations there are from the first scrape to the last of any run. */
export function lastEvaluation(subjects: readonly Subject[]): number {
  const ends = subjects.map(({ curve }) => curve.rows.at(-1)?.seconds ?? 0);
  return epoch + Math.floor(Math.max(0, ...ends) / interval) * interval;
}
