// One bootstrap at a time: two at once would build the same program twice and mix their files.
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

const HEARTBEAT_MS = 5_000;
const STALE_MS = 60_000;

function holder(file) {
  try {
    return { pid: Number(readFileSync(file, "utf8")), age: Date.now() - statSync(file).mtimeMs };
  } catch {
    return undefined;
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Takes the lock away from a holder that is gone; false when somebody else was quicker. */
function takeOver(file, stale) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return false;
  }
  const moved = holder(aside);
  // A third process may have taken over between the look and the move: its lock goes back.
  if (moved !== undefined && moved.pid !== stale.pid) {
    try {
      linkSync(aside, file);
    } catch {
      // Taken again in the meantime, which is as good.
    }
  }
  rmSync(aside, { force: true });
  return true;
}

/**
 * Runs `work` while holding the lock. Another live holder is waited for (`onWait` is told its pid
 * once); the lock of a dead process, or one whose heartbeat stopped a minute ago, is taken over.
 */
export async function withLock(file, work, { onWait = () => {}, pollMs = 300 } = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, `${process.pid}\n`);
  let told = false;
  try {
    for (;;) {
      try {
        linkSync(mine, file);
        break;
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
      }
      const other = holder(file);
      if (other === undefined) continue;
      if (!alive(other.pid) || other.age > STALE_MS) {
        takeOver(file, other);
        continue;
      }
      if (!told) onWait(other.pid);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const beat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch {
      // Removed from outside (`rm -r .mlwatch`): there is nothing left to keep.
    }
  }, HEARTBEAT_MS);
  const release = () => {
    clearInterval(beat);
    if (holder(file)?.pid === process.pid) rmSync(file, { force: true });
  };
  process.on("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}
