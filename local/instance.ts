import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withLock } from "../tools/lib/lock.mjs";
import { LocalError } from "./errors";
import { startOf } from "./leftovers.mjs";
import { cleanUp } from "./supervisor";

/** The right to run the embedded environment in a directory, which one process has at a time. */
export interface Instance {
  /** Directory of the run. */
  readonly directory: string;
  /** Directory for log files, for the supervisor. */
  readonly logs: string;
  /** State file, for the supervisor. */
  readonly state: string;
  /** Programs of an earlier run that were still running and have been ended. */
  readonly ended: readonly string[];
  /** Tells others where the page is. */
  readonly setPage: (url: string) => void;
  /** Lets another process run. */
  readonly release: () => void;
}

/** Raised when another process runs the embedded environment; the message is for people. */
export class InstanceRunningError extends LocalError {
  constructor({ pid, page, since }: Holder) {
    const where = page === undefined ? "it is still starting" : `its page is ${page}`;
    super(
      `mlwatch runs already here: process ${pid} since ${since}, ${where}.\n` +
        `Use that one, or stop it: Ctrl-C in its terminal, or \`kill ${pid}\`.`,
    );
    this.name = "InstanceRunningError";
  }
}

interface Holder {
  readonly pid: number;
  /** Tells the process from a later one with its id. */
  readonly started: string;
  readonly since: string;
  readonly page?: string;
}

/**
 * Takes the run directory for this process and ends what an earlier one left there. The place of a
 * process that is gone is taken over.
 * @throws InstanceRunningError when another process has it
 */
export async function openInstance(directory: string): Promise<Instance> {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, "instance.json");
  const me: Holder = {
    pid: process.pid,
    started: startOf(process.pid) ?? "",
    since: new Date().toISOString(),
  };
  // Two that start at once must not both see a dead holder and take its place.
  await withLock(`${file}.lock`, () => {
    const holder = read(file);
    if (holder && startOf(holder.pid) === holder.started) throw new InstanceRunningError(holder);
    write(file, me);
  });
  const state = path.join(directory, "processes.json");
  const ended = await cleanUp(state);
  return {
    directory,
    logs: path.join(directory, "logs"),
    state,
    ended,
    setPage: (page) => write(file, { ...me, page }),
    release: () => {
      if (read(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

/** URL of the page of the process that runs in the directory, undefined where none does or it is still starting. */
export function runningPage(directory: string): string | undefined {
  const holder = read(path.join(directory, "instance.json"));
  return holder && startOf(holder.pid) === holder.started ? holder.page : undefined;
}

function read(file: string): Holder | undefined {
  try {
    // Written below.
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined; // nobody, or somebody who was killed while writing it
  }
}

function write(file: string, holder: Holder): void {
  writeFileSync(file, `${JSON.stringify(holder)}\n`);
}
