// Notices that whoever ran this command is gone, however it went: nobody could end it by Ctrl-C then.
import { execFileSync } from "node:child_process";

const EVERY_MS = 1_000;

/** npm runs a command in a shell that outlives it; undefined where the parent is no such shell. */
function aboveShell(pid) {
  try {
    const text = execFileSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" });
    const [, above] = /^\s*(\d+)\s+\S*sh\s/.exec(text) ?? [];
    return above === undefined ? undefined : Number(above);
  } catch {
    return undefined; // no ps, or it has ended already
  }
}

function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * Calls back once when the parent is gone, or the npm above it. Looks every second: nothing tells a process of
 * the end of one that is not its child.
 */
export function whenOrphaned(act) {
  const parent = process.ppid;
  const npm = process.env.npm_lifecycle_event === undefined ? undefined : aboveShell(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || lives(npm))) return;
    clearInterval(timer);
    act();
  }, EVERY_MS);
  timer.unref();
}
