// Where each program comes from: the user's own, the cache, the official release, a build.
import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { BootstrapError } from "./errors.mjs";
import { buildProgram, findGo, variable } from "./golang.mjs";
import { wrappers as ownWrappers } from "./paths.mjs";
import { ask } from "./process.mjs";
import { fetchRelease, reachable } from "./release.mjs";
import { program as lookUp } from "./versions.mjs";

/** Reads a JSON file; undefined when it is not there or was cut short. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Writes a file so that nobody ever reads half of it. */
export function writeJson(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(temporary, file);
}

const binary = (home, name) => path.join(home, "bin", name);
const stampOf = (home, name) => path.join(home, "bin", `${name}.json`);

/** The program that the user named by environment variable, undefined when none. */
export async function fromEnvironment(program, env) {
  const name = variable(program.name);
  const file = env[name];
  if (file === undefined || file === "") return undefined;
  try {
    accessSync(file, constants.X_OK);
    if (!statSync(file).isFile()) throw new Error("not a file");
  } catch (error) {
    throw new BootstrapError(
      `${name}=${file} is not an executable file (${error.code ?? error.message})`,
      {
        remedy: `correct it, or unset it to get ${program.name} ${program.version}`,
      },
    );
  }
  const said = await ask(file, program.versionArgs, { env });
  const version = /\d+\.\d+(\.\d+)?/.exec(said ?? "")?.[0] ?? "unknown";
  return { path: path.resolve(file), version, origin: name };
}

/** The cached program, if it is complete and was made by the recipe that holds today. */
export function fromCache(program, home) {
  const stamp = readJson(stampOf(home, program.name));
  if (stamp?.recipe !== program.recipe) return undefined;
  const file = binary(home, program.name);
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  return size === stamp.size
    ? { path: file, version: stamp.version, origin: stamp.origin }
    : undefined;
}

/** Notes how the binary in the cache came to be. Written after the binary: without it there is no cache entry. */
export function stamp(program, home, origin) {
  const file = binary(home, program.name);
  writeJson(stampOf(home, program.name), {
    version: program.version,
    origin,
    recipe: program.recipe,
    size: statSync(file).size,
  });
  return { path: file, version: program.version, origin };
}

async function fromRelease(program, home, env) {
  const { file, dispose } = await fetchRelease(program, path.join(home, "downloads"), env);
  try {
    mkdirSync(path.join(home, "bin"), { recursive: true });
    chmodSync(file, 0o755);
    renameSync(file, binary(home, program.name));
  } finally {
    dispose();
  }
  return stamp(program, home, "release");
}

async function fromSource(program, go, { home, env, wrappers }) {
  await buildProgram(program, go, {
    wrappers,
    target: binary(home, program.name),
    log: path.join(home, "logs", `${program.name}.log`),
    env,
  });
  return stamp(program, home, `build (${go.version})`);
}

/** What can be used without work, by name, and the names of what is left to get. */
export async function found(names, { home, env = process.env }) {
  const ready = {};
  for (const name of names) {
    const program = lookUp(name);
    const have = (await fromEnvironment(program, env)) ?? fromCache(program, home);
    if (have !== undefined) ready[name] = have;
  }
  return { ready, missing: names.filter((name) => !(name in ready)) };
}

/** Gets one program that is neither named nor cached. `report` is told what is tried. */
async function get(program, { home, env, wrappers, report }) {
  const { name, version } = program;
  const tried = [];
  if (program.release !== null) {
    if (await reachable(env)) {
      try {
        report(`fetching ${name} ${version}`);
        return await fromRelease(program, home, env);
      } catch (error) {
        if (error instanceof BootstrapError) throw error;
        tried.push(error.message);
      }
    }
  }
  const go = await findGo({ home, env, report }).catch((error) => {
    if (error instanceof BootstrapError) throw error;
    tried.push(error.message);
    return undefined;
  });
  if (go === undefined) {
    const online = await reachable(env);
    throw new BootstrapError(
      online
        ? `${name} ${version} could not be fetched (${[...(program.release === null ? [program.noRelease ?? "no release for this platform"] : []), ...tried].join("; ")}), and there is no Go to build it`
        : `${name} ${version} is missing: there is no internet to fetch it and no Go to build it`,
      {
        remedy: `install Go (https://go.dev/dl), or connect to the internet, or set MLWATCH_RELEASE_MIRROR, or set ${variable(name)} to your own ${name} ${version}`,
      },
    );
  }
  report(`building ${name} ${version} with Go ${go.version}`);
  return await fromSource(program, go, { home, env, wrappers });
}

/**
 * Gets every program named and writes `programs.json`, which says where each lies.
 * @param {readonly string[]} names
 * @param {{ home: string, env?: NodeJS.ProcessEnv, wrappers?: string, report?: (line: string) => void }} options
 */
export async function getPrograms(names, options) {
  const { home, env = process.env, wrappers = ownWrappers, report = () => {} } = options;
  const index = path.join(home, "programs.json");
  const { ready, missing } = await found(names, { home, env });
  const save = () => writeJson(index, { ...readJson(index), ...ready });
  save();
  for (const [position, name] of missing.entries()) {
    const start = Date.now();
    const count = `[${position + 1}/${missing.length}]`;
    ready[name] = await get(lookUp(name), {
      home,
      env,
      wrappers,
      report: (line) => report(`${count} ${line}`),
    });
    report(
      `${count} ${name} ${ready[name].version} ready after ${((Date.now() - start) / 1000).toFixed(0)} s`,
    );
    // After each one: an interrupted bootstrap goes on where it stopped.
    save();
  }
  return ready;
}
