// Makes a checkout ready: npm packages, programs, the Python environment; each only when it is not.
import path from "node:path";
import { BootstrapError } from "./errors.mjs";
import { withLock } from "./lock.mjs";
import { ensureNodeModules, ensureVenv } from "./packages.mjs";
import { home, root } from "./paths.mjs";
import { getPrograms } from "./programs.mjs";

const MINIMUM_NODE = [20, 19];
const begun = Date.now();

/** One line of progress, with the time since the command began. */
export function progress(line) {
  const seconds = Math.round((Date.now() - begun) / 1000);
  const clock = `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, "0")}`;
  process.stderr.write(`${clock}  ${line}\n`);
}

/** Refuses a Node.js that is too old for what the npm packages use. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  const [wantMajor, wantMinor] = MINIMUM_NODE;
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  throw new BootstrapError(
    `Node.js ${version} is too old: at least ${MINIMUM_NODE.join(".")} is needed`,
    {
      remedy: "install a newer Node.js (https://nodejs.org)",
    },
  );
}

/**
 * Gets what a command needs, one bootstrap at a time per checkout.
 * @param {{ programs?: readonly string[], requirements?: readonly string[] }} needs names of
 * programs in tools/versions.json, and requirements files for the Python environment
 */
export async function bootstrap({ programs = [], requirements = [] }) {
  checkNode();
  const onWait = (pid) => progress(`waiting for the bootstrap that runs as process ${pid}`);
  await withLock(
    path.join(home, "lock"),
    async () => {
      await ensureNodeModules({ root, home, report: progress });
      for (const file of requirements) await ensureVenv({ home, file, report: progress });
      if (programs.length > 0) await getPrograms(programs, { home, report: progress });
    },
    { onWait },
  );
}
