import { linkSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { print } from "../../promql";
import { levels } from "../rules/needs";
import { promtool, start, type Programs } from "../rules/prometheus";
import { seriesRead, type Contender, type JudgedAlert } from "./contenders";
import { firings } from "./firing";
import { activeTimes, parts, queryRange, type Result, type Times } from "./query";
import { epoch, interval } from "./replay";
import { blocks, braces, lastEvaluation, type Subject } from "./samples";
import type { Alarm } from "./score";

/** Scraped samples are written in parts so long: a text of hundreds of runs holds no more. */
const PART = 2 * 3600;
/** Longest block that promtool makes of a text, which it reads anew for every one. */
const BLOCK_LENGTH = "162h";
/** Alerts are evaluated so much longer than there are samples: they end after them. */
const AFTERMATH = 1800;

/** Whatever is evaluated is evaluated at the times of scrapes: what is older than a scrape is gone from its target. */
const FLAGS = [
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
 * What contenders fire for runs, by name of the contender. The samples of the runs are written as blocks; what a
 * contender records is computed from them by its own rules, level by level, and every alert's expression is evaluated
 * at every interval by a Prometheus.
 * @param progress called with what has been done
 */
export async function replay(
  subjects: readonly Subject[],
  contenders: readonly Contender[],
  programs: Programs,
  progress: (text: string) => void = () => undefined,
): Promise<ReadonlyMap<string, readonly Alarm[]>> {
  const folder = await mkdtemp(path.join(tmpdir(), "mlwatch-alerts-"));
  try {
    const scraped = path.join(folder, "scraped");
    const count = await writeSamples(scraped, subjects, seriesRead(contenders), programs);
    progress(`${count} samples of ${subjects.length} runs written`);
    const times = { start: epoch, end: lastEvaluation(subjects) + AFTERMATH, interval };
    const plain = contenders.filter(({ recordings }) => recordings.length === 0);
    const found: (readonly [string, readonly Alarm[]])[] = [];
    for (const contender of contenders.filter((one) => !plain.includes(one))) {
      const own = await recorded(folder, scraped, contender, times, programs);
      progress(`${contender.name}: recordings written`);
      found.push(...(await alarms(own, [contender], times, programs, progress)));
      await rm(own, { recursive: true });
    }
    found.push(...(await alarms(scraped, plain, times, programs, progress)));
    return new Map(found);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeSamples(
  folder: string,
  subjects: readonly Subject[],
  wanted: ReadonlySet<string>,
  programs: Programs,
): Promise<number> {
  const data = path.join(folder, "data");
  mkdirSync(data, { recursive: true });
  let written = 0;
  // While promtool writes a block, the text of the next one is made.
  let writing = Promise.resolve();
  for (const { start: from, text, samples } of blocks(subjects, wanted, PART)) {
    await writing;
    written += samples;
    writing = writeBlock(data, String(from), text, programs);
  }
  await writing;
  return written;
}

/**
 * A folder with the scraped samples and what a contender records from them. promtool would evaluate recording rules
 * at an offset that it draws from the name of their file: they are evaluated here, at the times of scrapes.
 */
async function recorded(
  folder: string,
  scraped: string,
  { recordings }: Contender,
  times: Times,
  programs: Programs,
): Promise<string> {
  const own = await mkdtemp(path.join(folder, "recorded-"));
  const data = path.join(own, "data");
  linkBlocks(path.join(scraped, "data"), data);
  for (const [n, level] of levels(recordings).entries()) {
    const server = await start(programs, own, FLAGS);
    // Beside the directory that is open: linked in place once it is closed.
    const output = path.join(own, `level-${n}`);
    mkdirSync(output);
    try {
      await inParallel(level, async ({ record, expr, labels }, i) => {
        for (const part of parts(times)) {
          programs.signal?.throwIfAborted();
          const found = await queryRange(server.url, print(expr), part);
          const text = recordedText(record, labels, found);
          if (text !== "") await writeBlock(output, `${n}-${i}`, text, programs);
        }
      });
    } finally {
      await server.stop();
    }
    linkBlocks(output, data);
  }
  return own;
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
  return series.length > 0 ? `${series.join("")}# EOF\n` : "";
}

/** Adds samples in OpenMetrics to a directory of blocks. */
async function writeBlock(
  data: string,
  name: string,
  text: string,
  programs: Programs,
): Promise<void> {
  const file = path.join(data, `${name}.om`);
  writeFileSync(file, text);
  await promtool(programs, [
    ...["tsdb", "create-blocks-from", `--max-block-duration=${BLOCK_LENGTH}`],
    ...["openmetrics", "--quiet", file, data],
  ]);
  await rm(file);
}

/** Gives a directory the blocks of another one; blocks never change. */
function linkBlocks(from: string, to: string): void {
  const files = readdirSync(from, { withFileTypes: true, recursive: true });
  for (const file of files) {
    const target = path.join(to, path.relative(from, path.join(file.parentPath, file.name)));
    if (file.isDirectory() && BLOCK.test(target)) mkdirSync(target, { recursive: true });
  }
  for (const file of files) {
    const source = path.join(file.parentPath, file.name);
    const target = path.join(to, path.relative(from, source));
    if (file.isFile() && BLOCK.test(target)) linkSync(source, target);
  }
}

/** The path of a block, which is named by a ULID, or of what is in it. */
const BLOCK = /[\\/][0-9A-HJKMNP-TV-Z]{26}([\\/]|$)/;

/** What contenders fire, by name, over the blocks of one folder. */
async function alarms(
  folder: string,
  contenders: readonly Contender[],
  times: Times,
  programs: Programs,
  progress: (text: string) => void,
): Promise<readonly (readonly [string, readonly Alarm[]])[]> {
  const server = await start(programs, folder, FLAGS);
  const judged = async (alert: JudgedAlert) => {
    programs.signal?.throwIfAborted();
    const active = await activeTimes(server.url, alert.expr, times);
    return active.flatMap(({ labels, times: own }) =>
      firings(own, { ...alert, interval }).map(({ from, to }) => ({
        run: labels["run_id"] ?? labels["pod"] ?? "",
        alert: alert.name,
        severity: alert.severity,
        from: from - epoch,
        to: to - epoch,
      })),
    );
  };
  try {
    const all = contenders.flatMap(({ name, alerts }) => alerts.map((alert) => ({ name, alert })));
    const left = new Map(contenders.map(({ name, alerts }) => [name, alerts.length]));
    const found = await inParallel(all, async ({ name, alert }) => {
      const own = await judged(alert);
      const others = (left.get(name) ?? 0) - 1;
      left.set(name, others);
      if (others === 0) progress(`${name}: evaluated`);
      return { name, own };
    });
    return contenders.map(({ name }) => [
      name,
      found.filter((one) => one.name === name).flatMap(({ own }) => own),
    ]);
  } finally {
    await server.stop();
  }
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
