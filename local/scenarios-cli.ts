import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type { ScenarioResult } from "./contracts";
import { messageOf } from "./errors";
import { SCENARIO_NAMES } from "./scenarios";
import { passed, table, type Attempt } from "./scenarios/table";

// `npm run test:scenarios`: every scenario several times, each in an environment of its own.

const ROOT = path.join(__dirname, "..");
const LOGS = path.join(ROOT, ".mlwatch/scenarios");

const USAGE = `Usage: npm run test:scenarios -- [--runs N] [SCENARIO ...]

Starts the environment anew for each run of each scenario and prints how long it took.
  --runs N   how often each; default 3
Scenarios: ${SCENARIO_NAMES.join(", ")}; default all.
`;

/** Raised for a mistake in the command line. */
class UsageError extends Error {}

function options(): { readonly runs: number; readonly names: readonly string[] } | undefined {
  const { values, positionals } = parsed();
  if (values.help) return undefined;
  const unknown = positionals.find((name) => !SCENARIO_NAMES.includes(name));
  if (unknown !== undefined) throw new UsageError(`there is no scenario ${unknown}\n\n${USAGE}`);
  if (!/^[1-9]\d{0,2}$/.test(values.runs)) {
    throw new UsageError(`--runs ${values.runs}: must be a number from 1 to 999\n\n${USAGE}`);
  }
  const names = positionals.length > 0 ? positionals : SCENARIO_NAMES;
  return { runs: Number(values.runs), names };
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        runs: { type: "string", default: "3" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\n\n${USAGE}`);
  }
}

/** Runs `npm start` for one scenario to its end. */
async function attempt(scenario: string, run: number, signal: AbortSignal): Promise<Attempt> {
  const log = path.join(LOGS, `${scenario}-${run}.log`);
  const json = path.join(LOGS, `${scenario}-${run}.json`);
  rmSync(json, { force: true });
  const output = openSync(log, "w");
  const startedAt = Date.now();
  const child = spawn(
    process.execPath,
    ["tools/start.mjs", "--scenario", scenario, "--once", "--json", json],
    // A group of its own: a Ctrl-C reaches it once, from here.
    { cwd: ROOT, stdio: ["ignore", output, output], detached: true },
  );
  closeSync(output);
  const stop = (): void => void child.kill("SIGTERM");
  signal.addEventListener("abort", stop);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  signal.removeEventListener("abort", stop);
  const result = readResult(json);
  return { scenario, run, startedAt, endedAt: Date.now(), code, log, ...(result && { result }) };
}

function readResult(file: string): ScenarioResult | undefined {
  try {
    // Written by local/main.ts.
    return JSON.parse(readFileSync(file, "utf8")) as ScenarioResult;
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const chosen = options();
  if (!chosen) {
    process.stdout.write(USAGE);
    return 0;
  }
  mkdirSync(LOGS, { recursive: true });
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => interrupted.abort());
  }
  const attempts: Attempt[] = [];
  for (let run = 1; run <= chosen.runs; run++) {
    for (const scenario of chosen.names) {
      if (interrupted.signal.aborted) break;
      process.stdout.write(`${scenario}, run ${run} of ${chosen.runs} ... `);
      const done = await attempt(scenario, run, interrupted.signal);
      attempts.push(done);
      const took = Math.round((done.endedAt - done.startedAt) / 1000);
      process.stdout.write(`${passed(done) ? "ok" : "FAILED"} after ${took} s\n`);
    }
  }
  process.stdout.write(`\n${table(attempts)}\n`);
  return !interrupted.signal.aborted && attempts.every(passed) ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const text = error instanceof UsageError ? error.message : String((error as Error).stack);
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  },
);
