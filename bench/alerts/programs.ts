import type { Programs } from "../rules/prometheus";

/** What every mode of the benchmark needs. */
export interface Tools {
  readonly programs: Programs;
  /** Says on stderr what has been done, and when. */
  readonly progress: (text: string) => void;
  readonly seconds: () => string;
}

/** Programs that end with this one: whoever ends it early leaves neither a server nor its data behind. */
export function tools(prometheus: string, promtool: string): Tools {
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
