import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const library = path.join(__dirname, "../../../tools/lib/parent.mjs");
let folder;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "mlwatch-parent-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function until(condition) {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("not within 20 s");
}

// Ends by itself in any case: a failing test leaves nothing behind.
const WATCHER = `
  import { writeFileSync } from "node:fs";
  import { whenOrphaned } from ${JSON.stringify(library)};
  whenOrphaned(() => { writeFileSync("told", ""); process.exit(); });
  writeFileSync("watches", String(process.pid));
  setTimeout(() => {}, 30_000);`;

it.each([
  ["its parent", `exec node --input-type=module -e "$WATCHER"`, {}],
  // The shell waits on.
  [
    "the npm above its shell",
    `node --input-type=module -e "$WATCHER"; true`,
    { npm_lifecycle_event: "start" },
  ],
])(
  "tells a command that %s was killed",
  async (_, shell, env) => {
    const code = `require("child_process").spawn("sh", ["-c", process.env.SHELL_CODE], { stdio: "ignore" }); setTimeout(() => {}, 30_000);`;
    const parent = spawn(process.execPath, ["-e", code], {
      cwd: folder,
      stdio: "ignore",
      env: { ...process.env, npm_lifecycle_event: undefined, ...env, WATCHER, SHELL_CODE: shell },
    });
    const watches = path.join(folder, "watches");
    await until(() => existsSync(watches) && readFileSync(watches, "utf8") !== "");
    expect(existsSync(path.join(folder, "told"))).toBe(false);
    parent.kill("SIGKILL");
    await until(() => existsSync(path.join(folder, "told")));
  },
  45_000,
);
