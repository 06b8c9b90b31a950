import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { remaining, startOf, type RunState } from "../../../local/leftovers.mjs";
import { cleanUp, createSupervisor } from "../../../local/supervisor";
import { lives, temporaryDirectory, until } from "./fixtures";
import { FOREVER, script, STUBBORN } from "./scripts";

// Starting Node takes seconds on a machine that is busy.
jest.setTimeout(60_000);

const owners: ChildProcess[] = [];
afterEach(() => owners.splice(0).forEach((owner) => owner.kill("SIGKILL")));

const directory = temporaryDirectory();
const state = (): string => path.join(directory(), "processes.json");
const read = (): RunState => JSON.parse(readFileSync(state(), "utf8"));
const create = () => createSupervisor({ logs: path.join(directory(), "logs"), state: state() });

it("gives the lines of a program, its log and its end", async () => {
  const supervisor = create();
  const program = await supervisor.start(
    script(
      "talker",
      "console.log('port 42'); console.error('oops'); process.stdin.once('data', (d) => { console.log(`got ${d}`); process.exit(3); })",
    ),
  );
  expect((await program.line(/port (\d+)/, 30_000))[1]).toBe("42");
  program.write("hello");
  await program.line(/got hello/, 30_000);
  await expect(program.ended).resolves.toEqual({ code: 3, signal: null, expected: false });
  const log = readFileSync(program.log, "utf8");
  expect(log).toContain("port 42\n");
  expect(log).toContain("oops\n");
  expect(existsSync(state())).toBe(false);
  await supervisor.stopAll();
});

it("says why a line does not come", async () => {
  const supervisor = create();
  const program = await supervisor.start(
    script("failing", "console.error('no disk'); process.exitCode = 2"),
  );
  await expect(program.line(/ready/, 30_000)).rejects.toThrow(
    /failing ended \(exit code 2\) before .*no disk/s,
  );
  await expect(program.line(/ready/, 30_000)).rejects.toThrow(/failing ended/);
  const silent = await supervisor.start(script("silent", FOREVER));
  await expect(silent.line(/ready/, 50)).rejects.toThrow(
    /silent printed no line like ready within 0.05 s/,
  );
  await supervisor.stopAll();
});

it("names a program that cannot be started, and one that runs already", async () => {
  const supervisor = create();
  await expect(
    supervisor.start({ name: "gone", command: "/no/such/program", args: [] }),
  ).rejects.toThrow(/gone cannot be started: .*ENOENT/);
  await supervisor.start(script("twice", FOREVER));
  await expect(supervisor.start(script("twice", FOREVER))).rejects.toThrow(
    "a program named twice runs already",
  );
  await supervisor.stopAll();
});

it("starts nothing more once all are being stopped", async () => {
  const supervisor = create();
  await supervisor.start(script("first", FOREVER));
  const stopping = supervisor.stopAll();
  await expect(supervisor.start(script("late", FOREVER))).rejects.toThrow("late is not started");
  await stopping;
});

it("tells of ends that nobody asked for, and of no other", async () => {
  const supervisor = create();
  const failed: string[] = [];
  supervisor.onFailure(({ name }, { signal }) => failed.push(`${name} ${signal}`));
  const stopped = await supervisor.start(script("stopped", FOREVER));
  const killed = await supervisor.start(script("killed", FOREVER));
  await stopped.stop();
  await stopped.stop();
  process.kill(killed.pid, "SIGKILL");
  await killed.ended;
  expect(failed).toEqual(["killed SIGKILL"]);
  await supervisor.stopAll();
});

it("stops clients before what they run on, and kills what does not listen", async () => {
  const supervisor = create();
  const order: string[] = [];
  const specs = [
    script("store", FOREVER, { layer: 0 }),
    script("server", STUBBORN, { layer: 1, graceMs: 100 }),
    script("client", STUBBORN, { graceMs: 100 }),
  ];
  for (const spec of specs) {
    const program = await supervisor.start(spec);
    if (spec.name !== "store") await program.line(/up/, 30_000);
    void program.ended.then(({ signal }) => order.push(`${program.name} ${signal}`));
  }
  await supervisor.stopAll();
  expect(order).toEqual(["client SIGKILL", "server SIGKILL", "store SIGTERM"]);
});

it("ends the children of a program with it", async () => {
  const supervisor = create();
  const program = await supervisor.start(
    script(
      "parent",
      `console.log(require('child_process').spawn(process.execPath, ['-e', '${FOREVER}']).pid);${FOREVER}`,
    ),
  );
  const child = Number((await program.line(/^(\d+)$/, 30_000))[1]);
  expect(lives(child)).toBe(true);
  process.kill(program.pid, "SIGKILL");
  await program.ended;
  await until("the child is gone", () => !lives(child));
  await supervisor.stopAll();
});

async function startOwner(): Promise<ChildProcess> {
  const parent = spawn(
    process.execPath,
    ["--import", "tsx", path.join(__dirname, "owner.ts"), path.join(directory(), "logs"), state()],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  owners.push(parent);
  await new Promise<void>((resolve, reject) => {
    parent.stdout.on("data", (data) => String(data).includes("ready") && resolve());
    parent.once("exit", () => reject(new Error("the owner ended")));
  });
  return parent;
}

const guards = (): number[] =>
  spawnSync("pgrep", ["-f", `guard.mjs ${state()}`], { encoding: "utf8" })
    .stdout.split("\n")
    .filter((line) => line !== "")
    .map(Number);

// Where the environment of a process can be read, one that left its group is found too.
const ALL = ["store", ...(process.platform === "linux" ? ["stray"] : []), "strayer", "stubborn"];

it.each(["SIGKILL", "SIGTERM", "SIGINT"] as const)(
  "leaves nothing when its process ends by %s",
  async (signal) => {
    const parent = await startOwner();
    const left = read();
    expect(left.groups.map(({ name }) => name)).toEqual(["store", "stubborn", "strayer"]);
    expect(
      remaining(left)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(
      process.platform === "linux"
        ? ["store", "stray", "strayer", "stubborn"]
        : ["store", "strayer", "stubborn"],
    );
    parent.kill(signal);
    await until("every program is gone", () => remaining(left).length === 0);
    await until("the state file is gone", () => !existsSync(state()));
  },
);

it("cleans up at the next start where the guard was killed too", async () => {
  const parent = await startOwner();
  const [guard] = guards();
  const left = read();
  // Stopped first, so that no new guard takes its place.
  parent.kill("SIGSTOP");
  process.kill(guard!, "SIGKILL");
  parent.kill("SIGKILL");
  await new Promise((resolve) => parent.once("exit", resolve));
  expect(remaining(left)).not.toEqual([]);
  expect((await cleanUp(state())).sort()).toEqual(ALL);
  expect(remaining(left)).toEqual([]);
  await expect(cleanUp(state())).resolves.toEqual([]);
});

it("replaces a guard that was killed", async () => {
  const parent = await startOwner();
  const [first] = guards();
  process.kill(first!, "SIGKILL");
  await until("a new guard runs", () => guards().some((pid) => pid !== first));
  const left = read();
  parent.kill("SIGKILL");
  await until("every program is gone", () => remaining(left).length === 0);
});

it("leaves alone a process that only has the id of an ended one", async () => {
  const stranger = spawn(process.execPath, ["-e", FOREVER], { detached: true, stdio: "ignore" });
  const pid = stranger.pid!;
  const group = { name: "ended", pid, layer: 0, graceMs: 100 };
  try {
    writeFileSync(
      state(),
      JSON.stringify({ run: "r", groups: [{ ...group, started: "another time" }] }),
    );
    await expect(cleanUp(state())).resolves.toEqual([]);
    expect(lives(pid)).toBe(true);
    writeFileSync(
      state(),
      JSON.stringify({ run: "r", groups: [{ ...group, started: startOf(pid) }] }),
    );
    await expect(cleanUp(state())).resolves.toEqual(["ended"]);
  } finally {
    stranger.kill("SIGKILL");
  }
});
