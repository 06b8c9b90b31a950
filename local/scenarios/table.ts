import type { ScenarioResult } from "../contracts";

/** One start of the environment with one scenario. */
export interface Attempt {
  readonly scenario: string;
  /** From 1. */
  readonly run: number;
  /** Unix time in milliseconds at which the command was started. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  /** What the command wrote; missing where it failed before its scenario ended. */
  readonly result?: ScenarioResult;
  /** Its output. */
  readonly log: string;
}

/** Passed: by its own result and by the exit code. */
export function passed({ code, result }: Attempt): boolean {
  return code === 0 && result?.ok === true;
}

/** A table for people, and under it what went wrong. */
export function table(attempts: readonly Attempt[]): string {
  const rows = attempts.map((attempt) => [
    attempt.scenario,
    String(attempt.run),
    passed(attempt) ? "ok" : "FAILED",
    seconds(firstScrape(attempt)),
    seconds(delivery(attempt)),
    seconds((attempt.endedAt - attempt.startedAt) / 1000),
    attempt.result?.delivered.join(", ") ?? "",
  ]);
  const titles = ["scenario", "run", "", "first scrape", "fault to delivery", "whole", "delivered"];
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const lines = [titles, ...rows].map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, ...attempts.filter((a) => !passed(a)).map(problem)].join("\n");
}

/** Seconds from the command to the first scrape. */
function firstScrape({ result, startedAt }: Attempt): number | undefined {
  return result?.firstScrapeAt === undefined
    ? undefined
    : (result.firstScrapeAt - startedAt) / 1000;
}

/** Seconds from the fault to the first delivery. */
function delivery({ result }: Attempt): number | undefined {
  const at = (wanted: string) => result?.timeline.find(({ event }) => event === wanted)?.seconds;
  const [fault, delivered] = [at("fault"), at("delivered")];
  return fault === undefined || delivered === undefined ? undefined : delivered - fault;
}

function seconds(value: number | undefined): string {
  return value === undefined ? "" : `${value.toFixed(1)} s`;
}

function problem({ scenario, run, code, result, log }: Attempt): string {
  const why = result
    ? [
        ...(result.missing.length > 0 ? [`missing ${result.missing.join(", ")}`] : []),
        ...(result.unexpected.length > 0 ? [`unexpected ${result.unexpected.join(", ")}`] : []),
      ]
    : ["no result"];
  return `${scenario}, run ${run}: ${[...why, `exit code ${code}`].join("; ")}; see ${log}`;
}
