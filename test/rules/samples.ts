import { entryOf } from "../../metrics";
import type { Series } from "./series";
import { stale } from "./series";

const finite = String.raw`\d[\d.]*(?:e[+-]?\d+)?`;
const notation = new RegExp(`^(_|-?${finite})(?:([+-])(${finite}))?x(\\d+)$`);

/** The single samples of a series, as promtool writes them. */
export function samplesOf({ values }: Series): readonly string[] {
  return values.split(" ").flatMap((part) => {
    const [, from = "", sign, step = "", times = ""] = notation.exec(part) ?? [];
    if (times === "") return [part];
    if (from === "_") return new Array<string>(Number(times)).fill("_");
    const each = sign === undefined ? 0 : Number(sign + step);
    return Array.from({ length: Number(times) + 1 }, (_, i) => String(Number(from) + each * i));
  });
}

/**
 * The series with their samples before a minute, and then gone.
 * @throws Error when one is over before that.
 */
export function vanishing(given: readonly Series[], minute: number): readonly Series[] {
  return given.map((s) => {
    const samples = samplesOf(s);
    if (samples.length < minute) {
      throw new Error(`${s.series} has ${samples.length} samples, but must reach minute ${minute}`);
    }
    return { ...s, values: [...samples.slice(0, minute), stale].join(" ") };
  });
}

/** Whether the series is a counter, or a part of a histogram, by the catalogue. */
export function isCounter(metric: string): boolean {
  const type = entryOf(metric)?.type;
  return type === "counter" || type === "histogram";
}

/** The series with every counter among them back at 0 at a minute, as after a restart. */
export function restarting(given: readonly Series[], minute: number): readonly Series[] {
  return given.map((s) => {
    if (!isCounter(s.series.split("{")[0] ?? "")) return s;
    const samples = samplesOf(s);
    const after = samples.slice(minute);
    const first = after.find((sample) => Number.isFinite(Number(sample)));
    if (first === undefined) return s;
    const again = after.map((sample) =>
      Number.isFinite(Number(sample)) ? String(Number(sample) - Number(first)) : sample,
    );
    return { ...s, values: [...samples.slice(0, minute), ...again].join(" ") };
  });
}
