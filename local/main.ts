import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { whenOrphaned } from "../tools/lib/parent.mjs";
import type { ScenarioResult, TimelineEvent } from "./contracts";
import { startEnvironment, type Environment } from "./environment";
import { LocalError } from "./errors";
import { explain } from "./explain";
import { usage, type Options } from "./options";
import { preflight } from "./preflight";
import { runScenario, SCENARIOS, type Scenario } from "./scenarios";
import type { ViewerStatus } from "./viewer/state";

// `npm start`: brings everything up, runs a scenario, and ends all of it again.

const ROOT = path.join(__dirname, "..");
const HOME = path.join(ROOT, ".mlwatch");
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
// tools/start.mjs, which gets the programs, began before.
const begun = Number(process.env["MLWATCH_BEGUN"] ?? performance.timeOrigin);

function report(line: string): void {
  const seconds = Math.round((Date.now() - begun) / 1000);
  const clock = [Math.floor(seconds / 60), seconds % 60].map((n) => String(n).padStart(2, "0"));
  process.stdout.write(`${clock.join(":")}  ${line}\n`);
}

/** The signal that asked for the end. */
class Interrupted extends Error {
  constructor(readonly code: number) {
    super("stopped");
  }
}

function programs(): Record<string, string> {
  // Written by the bootstrap, which keeps this shape.
  const found = JSON.parse(readFileSync(path.join(HOME, "programs.json"), "utf8")) as Record<
    string,
    { readonly path: string }
  >;
  return Object.fromEntries(Object.entries(found).map(([name, program]) => [name, program.path]));
}

/** What the page says of the scenario, kept while it runs. */
class Progress {
  readonly timeline: TimelineEvent[] = [];
  private phase: ViewerStatus["phase"] = "starting";
  private startedAt: number | undefined;
  constructor(private readonly scenario: Scenario) {}

  status(): ViewerStatus {
    const { name, about, required } = this.scenario;
    return {
      scenario: name,
      about,
      phase: this.phase,
      required: required.map(({ anyOf }) => anyOf.join(" or ")),
      timeline: this.timeline,
      ...(this.startedAt !== undefined && { startedAt: this.startedAt }),
    };
  }

  begin(): void {
    this.phase = "running";
    this.startedAt = Date.now();
  }

  end(ok: boolean): void {
    this.phase = ok ? "passed" : "failed";
  }
}

async function scenario(
  chosen: Scenario,
  environment: Environment,
  progress: Progress,
  signal: AbortSignal,
): Promise<ScenarioResult> {
  report(`scenario ${chosen.name}: ${chosen.about}`);
  progress.begin();
  const result = await runScenario(chosen, {
    ...environment,
    report,
    signal,
    // What was delivered while everything came up counts too.
    since: begun,
    onEvent: (event) => {
      progress.timeline.push(event);
      environment.viewer.update();
    },
  });
  progress.end(result.ok);
  environment.viewer.update();
  return result;
}

function tell({
  scenario: name,
  ok,
  delivered,
  missing,
  unexpected,
  timeline,
  firstScrapeAt,
}: ScenarioResult): void {
  const at = (wanted: TimelineEvent["event"]) =>
    timeline.find(({ event }) => event === wanted)?.seconds;
  const [fault, arrived] = [at("fault"), at("delivered")];
  report(
    `scenario ${name} ${ok ? "passed" : "FAILED"}: delivered ${delivered.join(", ") || "nothing"}` +
      (missing.length > 0 ? `; missing ${missing.join(", ")}` : "") +
      (unexpected.length > 0 ? `; unexpected ${unexpected.join(", ")}` : "") +
      (fault !== undefined && arrived !== undefined
        ? `; ${(arrived - fault).toFixed(1)} s from the fault to the delivery`
        : "") +
      (firstScrapeAt !== undefined
        ? `; ${((firstScrapeAt - begun) / 1000).toFixed(1)} s from the start to the first scrape`
        : ""),
  );
}

/** Written whole or not at all. */
function write(file: string, result: ScenarioResult): void {
  writeFileSync(`${file}.tmp`, `${JSON.stringify(result, null, 2)}\n`);
  renameSync(`${file}.tmp`, file);
  report(`result in ${file}`);
}

async function run(options: Options): Promise<number> {
  const chosen = SCENARIOS.find(({ name }) => name === options.scenario);
  if (!chosen) throw new LocalError(`there is no scenario ${options.scenario}`);
  const abort = new AbortController();
  for (const [name, code] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      report(abort.signal.aborted ? "still ending what runs" : "ending what runs");
      abort.abort(new Interrupted(code));
    });
  }
  whenOrphaned(() => process.kill(process.pid, "SIGHUP"));
  const progress = new Progress(chosen);
  let environment: Environment | undefined;
  try {
    environment = await startEnvironment({
      root: ROOT,
      dir: path.join(HOME, "local"),
      programs: programs(),
      python: path.join(HOME, "venv/bin/python"),
      engine: options.engine,
      port: options.port,
      report,
      status: () => progress.status(),
      signal: abort.signal,
    });
    const result = await scenario(chosen, environment, progress, abort.signal);
    tell(result);
    if (options.json !== undefined) write(options.json, result);
    if (options.once) return result.ok ? 0 : 1;
    report(`everything stays up: look at ${environment.viewer.url}, Ctrl-C ends it`);
    await new Promise((resolve) => abort.signal.addEventListener("abort", resolve, { once: true }));
    return 0;
  } catch (error) {
    // Ctrl-C may surface as the error of whatever was waiting.
    if (abort.signal.reason instanceof Interrupted) return abort.signal.reason.code;
    throw error;
  } finally {
    await environment?.stop();
  }
}

async function main(): Promise<number> {
  // A reader that has seen enough (`| head`) or is gone ends nothing.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const options = await preflight(process.argv.slice(2));
  if (!options.help) return run(options);
  process.stdout.write(usage(SCENARIOS));
  return 0;
}

main().then(
  // At once: a step that was cut short may still wait for something.
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  },
);
