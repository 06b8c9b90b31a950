import type { Family, Labels } from "./fleet";
import type { Needs } from "./needs";

/** Seconds between two samples, and between two evaluations. */
export const interval = 30;
/** Length of a block of the TSDB. */
export const blockLength = 7200;

/** The text of the samples of one block. */
export interface Block {
  readonly start: number;
  readonly text: string;
  readonly samples: number;
}

/** The labels of a series as OpenMetrics writes them. */
export function braces(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value.replace(/[\\"\n]/g, (c) => (c === "\n" ? "\\n" : `\\${c}`))}"`,
  );
  return `{${pairs.join(",")}}`;
}

/**
 * The samples of families as OpenMetrics text, block by block, each series only as far back as it is read: what
 * is older would be no sample that any of the queries reads.
 * @param end time of the last sample, a multiple of the interval
 */
export function* blocks(families: readonly Family[], needs: Needs, end: number): Generator<Block> {
  const longest = Math.max(0, ...needs.values());
  const first = Math.floor((end - longest - 2 * interval) / blockLength) * blockLength;
  for (let start = first; start <= end; start += blockLength) {
    const parts: string[] = [];
    let samples = 0;
    for (const { name, labels, value } of families) {
      const need = needs.get(name);
      if (need === undefined) continue;
      // One sample more than is read: whether the ends of a range count is the server's affair.
      const from = Math.max(start, end - Math.ceil(need / interval) * interval - interval);
      const until = Math.min(start + blockLength - interval, end);
      for (const own of labels) {
        const series = name + braces(own);
        for (let at = from; at <= until; at += interval) {
          const sample = "gauge" in value ? value.gauge : value.perSecond * (at - first);
          parts.push(`${series} ${sample} ${at}\n`);
          samples++;
        }
      }
    }
    if (samples > 0) yield { start, text: `${parts.join("")}# EOF\n`, samples };
  }
}
