import { spawn, spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { InstanceRunningError, openInstance } from "../../../local/instance";
import { startOf } from "../../../local/leftovers.mjs";
import { lives, temporaryDirectory } from "./fixtures";
import { FOREVER } from "./scripts";

const directory = temporaryDirectory();
const file = (): string => path.join(directory(), "instance.json");
const hold = (holder: object): void => writeFileSync(file(), JSON.stringify(holder));

it("tells a second process who runs, where the page is and how to stop it", async () => {
  const instance = await openInstance(directory());
  await expect(openInstance(directory())).rejects.toThrow(
    new RegExp(`process ${process.pid} since .*, it is still starting.*kill ${process.pid}`, "s"),
  );
  instance.setPage("http://127.0.0.1:1234");
  await expect(openInstance(directory())).rejects.toThrow(/its page is http:\/\/127.0.0.1:1234/);
  await expect(openInstance(directory())).rejects.toThrow(InstanceRunningError);
  instance.release();
  (await openInstance(directory())).release();
});

it("takes the place of a process that is gone, and of one whose id another has now", async () => {
  const gone = spawnSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).stdout;
  hold({ pid: Number(gone), started: "then", since: "then" });
  const first = await openInstance(directory());
  hold({ pid: process.ppid, started: "then", since: "then" });
  await openInstance(directory());
  expect(JSON.parse(readFileSync(file(), "utf8")).pid).toBe(process.pid);
  hold({ pid: process.ppid, started: startOf(process.ppid), since: "then" });
  first.release();
  expect(statSync(file()).isFile()).toBe(true);
});

it("survives a file that was cut short", async () => {
  writeFileSync(file(), "{");
  await expect(openInstance(directory())).resolves.toMatchObject({ ended: [] });
});

it("ends what an earlier run left, and says what", async () => {
  const left = spawn(process.execPath, ["-e", FOREVER], { detached: true, stdio: "ignore" });
  const pid = left.pid!;
  const group = { name: "etcd", pid, started: startOf(pid), layer: 0, graceMs: 1000 };
  writeFileSync(
    path.join(directory(), "processes.json"),
    JSON.stringify({ run: "r", groups: [group] }),
  );
  const { ended } = await openInstance(directory());
  expect(ended).toEqual(["etcd"]);
  expect(lives(pid)).toBe(false);
});

it("lets one of two that start at once run", async () => {
  const results = await Promise.allSettled([openInstance(directory()), openInstance(directory())]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});
