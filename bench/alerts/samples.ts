import { braces } from "../rules/openmetrics";
import { duration, type Curve } from "./curves";
import { epoch, interval, seriesOf, states, type Identity } from "./replay";

/** Scraped samples are made in parts so long: a text of hundreds of runs holds no more. */
const PART = 2 * 3600;

/** Samples as OpenMetrics writes them, without the mark of its end. */
export interface Text {
  readonly text: string;
  readonly samples: number;
}

/** Where the samples come from that alerts are evaluated over. */
export interface Source {
  /** What the samples are of, in words. */
  readonly of: string;
  /** First evaluation, as Unix time. */
  readonly start: number;
  /** Seconds between two scrapes, and between two evaluations. */
  readonly interval: number;
  /** The samples of the series that are named. */
  readonly blocks: (wanted: ReadonlySet<string>) => Iterable<Text> | AsyncIterable<Text>;
  /** Time of the last scrape, or of the last one in some namespaces: many runs are much shorter than the longest. */
  readonly end: (namespaces?: ReadonlySet<string>) => number;
  /** Alerts are evaluated for so many seconds more: what ends in the samples has ended. @default 0 */
  readonly aftermath?: number;
}

/** Of runs that end in their samples; for so long an alert may wait for it. */
export const AFTERMATH = 1800;

/** A series that something exports. */
export interface Head {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Something that is scraped. */
export interface Emitter {
  readonly series: readonly Head[];
  /** Each scrape: seconds since the start, and the value of each series by its index; none where it is not there. */
  readonly scrapes: () => Iterator<
    readonly [seconds: number, value: (index: number) => number | undefined],
    undefined
  >;
}

/** A run and what identifies it in its series. */
export interface Subject extends Identity {
  readonly curve: Curve;
}

/** What the process of a run exports. */
export function emitterOf(subject: Subject): Emitter {
  const series = seriesOf(subject, subject.curve.plannedSteps);
  return {
    series,
    *scrapes() {
      for (const [at, state] of states(subject.curve)) {
        yield [at, (index) => series[index]?.at(state)];
      }
      return undefined;
    },
  };
}

/** The samples of runs; all of them begin at the same time, so that one query is about all of them. */
export function curvesSource(subjects: readonly Subject[]): Source {
  return {
    of: `of ${subjects.length} runs`,
    start: epoch,
    interval,
    blocks: (wanted) => texts(subjects.map(emitterOf), wanted),
    end: (namespaces) => {
      const own = subjects.filter(({ namespace }) => namespaces?.has(namespace) ?? true);
      const ends = own.map(({ curve }) => duration(curve));
      return epoch + Math.floor(Math.max(0, ...ends) / interval) * interval;
    },
    aftermath: AFTERMATH,
  };
}

/**
 * The samples of emitters as OpenMetrics text, part by part.
 * @param wanted names of the series that are read; others are not written
 * @param length seconds of a part @default 7200
 */
export function* texts(
  emitters: readonly Emitter[],
  wanted: ReadonlySet<string>,
  length = PART,
): Generator<Text> {
  const all = emitters.map(({ series, scrapes }) => ({
    series: [...series.entries()]
      .filter(([, { name }]) => wanted.has(name))
      .map(([index, { name, labels }]) => ({ head: name + braces(labels), index })),
    scrapes: scrapes(),
  }));
  // The scrape that belongs to a later part.
  const waiting = all.map(({ scrapes }) => scrapes.next());
  for (let start = 0; waiting.some(({ done }) => done !== true); start += length) {
    const parts: string[] = [];
    for (const [i, { series, scrapes }] of all.entries()) {
      // A family's samples must not be interleaved; series by series they are in order.
      const lines = series.map((): string[] => []);
      let next = waiting[i];
      for (; next && next.done !== true && next.value[0] < start + length; next = scrapes.next()) {
        const [at, valueOf] = next.value;
        for (const [k, { head, index }] of series.entries()) {
          const value = valueOf(index);
          if (value !== undefined) lines[k]?.push(`${head} ${shown(value)} ${epoch + at}\n`);
        }
      }
      if (next) waiting[i] = next;
      for (const own of lines) for (const line of own) parts.push(line);
    }
    if (parts.length > 0) yield { text: parts.join(""), samples: parts.length };
  }
}

/** A number as Prometheus and promtool write it. */
export function shown(value: number): string {
  return String(value).replace("Infinity", "Inf");
}
