import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { print } from "../../promql";
import { braces } from "../rules/openmetrics";
import { start, type Programs } from "../rules/prometheus";
import { seriesRead, type Contender } from "./contenders";
import { firings } from "./firing";
import { plan, type Batch, type Question } from "./plan";
import { activeTimes, parts, queryRange, type Result, type Times } from "./query";
import type { Source } from "./samples";
import type { Alarm } from "./score";
import { BlockWriter, linkBlocks } from "./store";

/** Whatever is evaluated is evaluated at the times of scrapes: what is older than a scrape is gone from its target. */
const flags = (interval: number): readonly string[] => [
  `--query.lookback-delta=${interval}s`,
  "--query.timeout=10m",
  "--query.max-samples=500000000",
  "--enable-feature=promql-experimental-functions",
  // No compaction: blocks are read a few times only.
  "--storage.tsdb.min-block-duration=2h",
  "--storage.tsdb.max-block-duration=2h",
];

/** What is done at a time; a query or a promtool uses one core. */
const PARALLEL = 2;

/**
 * What contenders fire over samples, by name of the contender. The samples are written as blocks; what contenders
 * record is computed from them by their own rules, level by level, and every alert's expression is evaluated at
 * every interval by a Prometheus.
 * @param progress called with what has been done
 */
export async function replay(
  source: Source,
  contenders: readonly Contender[],
  programs: Programs,
  progress: (text: string) => void = () => undefined,
): Promise<ReadonlyMap<string, readonly Alarm[]>> {
  const folder = await mkdtemp(path.join(tmpdir(), "mlwatch-alerts-"));
  try {
    const views = new Views(folder, contenders, programs, flags(source.interval));
    const count = await write(views.scraped, source, seriesRead(contenders), programs);
    progress(`${count} samples ${source.of} written`);
    const { levels, questions } = plan(contenders);
    const times = (expr: string) => timesOf(expr, source);
    for (const [n, batches] of levels.entries()) {
      for (const [i, batch] of batches.entries()) {
        await record(path.join(folder, `level-${n}-${i}`), batch, views, times, programs);
      }
      progress(`recordings of level ${n + 1} of ${levels.length} written`);
    }
    const alarms = await ask(questions, views, times, programs, progress);
    return new Map(contenders.map(({ name }) => [name, alarms.get(name) ?? []]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Finds the times at which an expression is evaluated. */
type TimesOf = (expr: string) => Times;

/** The times at which an expression can have a result: those of the runs that it reads. */
function timesOf(expr: string, { start, interval, end, aftermath = 0 }: Source): Times {
  const namespaces = new Set(
    [...expr.matchAll(/namespace="([^"]+)"/g)].map(([, name = ""]) => name),
  );
  return { start, interval, end: end(namespaces.size > 0 ? namespaces : undefined) + aftermath };
}

/** What each contender sees: the blocks of the samples, and those of its recordings. */
class Views {
  readonly scraped: string;
  private readonly recorded = new Map<string, string[]>();

  constructor(
    private readonly folder: string,
    contenders: readonly Contender[],
    private readonly programs: Programs,
    private readonly flags: readonly string[],
  ) {
    this.scraped = path.join(folder, "scraped");
    for (const { name } of contenders) this.recorded.set(name, []);
  }

  /** Gives contenders the blocks of a directory. */
  add(owners: readonly string[], data: string): void {
    for (const owner of owners) this.recorded.get(owner)?.push(data);
  }

  /** Whether two contenders see the same. */
  same(a: string, b: string): boolean {
    return this.recorded.get(a)?.join() === this.recorded.get(b)?.join();
  }

  /** Work with a Prometheus over what a contender sees. */
  async with<R>(owner: string, work: (url: string) => Promise<R>): Promise<R> {
    const own = await mkdtemp(path.join(this.folder, "view-"));
    for (const data of [this.scraped, ...(this.recorded.get(owner) ?? [])]) {
      linkBlocks(data, path.join(own, "data"));
    }
    const server = await start(this.programs, own, this.flags);
    try {
      return await work(server.url);
    } finally {
      await server.stop();
      await rm(own, { recursive: true });
    }
  }
}

async function write(
  data: string,
  source: Source,
  wanted: ReadonlySet<string>,
  programs: Programs,
): Promise<number> {
  const writer = new BlockWriter(data, programs);
  let written = 0;
  for await (const { text, samples } of source.blocks(wanted)) {
    programs.signal?.throwIfAborted();
    written += samples;
    await writer.add(text);
  }
  await writer.end();
  return written;
}

/**
 * Computes recordings. promtool would evaluate them at an offset that it draws from the name of their file: they are
 * evaluated here, at the times of scrapes.
 */
async function record(
  data: string,
  { owners, recordings }: Batch,
  views: Views,
  times: TimesOf,
  programs: Programs,
): Promise<void> {
  const [owner = ""] = owners;
  const writer = new BlockWriter(data, programs);
  await views.with(owner, async (url) => {
    await inParallel(recordings, async ({ record: name, expr, labels }) => {
      const text = print(expr);
      for (const part of parts(times(text))) {
        programs.signal?.throwIfAborted();
        await writer.add(recordedText(name, labels, await queryRange(url, text, part)));
      }
    });
    await writer.end();
  });
  views.add(owners, data);
}

function recordedText(
  record: string,
  labels: Readonly<Record<string, string>> | undefined,
  results: readonly Result[],
): string {
  const series = results.map(({ metric, values }) => {
    const { __name__: _, ...kept } = metric;
    const head = record + braces({ ...kept, ...labels });
    return values.map(([time, value]) => `${head} ${value} ${time}\n`).join("");
  });
  return series.join("");
}

/** What fires, by name of the contender. */
async function ask(
  questions: readonly Question[],
  views: Views,
  times: TimesOf,
  programs: Programs,
  progress: (text: string) => void,
): Promise<ReadonlyMap<string, readonly Alarm[]>> {
  const found = new Map<string, Alarm[]>();
  const answer = async (url: string, { expr, alerts }: Question) => {
    programs.signal?.throwIfAborted();
    const asked = times(expr);
    const { start: begun, interval } = asked;
    const active = await activeTimes(url, expr, asked);
    return alerts.flatMap(({ contender, alert }) =>
      active.flatMap(({ labels, times: own }) =>
        firings(own, { ...alert, interval }).map(({ from, to }) => {
          const run = labels["run_id"] ?? labels["pod"] ?? "";
          const { name, severity } = alert;
          const [begin, end] = [from - begun, to - begun];
          const namespace = labels["namespace"] ?? "";
          return { contender, run, namespace, alert: name, severity, from: begin, to: end };
        }),
      ),
    );
  };
  let left = questions;
  for (let [next] = left; next; [next] = left) {
    const { owner } = next;
    const together = left.filter((one) => views.same(one.owner, owner));
    left = left.filter((one) => !together.includes(one));
    const answers = await views.with(owner, (url) =>
      inParallel(together, (question) => answer(url, question)),
    );
    for (const { contender, ...alarm } of answers.flat()) {
      const own = found.get(contender) ?? [];
      found.set(contender, own);
      own.push(alarm);
    }
    progress(`${questions.length - left.length} of ${questions.length} expressions evaluated`);
  }
  return found;
}

/** The results of work on items, a few at a time, in the order of the items. */
async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const left = [...items.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [i, item] = next;
      results[i] = await work(item, i);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return results;
}
