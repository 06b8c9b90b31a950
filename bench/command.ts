import type { Programs } from "./rules/prometheus";

/** Options by which tools/bench.mjs tells a benchmark its programs. */
export const programOptions = {
  "prometheus-program": { type: "string" },
  "promtool-program": { type: "string" },
} as const;

/** What every benchmark needs. */
export interface Tools {
  readonly programs: Programs;
  /** Says on stderr what has been done, and when. */
  readonly progress: (text: string) => void;
  /** Whole seconds since it began. */
  readonly seconds: () => string;
}

/**
 * Programs that end with this one: whoever ends it early leaves neither a server nor its data behind.
 * @throws Error with the usage where a program is not given.
 */
export function tools(
  values: { readonly [option in keyof typeof programOptions]?: string | undefined },
  usage: string,
): Tools {
  const { "prometheus-program": prometheus, "promtool-program": promtool } = values;
  if (prometheus === undefined || promtool === undefined) throw new Error(usage);
  const ending = new AbortController();
  // npm sends on what the terminal has sent already, so a signal may come twice.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => ending.abort());
  const begun = Date.now();
  const seconds = () => ((Date.now() - begun) / 1000).toFixed(0);
  return {
    programs: { prometheus, promtool, signal: ending.signal },
    progress: (text) => process.stderr.write(`${seconds().padStart(4)} s: ${text}\n`),
    seconds,
  };
}

/**
 * The number that an option gives.
 * @throws Error where it is not a number above 0.
 */
export function positive(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`${option} ${text}: it must be a number above 0`);
}

/** Runs a benchmark; what it throws is its last word, without a stack. */
export function run(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
