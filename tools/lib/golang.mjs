// Builds from source: the wrapper modules under tools/programs pin every dependency by checksum.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { BootstrapError } from "./errors.mjs";
import { ask, run } from "./process.mjs";
import { fetchRelease, reachable } from "./release.mjs";
import { goToolchain } from "./versions.mjs";

/**
 * The go command: MLWATCH_GO, the one on PATH, the one fetched before, else (with internet) the
 * official toolchain. Undefined when there is none to be had.
 */
export async function findGo({
  home,
  env = process.env,
  fetchIfMissing = true,
  report = () => {},
}) {
  const toolchain = goToolchain();
  const kept = path.join(home, "go", toolchain.version);
  for (const command of [env.MLWATCH_GO, "go", path.join(kept, "bin/go")]) {
    if (command === undefined || command === "") continue;
    const version = await ask(command, ["env", "GOVERSION"], { env });
    if (version !== undefined) return { command, version: version.replace(/^go/, "") };
  }
  if (!fetchIfMissing || toolchain.release === null || !(await reachable(env))) return undefined;
  report(`fetching Go ${toolchain.version}`);
  const { file, dispose } = await fetchRelease(toolchain, path.join(home, "downloads"), env);
  mkdirSync(path.dirname(kept), { recursive: true });
  if (!existsSync(kept)) renameSync(file, kept);
  dispose();
  return { command: path.join(kept, "bin/go"), version: toolchain.version };
}

/** Builds one program to `target`; an interrupted build leaves only Go's own cache, which the next one uses. */
export async function buildProgram(program, go, { wrappers, target, log, env = process.env }) {
  const temporary = `${target}.${process.pid}.tmp`;
  const args = [
    "build",
    "-trimpath",
    "-mod=readonly",
    ...(program.tags.length === 0 ? [] : ["-tags", program.tags.join(",")]),
    "-ldflags",
    ["-s", "-w", ...program.ldflags].join(" "),
    "-o",
    temporary,
    program.package,
  ];
  mkdirSync(path.dirname(target), { recursive: true });
  try {
    const { code } = await run(go.command, args, {
      cwd: path.join(wrappers, program.wrapper),
      env: { ...env, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" },
      log,
    });
    if (code !== 0) {
      throw new BootstrapError(`${program.name} ${program.version} could not be built`, {
        log,
        remedy: `read the log; or set ${variable(program.name)} to your own ${program.name} ${program.version}`,
      });
    }
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** The environment variable that names a program of the user's own: kube-apiserver is MLWATCH_KUBE_APISERVER. */
export function variable(name) {
  return `MLWATCH_${name.toUpperCase().replaceAll("-", "_")}`;
}
