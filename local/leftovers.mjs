// Finds and ends what a run of the embedded environment left behind. Plain JavaScript: the guard runs it with Node alone.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Environment variable that marks every program of a run, its descendants included. */
export const MARK = "MLWATCH_RUN";

const POLL_MS = 50;
// A process that SIGKILL does not end hangs in the kernel; nobody can do more.
const HOPELESS_MS = 10_000;

const PROC = existsSync("/proc/self/stat");

// After "pid (name) ": state, parent, group ... and in field 22 the start in clock ticks since boot.
function fromProc(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { pid, group: Number(fields[2]), zombie: fields[0] === "Z", started: fields[19] };
  } catch {
    return undefined; // ended between the listing and the look
  }
}

function fromPs(args) {
  let text;
  try {
    text = execFileSync("ps", [...args, "-o", "pid=,pgid=,stat=,lstart="], { encoding: "utf8" });
  } catch {
    return []; // ps fails when no process matches
  }
  return text.split("\n").flatMap((line) => {
    const [, pid, group, state, started] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    if (pid === undefined) return [];
    return [{ pid: Number(pid), group: Number(group), zombie: state.startsWith("Z"), started }];
  });
}

function processes() {
  if (!PROC) return fromPs(["-A"]);
  return readdirSync("/proc").flatMap(
    (name) => (/^\d+$/.test(name) && fromProc(Number(name))) || [],
  );
}

function boot() {
  return PROC ? readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim() : "";
}

/** When a process started, in a form that only the same process has again; undefined when it is gone. */
export function startOf(pid) {
  const process = PROC ? fromProc(pid) : fromPs(["-p", String(pid)])[0];
  return process && `${boot()} ${process.started}`.trim();
}

function marked(pid, run) {
  if (!PROC) return false;
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${MARK}=${run}`);
  } catch {
    return false; // gone, or of another user
  }
}

/**
 * The live processes of a run: members of its groups, told from strangers with a recycled id by the
 * start of the group's leader, and whatever carries the run's mark.
 */
export function remaining({ run, groups }) {
  const table = processes();
  const byPid = new Map(table.map((process) => [process.pid, process]));
  const prefix = boot();
  return table.flatMap(({ pid, group: id, zombie, started }) => {
    if (zombie || pid === process.pid) return [];
    const group = groups.find((each) => each.pid === id);
    const leader = group && byPid.get(group.pid);
    const same = leader && `${prefix} ${leader.started}`.trim() === group.started;
    if (!same && !marked(pid, run)) return [];
    // A stray is a client of what runs below, so it goes first.
    return [
      {
        pid,
        started,
        name: group?.name ?? "stray",
        layer: group?.layer ?? Infinity,
        graceMs: group?.graceMs ?? 1000,
      },
    ];
  });
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/**
 * Ends what remains of a run, highest layer first: SIGTERM, SIGKILL after the grace period. They are
 * no children of this process, so their end is polled for.
 * @returns names of the programs that were found running
 */
export async function end(state) {
  const seen = new Set();
  const deadlines = new Map();
  for (;;) {
    const left = remaining(state);
    if (left.length === 0) break;
    const layer = Math.max(...left.map((each) => each.layer));
    const now = Date.now();
    for (const { pid, started, name, graceMs } of left.filter((each) => each.layer === layer)) {
      seen.add(name);
      const key = `${pid} ${started}`;
      const deadline = deadlines.get(key);
      if (deadline === undefined) {
        deadlines.set(key, now + graceMs);
        send(pid, "SIGTERM");
      } else if (now > deadline + HOPELESS_MS) {
        return [...seen];
      } else if (now > deadline) {
        send(pid, "SIGKILL");
      }
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return [...seen];
}
