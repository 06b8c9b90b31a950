import { duration } from "../../../promql";
import { braces } from "../../rules/openmetrics";
import { parts, type Times } from "../query";
import type { Source, Text } from "../samples";
import type { LiveServer } from "./server";

const DAY = 86400;
/** Seconds that one query asks for. */
const PART = 6 * 3600;
/** Seconds between two evaluations: what is scraped less often keeps its value, as in the server's own rules. */
const INTERVAL = 30;

/** Seconds between two looks for runs: a server knows a sample for as long. */
const SEARCHED = 300;

/** What a run is known by: it exports one of these. */
const MARKS = ["training_loss", "training_steps_total"];

/** The last days. */
export function lastDays(days: number, now: number): Times {
  const end = Math.floor(now / INTERVAL) * INTERVAL;
  const evaluations = Math.round((days * DAY) / INTERVAL);
  return { start: end - evaluations * INTERVAL, end, interval: INTERVAL };
}

/**
 * Namespaces in which runs trained.
 * @throws Error when there are none.
 */
export async function trainingNamespaces(
  server: LiveServer,
  times: Times,
): Promise<readonly string[]> {
  const query = `group by (namespace) (${MARKS.map((name) => `${name}{namespace!=""}`).join(" or ")})`;
  const names = new Set<string>();
  for (const part of parts({ ...times, interval: SEARCHED })) {
    for (const { metric } of await server.range(query, part)) names.add(metric["namespace"] ?? "");
  }
  if (names.size > 0) return [...names].sort();
  throw new Error(
    `there was no ${MARKS.join(" and no ")} with a label namespace in these ${duration(times.end - times.start)}: ` +
      `no run trained, or under other names; then give the stack by --stack, whose classes say names.`,
  );
}

/**
 * What a server keeps of namespaces: asked for in parts, evaluation by evaluation, so that a series that was stale to
 * the server's own rules is so here.
 */
export function liveSource(
  server: LiveServer,
  namespaces: readonly string[],
  times: Times,
): Source {
  const of = JSON.stringify(namespaces.map(escaped).join("|"));
  return {
    of: `of ${namespaces.join(", ")}`,
    start: times.start,
    interval: times.interval,
    end: () => times.end,
    async *blocks(wanted): AsyncGenerator<Text> {
      for (let start = times.start; start <= times.end; start += PART) {
        const part = { ...times, start, end: Math.min(times.end, start + PART - times.interval) };
        for (const name of wanted) {
          // A series of the GPU exporter names the pod that holds the GPU in labels of its own.
          const query = ["namespace", "exported_namespace"]
            .map((label) => `${name}{${label}=~${of}}`)
            .join(" or ");
          const found = await server.range(query, part);
          const lines = found.flatMap(({ metric, values }) => {
            const { __name__: _, ...labels } = metric;
            const head = name + braces(labels);
            return values.map(([time, value]) => `${head} ${value} ${time}\n`);
          });
          if (lines.length > 0) yield { text: lines.join(""), samples: lines.length };
        }
      }
    },
  };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
