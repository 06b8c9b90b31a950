import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../../tools/lib/process.mjs";

const library = path.join(__dirname, "../../../tools/lib/process.mjs");
let folder;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "mlwatch-process-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Resolves when the process is gone.
 * @throws Error when it is still there after a while: jest ends a test, but not a loop inside it.
 */
async function gone(pid) {
  for (const end = Date.now() + 3_000; Date.now() < end;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    // A killed orphan stays in the process table until init reaps it.
    if (zombie(pid)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`process ${pid} is still running`);
}

function zombie(pid) {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

it("returns the exit code and the output, and keeps them in the log", async () => {
  const log = path.join(folder, "logs/x.log");
  const result = await run("sh", ["-c", "echo out; echo err >&2; exit 3"], { log });
  expect(result.code).toBe(3);
  expect(result.output).toContain("out\n");
  expect(readFileSync(log, "utf8")).toContain("err\n");
});

it("says which command does not exist", async () => {
  const { code, output } = await run("no-such-command-here", []);
  expect(code).toBe(127);
  expect(output).toContain("no-such-command-here");
});

it("ends what a command leaves running", async () => {
  const { output } = await run("sh", ["-c", "sleep 600 >/dev/null 2>&1 & echo $!"]);
  await gone(Number(output));
});

it.each(["SIGINT", "SIGTERM"])(
  "ends the whole group when it gets %s itself",
  async (signal) => {
    const script = path.join(folder, "parent.mjs");
    writeFileSync(
      script,
      `import { run } from ${JSON.stringify(library)};
     import { setInterval } from "node:timers";
     import { existsSync, readFileSync } from "node:fs";
     const file = ${JSON.stringify(path.join(folder, "pid"))};
     void run("sh", ["-c", 'sleep 600 & echo $! > "$0.new" && mv "$0.new" "$0"; wait', file]);
     const timer = setInterval(() => {
       if (!existsSync(file)) return;
       process.stdout.write(readFileSync(file, "utf8"));
       clearInterval(timer);
     }, 10);`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => parent.once("exit", resolve));
    try {
      const sleeper = await new Promise((resolve) => parent.stdout.once("data", resolve));
      const asked = Date.now();
      parent.kill(signal);
      expect(await ended).toBe(signal === "SIGINT" ? 130 : 143);
      // The children are gone at once, so there is nothing to wait for: the grace is 5 s.
      expect(Date.now() - asked).toBeLessThan(4_000);
      await gone(Number(sleeper.toString()));
    } finally {
      parent.kill("SIGKILL");
    }
  },
  15_000,
);
