// npm start: makes the checkout ready, then hands over to the embedded environment (local/main.ts).
import path from "node:path";
import { bootstrap } from "./lib/bootstrap.mjs";
import { main } from "./lib/errors.mjs";
import { ENVIRONMENT, TOOLS } from "./lib/local-programs.mjs";
import { whenOrphaned } from "./lib/parent.mjs";
import { foreground } from "./lib/process.mjs";
import { home, root } from "./lib/paths.mjs";
import { found } from "./lib/programs.mjs";

const PROGRAMS = [...ENVIRONMENT, ...TOOLS];
// The clock of all that is reported.
const env = { ...process.env, MLWATCH_BEGUN: String(Math.round(performance.timeOrigin)) };

const typescript = (file, ...args) =>
  foreground(process.execPath, ["--import", "tsx", file, ...args], { cwd: root, env });

// As when the terminal is closed.
if (process.env.npm_lifecycle_event) whenOrphaned(() => process.kill(process.pid, "SIGHUP"));

await main(async () => {
  const args = process.argv.slice(2);
  await bootstrap({});
  if (args.includes("--help") || args.includes("-h")) {
    return await typescript("local/main.ts", ...args);
  }
  const { missing } = await found(PROGRAMS, { home });
  // Building takes a while the first time: meanwhile there is something to read.
  if (missing.length > 0) {
    const code = await typescript("local/preview.ts", ...args);
    if (code !== 0) return code;
  }
  await bootstrap({
    programs: PROGRAMS,
    requirements: [path.join(root, "examples/requirements.txt")],
  });
  return await typescript("local/main.ts", ...args);
});
