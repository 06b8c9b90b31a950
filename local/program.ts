import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { ProcessEnd, ProcessSpec, RunningProcess } from "./contracts";
import { LocalError } from "./errors";

/** How {@link runProgram} runs a program, beside its specification. */
export interface ProgramOptions {
  /** Log file of standard output and error. */
  readonly log: string;
  /** Keeps what the log file holds already. */
  readonly append: boolean;
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
  /** Added to the environment. */
  readonly mark: Readonly<Record<string, string>>;
  /** Called at once when the program runs. */
  readonly onStart: (process: RunningProcess) => void;
  /** Called once when it has ended. */
  readonly onEnd: (process: RunningProcess, how: ProcessEnd) => void;
}

const KEPT_LINES = 1000;
const SHOWN_BYTES = 2000;

/**
 * Starts a program in a session, and so a process group, of its own: a Ctrl-C in the terminal reaches
 * only us, and its descendants can be ended with it.
 * @throws Error when it cannot be started
 */
export async function runProgram(
  spec: ProcessSpec,
  options: ProgramOptions,
): Promise<RunningProcess> {
  const { name, command, args, cwd, env = process.env } = spec;
  const { log, graceMs, onStart, onEnd } = options;
  const file = openSync(log, options.append ? "a" : "w", 0o600);
  closeSync(file);
  // Both append: lines that pass through us and lines written directly interleave, none is lost.
  const output = openSync(log, "a");
  const child = spawn(command, args, {
    detached: true,
    env: { ...env, ...options.mark },
    stdio: ["pipe", "pipe", output],
    ...(cwd !== undefined && { cwd }),
  });
  if (child.pid === undefined) {
    closeSync(output);
    const cause = await new Promise<Error>((resolve) => child.once("error", resolve));
    throw new LocalError(`${name} cannot be started: ${cause.message}`, { cause });
  }
  child.on("error", ignore);
  child.stdin?.on("error", ignore);
  if (spec.input !== undefined) child.stdin?.end(spec.input);
  const lines = collectLines(child, output);

  const { pid } = child;
  // A task ends by itself.
  let expected = spec.input !== undefined;
  let finish: (how: ProcessEnd) => void = ignore;
  const ended = new Promise<ProcessEnd>((resolve) => (finish = resolve));

  async function stop(): Promise<void> {
    expected = true;
    signal(-pid, "SIGTERM");
    const timer = setTimeout(() => signal(-pid, "SIGKILL"), graceMs);
    await ended;
    clearTimeout(timer);
  }

  const running: RunningProcess = {
    name,
    pid,
    log,
    ended,
    stop: () => ((child.exitCode ?? child.signalCode) === null ? stop() : ended.then(ignore)),
    write: (line) => void child.stdin?.write(`${line}\n`),
    line: (pattern, limitMs) => lines.find(pattern, limitMs, running),
  };
  child.once("exit", (code, by) => {
    // Whatever it left running in its group ends with it.
    signal(-pid, "SIGKILL");
    const how: ProcessEnd = { code, signal: by, expected };
    onEnd(running, how);
    finish(how);
  });
  onStart(running);
  return running;
}

interface Lines {
  readonly find: (
    pattern: RegExp,
    limitMs: number,
    process: RunningProcess,
  ) => Promise<RegExpMatchArray>;
}

// `close` comes after the last line, `exit` may come before it.
function collectLines(child: ChildProcess, output: number): Lines {
  const kept: string[] = [];
  const waiting = new Set<(line: string) => void>();
  // Opened as a pipe by runProgram.
  const stdout = child.stdout as NodeJS.ReadableStream;
  let closed = false;
  child.once("close", () => (closed = true));
  createInterface({ input: stdout, crlfDelay: Infinity })
    .on("line", (line) => {
      writeSync(output, `${line}\n`);
      if (kept.push(line) > KEPT_LINES) kept.shift();
      for (const listener of waiting) listener(line);
    })
    .on("close", () => closeSync(output));
  return {
    find: (pattern, limitMs, running) =>
      new Promise((resolve, reject) => {
        const known = kept.map((line) => line.match(pattern)).find((match) => match !== null);
        if (known) return resolve(known);
        const done = (act: () => void): void => {
          waiting.delete(listener);
          clearTimeout(timer);
          child.off("close", onClose);
          act();
        };
        const fail = (what: string): void => done(() => reject(failure(running, what)));
        const listener = (line: string): void => {
          const match = line.match(pattern);
          if (match) done(() => resolve(match));
        };
        const onClose = (code: number | null, by: NodeJS.Signals | null): void =>
          fail(`${endOf({ code, signal: by })} before it printed a line like ${pattern.source}`);
        const timer = setTimeout(
          () => fail(`printed no line like ${pattern.source} within ${limitMs / 1000} s`),
          limitMs,
        );
        waiting.add(listener);
        if (closed) onClose(child.exitCode, child.signalCode);
        else child.once("close", onClose);
      }),
  };
}

/** How a program ended, for people. */
export function endOf({ code, signal: by }: Pick<ProcessEnd, "code" | "signal">): string {
  return `ended (${by ?? `exit code ${code ?? 0}`})`;
}

/** An error about a program, with the end of its log. */
export function failure(
  { name, log }: Pick<RunningProcess, "name" | "log">,
  what: string,
): LocalError {
  const text = readFileSync(log, "utf8").trimEnd();
  const shown = text.length > SHOWN_BYTES ? `...${text.slice(-SHOWN_BYTES)}` : text;
  return new LocalError(`${name} ${what}; its log ${log} ends with:\n${shown || "(nothing)"}`);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Its group is empty.
  }
}

function ignore(): void {}

/**
 * Waits for work that needs programs, but no longer than they all run.
 * @param work is given a signal that says when to give up
 * @throws Error naming the program that ended, with the end of its log; what the work throws
 */
export async function whileRunning<T>(
  programs: readonly RunningProcess[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  let over = false;
  const cut = new Promise<never>((_, reject) => {
    // The reason is the error made below.
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
  for (const program of programs) {
    void program.ended.then((how) => {
      if (!over) controller.abort(failure(program, endOf(how)));
    });
  }
  try {
    return await Promise.race([cut, work(signal)]);
  } finally {
    over = true;
  }
}
