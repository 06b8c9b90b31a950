import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { ProcessEnd, ProcessSpec, RunningProcess, Supervisor } from "./contracts";
import { end, MARK, startOf, type Group, type RunState } from "./leftovers.mjs";
import { runProgram } from "./program";

/** Where a supervisor keeps its files. */
export interface SupervisorOptions {
  /** Directory of the log files; created when missing. */
  readonly logs: string;
  /** File that lists what runs, for {@link cleanUp} at the next start. */
  readonly state: string;
}

/** Layer of programs that others do not run on. */
const TOP_LAYER = 10;
const GRACE_MS = 5_000;

/**
 * A supervisor whose programs end with this process, however it ends: a guard process holds a pipe
 * from it, and ends them when the pipe closes.
 */
export function createSupervisor({ logs, state }: SupervisorOptions): Supervisor {
  mkdirSync(logs, { recursive: true });
  mkdirSync(path.dirname(state), { recursive: true });
  const run = randomUUID();
  const running = new Map<string, { readonly process: RunningProcess; readonly group: Group }>();
  const starting = new Set<string>();
  const logged = new Set<string>();
  const listeners: ((process: RunningProcess, how: ProcessEnd) => void)[] = [];
  let guard: ChildProcess | undefined;
  let ending = false;

  function save(): void {
    const groups = [...running.values()].map(({ group }) => group);
    const text = JSON.stringify({ run, groups } satisfies RunState);
    if (groups.length === 0) rmSync(state, { force: true });
    else {
      writeFileSync(`${state}.tmp`, text, { mode: 0o600 });
      renameSync(`${state}.tmp`, state);
    }
    guard?.stdin?.write(`${text}\n`);
  }

  function startGuard(): void {
    if (guard) return;
    const log = openSync(path.join(logs, "guard.log"), "w");
    // Without the mark of an outer run, whose guard would end this one before its work.
    const { [MARK]: _, ...env } = process.env;
    const child = spawn(process.execPath, [path.join(__dirname, "guard.mjs"), state], {
      detached: true,
      env,
      stdio: ["pipe", "ignore", log],
    });
    closeSync(log);
    child.stdin?.on("error", ignore);
    child.on("error", ignore);
    child.on("exit", () => {
      if (guard !== child) return;
      guard = undefined;
      // Killed by somebody: what runs must not be without one.
      if (running.size > 0) {
        startGuard();
        save();
      }
    });
    child.unref();
    // A pipe to a child is a socket, which can be unreferenced: the guard keeps nobody waiting.
    (child.stdin as unknown as { unref: () => void }).unref();
    guard = child;
  }

  async function start(spec: ProcessSpec): Promise<RunningProcess> {
    const { name, layer = TOP_LAYER, graceMs = GRACE_MS } = spec;
    if (ending) throw new Error(`${name} is not started: everything is being ended`);
    if (running.has(name) || starting.has(name))
      throw new Error(`a program named ${name} runs already`);
    starting.add(name);
    try {
      startGuard();
      const log = path.join(logs, `${name}.log`);
      const process = await runProgram(spec, {
        log,
        graceMs,
        mark: { [MARK]: run },
        append: logged.has(name),
        // In the same turn as the start, so that the guard knows of it before anything can go wrong.
        onStart: (process) => {
          const started = startOf(process.pid) ?? "";
          running.set(name, {
            process,
            group: { name, pid: process.pid, started, layer, graceMs },
          });
          save();
        },
        onEnd: (process, how) => {
          running.delete(name);
          save();
          if (!how.expected) for (const listener of listeners) listener(process, how);
        },
      });
      logged.add(name);
      return process;
    } finally {
      starting.delete(name);
    }
  }

  async function stopAll(): Promise<void> {
    ending = true;
    while (running.size > 0) {
      const top = Math.max(...[...running.values()].map(({ group }) => group.layer));
      const layer = [...running.values()].filter(({ group }) => group.layer === top).reverse();
      await Promise.all(layer.map(({ process }) => process.stop()));
    }
    const ended = guard;
    guard = undefined;
    ended?.stdin?.end();
  }

  return { logs, start, stopAll, onFailure: (listener) => void listeners.push(listener) };
}

/**
 * Ends what an earlier run left behind where even its guard was killed. A process that merely has the
 * id of an ended one is left alone: its start differs.
 * @returns names of the programs that were found running
 */
export async function cleanUp(state: string): Promise<string[]> {
  const left = readState(state);
  if (!left) return [];
  const names = await end(left);
  rmSync(state, { force: true });
  return names;
}

function readState(file: string): RunState | undefined {
  try {
    // Written by a supervisor; whole, because it is renamed into place.
    return JSON.parse(readFileSync(file, "utf8")) as RunState;
  } catch {
    return undefined;
  }
}

// The guard's end is noticed by its exit.
function ignore(): void {}
