// Child processes that never outlive the command that started them.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";

const groups = new Set();
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };

function killGroups(signal) {
  for (const pid of groups) {
    try {
      process.kill(-pid, signal);
    } catch {
      groups.delete(pid);
    }
  }
}

let guarded = false;
let foregrounds = 0;
/** Exit code of a signal that asked us to end. */
let ending;

/** Ends this process once a signal asked for it and no child is left: waiting longer helps nobody. */
function endWhenAlone() {
  if (ending !== undefined && groups.size === 0) process.exit(ending);
}

function guard() {
  if (guarded) return;
  guarded = true;
  process.on("exit", () => killGroups("SIGKILL"));
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      // A command in the foreground decides itself when to end.
      if (foregrounds > 0) return;
      ending = 128 + number;
      killGroups("SIGTERM");
      // Children get a moment to remove what they made; the exit handler ends the rest.
      setTimeout(() => process.exit(ending), 5_000);
      endWhenAlone();
    });
  }
}

/**
 * Runs a command in a process group of its own, with its output in a file.
 * @returns {Promise<{ code: number, output: string }>} exit code (127 when it cannot be started)
 * and the output, of which only the last 200 kB are kept.
 */
export function run(command, args, { cwd, env = process.env, log } = {}) {
  guard();
  if (log !== undefined) mkdirSync(path.dirname(log), { recursive: true });
  const file = log === undefined ? undefined : createWriteStream(log);
  file?.write(`$ ${[command, ...args].join(" ")}\n`);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    if (child.pid !== undefined) groups.add(child.pid);
    let output = "";
    const collect = (chunk) => {
      output = (output + chunk.toString()).slice(-200_000);
      file?.write(chunk);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const finish = (code) => {
      const settle = () => {
        endWhenAlone();
        resolve({ code, output });
      };
      if (file === undefined) settle();
      else file.end(settle);
    };
    child.on("error", (error) => {
      collect(Buffer.from(`${error.message}\n`));
      finish(127);
    });
    child.on("exit", (code, signal) => {
      // Whatever the command left running in its group ends with it.
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // The group is empty, as it should be.
      }
      groups.delete(child.pid);
      const done = () => {
        clearTimeout(patience);
        child.off("close", done);
        finish(signal === null ? (code ?? 1) : 128 + (SIGNALS[signal] ?? 9));
      };
      // `close` comes when all output is read; a daemon that left the group would hold the pipes open for ever.
      const patience = setTimeout(done, 1_000);
      child.on("close", done);
    });
  });
}

/** Runs a command in the foreground: same terminal, signals passed on, its exit code returned. */
export function foreground(command, args, { cwd, env = process.env } = {}) {
  foregrounds += 1;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: "inherit" });
    const forward = Object.keys(SIGNALS).map((signal) => {
      // A terminal sends SIGINT to parent and child alike: a second one would cut its cleaning short.
      const listener = () => {
        if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
      };
      process.on(signal, listener);
      return () => process.off(signal, listener);
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      foregrounds -= 1;
      for (const stop of forward) stop();
      resolve(signal === null ? (code ?? 1) : 128 + (SIGNALS[signal] ?? 9));
    });
  });
}

/** Output of a quick question to a program, or undefined when it cannot answer. */
export async function ask(command, args, options = {}) {
  const { code, output } = await run(command, args, options);
  return code === 0 ? output.trim() : undefined;
}
