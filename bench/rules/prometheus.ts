import { execFile, spawn, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

/** The programs that the benchmark runs. */
export interface Programs {
  readonly prometheus: string;
  readonly promtool: string;
  /** Ends them, and whatever waits for them. */
  readonly signal?: AbortSignal;
}

/** A Prometheus over a directory of blocks, on a free port of 127.0.0.1. */
export interface Server {
  readonly url: string;
  /** Ends it, and waits until it has ended. */
  readonly stop: () => Promise<void>;
}

const START_MS = 60_000;

/**
 * Starts Prometheus; it scrapes nothing and evaluates no rules.
 * @param flags more of its flags
 * @throws Error with its last words when it ends, or does not listen within a minute.
 */
export async function start(
  { prometheus, signal }: Programs,
  folder: string,
  flags: readonly string[] = [],
): Promise<Server> {
  const config = path.join(folder, "prometheus.yml");
  writeFileSync(config, "global: {}\n");
  const child = spawn(
    prometheus,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(folder, "data")}`,
      "--storage.tsdb.retention.time=100y",
      // Blocks of scraped and of recorded series overlap in time, but have no series in common.
      "--no-storage.tsdb.allow-overlapping-compaction",
      "--web.listen-address=127.0.0.1:0",
      ...flags,
    ],
    { cwd: folder, stdio: ["ignore", "ignore", "pipe"], signal },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await ended;
  };
  try {
    return { url: `http://${await ready(child)}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address it listens on, once it answers queries. */
function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    let address: string | undefined;
    let answers = false;
    const fail = (why: string) => {
      reject(new Error(`prometheus ${why}:\n${said.slice(-20).join("\n")}`));
    };
    const limit = setTimeout(() => fail("was not ready within a minute"), START_MS);
    child.once("error", (error) => fail(error.message));
    child.once("exit", () => fail("has ended"));
    if (child.stderr === null) return;
    // Read to the end: a pipe that nobody empties stops the program.
    createInterface({ input: child.stderr }).on("line", (line) => {
      said.push(line);
      address ??= /Listening on.*address=(127\.0\.0\.1:\d+)/.exec(line)?.[1];
      // The two come in either order.
      answers ||= line.includes("Server is ready to receive web requests");
      if (address === undefined || !answers) return;
      clearTimeout(limit);
      resolve(address);
    });
  });
}

/** Samples that an instant query reads, as the engine counts them, and how many series it returns. */
export interface Reading {
  readonly samples: number;
  readonly series: number;
}

/**
 * Evaluates an expression at a time.
 * @throws Error with the expression and what the server said.
 */
export async function read(url: string, query: string, time: number): Promise<Reading> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: "POST",
    body: new URLSearchParams({ query, time: String(time), stats: "all" }),
    signal: AbortSignal.timeout(60_000),
  });
  // The answer of the query API; an error has no data.
  const body = (await response.json()) as {
    readonly error?: string;
    readonly data?: {
      readonly result: readonly unknown[];
      readonly stats: { readonly samples: { readonly totalQueryableSamples: number } };
    };
  };
  if (!body.data) throw new Error(`${query}: ${body.error ?? `HTTP ${response.status}`}`);
  const { result, stats } = body.data;
  return { samples: stats.samples.totalQueryableSamples, series: result.length };
}

/**
 * Runs promtool.
 * @throws Error with what it said when it fails.
 */
export function promtool(
  { promtool: program, signal }: Programs,
  args: readonly string[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { maxBuffer: 64 << 20, signal }, (error, stdout, stderr) => {
      if (error) reject(new Error(`promtool ${args.join(" ")}:\n${stdout}${stderr}`));
      else resolve();
    });
  });
}
