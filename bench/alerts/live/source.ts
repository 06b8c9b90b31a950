import { duration } from "../../../promql";
import type { Times } from "../query";
import { braces, type Source, type Text } from "../samples";
import type { LiveServer } from "./server";

const DAY = 86400;
/** Seconds that one query asks for. */
const PART = 6 * 3600;
/** Seconds between two evaluations: what is scraped less often keeps its value, as in the server's own rules. */
const INTERVAL = 30;

/** What a run is known by: it exports one of these. */
const MARKS = ["training_loss", "training_steps_total"];

/** The last days. */
export function lastDays(days: number, now: number): Times {
  const end = Math.floor(now / INTERVAL) * INTERVAL;
  return { start: end - days * DAY, end, interval: INTERVAL };
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
  const found = await server.range(query, { ...times, interval: 300 });
  const names = found.map(({ metric }) => metric["namespace"] ?? "");
  if (names.length > 0) return [...new Set(names)].sort();
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
