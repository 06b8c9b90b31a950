// npm packages and the Python environment: installed when they are not what the lock files say.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { BootstrapError } from "./errors.mjs";
import { ask, run } from "./process.mjs";
import { readJson, writeJson } from "./programs.mjs";

/**
 * Whether node_modules is what package-lock.json asks for. npm notes in a hidden lock file what it
 * installed, and writes it last, so an interrupted installation is seen too.
 */
export function nodeModulesMatch(root) {
  const wanted = readJson(path.join(root, "package-lock.json"))?.packages;
  const installed = readJson(path.join(root, "node_modules/.package-lock.json"))?.packages;
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([location, entry]) => {
    if (location === "") return true;
    const have = installed[location];
    // Optional packages are those of other platforms.
    if (have === undefined) return entry.optional === true || entry.peer === true;
    return have.version === entry.version && have.integrity === entry.integrity;
  });
}

/** Installs the npm packages of the lock file unless they are there. */
export async function ensureNodeModules({ root, home, report = () => {} }) {
  if (nodeModulesMatch(root)) return;
  const start = Date.now();
  report("installing npm packages (npm ci)");
  const log = path.join(home, "logs/npm.log");
  // The only install scripts fetch a Pulumi plugin, which nothing here needs, and check binaries.
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { code } = await run("npm", args, { cwd: root, log });
  if (code !== 0) {
    throw new BootstrapError("npm ci failed", {
      log,
      remedy: "read the log; the first installation needs a package registry that npm can reach",
    });
  }
  report(`npm packages ready after ${((Date.now() - start) / 1000).toFixed(0)} s`);
}

const MINIMUM = [3, 10];
const PROBE = "import sys, venv, ensurepip; print('%d.%d.%d' % sys.version_info[:3])";

function newEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

/** The Python that makes the environment: MLWATCH_PYTHON, else the first on PATH that can. */
export async function findPython(env = process.env) {
  const named = env.MLWATCH_PYTHON;
  const candidates =
    named === undefined || named === ""
      ? ["python3", ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`), "python"]
      : [named];
  const rejected = [];
  for (const command of candidates) {
    const version = await ask(command, ["-c", PROBE], { env });
    if (version !== undefined && newEnough(version)) return { command, version };
    const plain = await ask(command, ["--version"], { env });
    if (plain !== undefined) rejected.push(`${command} is ${plain}`);
  }
  const tried = named === undefined || named === "" ? "none is on PATH" : `${named} does not run`;
  const seen = rejected.length === 0 ? tried : rejected.join(", ");
  throw new BootstrapError(
    `no Python of at least 3.10 with venv and ensurepip was found: ${seen}`,
    {
      remedy:
        "install Python 3.10 or newer (on Debian and Ubuntu with the package python3-venv), or set MLWATCH_PYTHON to one",
    },
  );
}

/** A requirements file with the files it includes, for comparing. */
function requirements(file) {
  const text = readFileSync(file, "utf8");
  const included = [...text.matchAll(/^-r\s+(\S+)/gm)].map(([, name]) =>
    requirements(path.join(path.dirname(file), name)),
  );
  return [text, ...included].join("\n");
}

/**
 * Makes the Python environment `.mlwatch/venv` and installs a requirements file into it, once per
 * content of that file.
 * @returns {Promise<string>} its interpreter
 */
export async function ensureVenv({ home, file, report = () => {}, env = process.env }) {
  const folder = path.join(home, "venv");
  const interpreter = path.join(folder, "bin/python");
  const noteFile = path.join(folder, "mlwatch.json");
  const key = path.basename(file);
  const hash = createHash("sha256").update(requirements(file)).digest("hex");
  const note = readJson(noteFile);
  if (note?.installed?.[key] === hash && existsSync(interpreter)) return interpreter;

  const start = Date.now();
  const log = path.join(home, "logs/python.log");
  const works =
    note !== undefined && (await ask(interpreter, ["-m", "pip", "--version"])) !== undefined;
  if (!works) {
    const python = await findPython(env);
    report(`making a Python ${python.version} environment`);
    rmSync(folder, { recursive: true, force: true });
    const made = await run(python.command, ["-m", "venv", folder], { log, env });
    if (made.code !== 0) {
      throw new BootstrapError("the Python environment could not be made", {
        log,
        remedy: "read the log; on Debian and Ubuntu install the package python3-venv",
      });
    }
    writeJson(noteFile, { installed: {} });
  }
  report(`installing ${key} with pip`);
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", file];
  // Of a path in the file pip thinks from where it runs.
  const { code } = await run(interpreter, pip, { log, env, cwd: path.dirname(file) });
  if (code !== 0) {
    throw new BootstrapError(`pip could not install ${key}`, {
      log,
      remedy: "read the log; the first installation needs a package index that pip can reach",
    });
  }
  const installed = works ? (note.installed ?? {}) : {};
  writeJson(noteFile, { installed: { ...installed, [key]: hash } });
  report(`Python packages ready after ${((Date.now() - start) / 1000).toFixed(0)} s`);
  return interpreter;
}
