import { readFileSync } from "node:fs";
import path from "node:path";
import { parseExposition } from "../check/files/exposition";
import { trainingOptions } from "../components/monitoring-stack/plan";
import type { Values } from "../components/prometheus/merge";
import { ConfigError, parseConfig } from "../config/parse";
import { trainingPack } from "../rules";
import { explain, explanationText, fittingPresets, leastOf, type ExportedSeries } from "./explain";
import { readProject } from "./project";
import { RenderError } from "./run";

/** What to explain. */
export interface ExplainOptions {
  /** Name of the stack: Pulumi.<stack>.yaml is read. */
  readonly stack: string;
  /** Merged over its configuration. @default nothing */
  readonly config?: Values;
  /** File or URL with the metrics of a program. @default the least that each class can export */
  readonly metrics?: string;
  /** Directory of the program. @default the working directory */
  readonly cwd?: string;
}

/**
 * By class of training runs: which alerts a run gets by what it exports, and what it takes to get the others.
 * @throws RenderError when the stack watches no training, or the metrics cannot be read.
 */
export async function explainStack({
  stack,
  config,
  metrics,
  cwd = ".",
}: ExplainOptions): Promise<string> {
  const { request } = readProject({
    ...{ cwd: path.resolve(cwd), stack, reveal: false },
    ...(config && { config }),
  });
  const options = trainingOptions(
    parsed(request.config[`${request.project}:monitoring`] ?? "null"),
  );
  if (options === undefined) {
    throw new RenderError(
      `stack ${stack} watches no training: its configuration has no section "training".`,
    );
  }
  const exported = metrics === undefined ? undefined : await exportedBy(metrics);
  const pack = trainingPack(options);
  const parts = options.classes.map((own, i) => {
    const group = pack.groups[i];
    if (group === undefined) return "";
    const series = exported ?? leastOf(own);
    const hints = fittingPresets(series, own).map(
      (preset) =>
        `  It exports metrics of the preset "${preset}": give the class names: { preset: ${preset} }.\n`,
    );
    return [
      `Class ${own.name ?? own.team} (namespace ${own.select.namespace}): a run that exports ${metrics === undefined ? listed(series) : `what ${metrics} shows`}`,
      ...hints,
      explanationText(explain(group, series)),
    ].join("\n");
  });
  const left = pack.omitted.map(({ alert, reason }) => `  ${alert}: ${reason}`);
  return [
    ...parts,
    ...(left.length > 0 ? [["Left out for all runs:", ...left].join("\n")] : []),
  ].join("\n\n");
}

function listed(series: readonly ExportedSeries[]): string {
  return `no more than ${[...new Set(series.map(({ name }) => name))].join(", ")}`;
}

function parsed(text: string) {
  try {
    return parseConfig(JSON.parse(text));
  } catch (error) {
    throw error instanceof ConfigError ? new RenderError(error.message) : error;
  }
}

/** Longest wait for a program's metrics, as Prometheus's own scrape timeout. */
const TIMEOUT_MS = 10_000;

async function exportedBy(place: string): Promise<readonly ExportedSeries[]> {
  try {
    const text = /^https?:/.test(place) ? await scraped(place) : readFileSync(place, "utf8");
    const series = parseExposition(text).flatMap(({ samples }) => samples);
    if (series.length === 0) throw new Error("it holds no series");
    return series;
  } catch (error) {
    throw new RenderError(
      `--metrics ${place}: ${error instanceof Error ? error.message : String(error)}; give a file or URL with metrics in the text format.`,
    );
  }
}

async function scraped(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`it answers ${response.status}`);
  return response.text();
}
