// The stages of `npm test`, in order: what is quick and fails often comes first.
import { rmSync } from "node:fs";
import path from "node:path";
import { ENVIRONMENT, TOOLS } from "./local-programs.mjs";
import { home, root } from "./paths.mjs";
import { readJson } from "./programs.mjs";
import { run } from "./process.mjs";
import { fromJest, fromJunit, single, textOf } from "./results.mjs";

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[]} [programs] what it runs, of tools/versions.json
 * @property {boolean} [python] whether it needs the Python environment
 * @property {boolean} [waits] whether it waits more than it computes: the stages after it run beside it
 * @property {() => Promise<{ counts: import("./results.mjs").Counts, output: string }>} execute
 */

const logOf = (name) => path.join(home, "logs", `test-${name}.log`);

/** Prettier, ESLint and the compiler: one check each. */
function check(name, file, ...args) {
  return {
    name,
    execute: async () => {
      const command = [path.join(root, "node_modules", file), ...args];
      const { code, output } = await run(process.execPath, command, {
        cwd: root,
        log: logOf(name),
      });
      return { counts: single(code), output };
    },
  };
}

/** A jest configuration; `paths` narrows it to test files below them. */
function jest(name, config, { paths = [], programs = [], python = false, waits = false } = {}) {
  return {
    name,
    programs,
    python,
    waits,
    execute: async () => {
      const report = path.join(home, "logs", `test-${name}.json`);
      rmSync(report, { force: true });
      const args = [
        path.join(root, "node_modules/jest/bin/jest.js"),
        ...["--config", config, "--ci", "--json", "--outputFile", report, ...paths],
      ];
      // Jest prints the report once more on stdout: what people read is on stderr and in the log.
      const { code, output } = await run(process.execPath, args, {
        cwd: root,
        env: { ...process.env, FORCE_COLOR: "0", NODE_ENV: "test" },
        log: logOf(name),
      });
      return { counts: fromJest(readJson(report), code), output: withoutReport(output) };
    },
  };
}

function withoutReport(output) {
  return output
    .split("\n")
    .filter((line) => !line.startsWith('{"num') && !line.startsWith("Test results written"))
    .join("\n");
}

/** A module of the Python environment, run in a folder of the repository. */
function python(name, folder, module, args, count) {
  return {
    name,
    python: true,
    execute: async () => {
      const { code, output } = await run(
        path.join(home, "venv/bin/python"),
        ["-m", module, ...args],
        { cwd: path.join(root, folder), log: logOf(name) },
      );
      return { counts: count(code), output };
    },
  };
}

/** Where pytest writes its report of a folder. */
export const junit = (folder) => path.join(home, `logs/test-pytest-${folder}.xml`);

const pytest = (name, folder) =>
  python(name, folder, "pytest", ["--junitxml", junit(folder)], (code) =>
    fromJunit(textOf(junit(folder)), code),
  );

/** All stages. @type {readonly Stage[]} */
export const stages = [
  check("prettier", "prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."),
  check("eslint", "eslint/bin/eslint.js", "."),
  check("types", "typescript/bin/tsc", "--noEmit"),
  jest("unit", "jest.config.cjs", {
    programs: [
      "promtool",
      "amtool",
      "alertmanager",
      ...(process.env.MLWATCH_CHART ? ["helm"] : []),
    ],
  }),
  jest("local", "jest.local.config.cjs", {
    programs: [...ENVIRONMENT, ...TOOLS, "promtool"],
    python: true,
    waits: true,
  }),
  // Ruff takes the settings of the nearest pyproject.toml.
  python("ruff", ".", "ruff", ["check", "examples", "python"], single),
  python("ruff-format", ".", "ruff", ["format", "--check", "examples", "python"], single),
  python("mypy", "examples", "mypy", [], single),
  python("mypy-package", "python", "mypy", [], single),
  pytest("pytest", "examples"),
  pytest("pytest-package", "python"),
  jest("consumer", "jest.consumer.config.cjs"),
];
