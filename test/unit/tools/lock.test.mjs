import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { withLock } from "../../../tools/lib/lock.mjs";

let folder;
let file;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "mlwatch-lock-"));
  file = path.join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("is held during the work and gone after it, also when the work fails", async () => {
  await withLock(file, () => expect(existsSync(file)).toBe(true));
  expect(existsSync(file)).toBe(false);
  await expect(withLock(file, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(file)).toBe(false);
});

it("takes over from a process that is gone", async () => {
  const gone = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" });
  writeFileSync(file, gone);
  const onWait = jest.fn();
  await expect(withLock(file, () => "done", { onWait })).resolves.toBe("done");
  expect(onWait).not.toHaveBeenCalled();
});

it("waits for a process that lives, and says for which", async () => {
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  try {
    writeFileSync(file, `${other.pid}\n`);
    const order = [];
    const onWait = (pid) => {
      order.push(pid);
      other.once("exit", () => order.push("gone"));
      other.kill("SIGKILL");
    };
    await withLock(file, () => order.push("work"), { onWait, pollMs: 10 });
    expect(order).toEqual([other.pid, "gone", "work"]);
  } finally {
    other.kill("SIGKILL");
  }
});

it("takes over when the heartbeat stopped, since a process id may belong to another by now", async () => {
  writeFileSync(file, `${process.ppid}\n`);
  const before = new Date(Date.now() - 120_000);
  utimesSync(file, before, before);
  await expect(withLock(file, () => "done")).resolves.toBe("done");
});
