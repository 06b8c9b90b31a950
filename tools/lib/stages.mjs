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

function python(name, module, args, count) {
  return {
    name,
    python: true,
    execute: async () => {
      const { code, output } = await run(
        path.join(home, "venv/bin/python"),
        ["-m", module, ...args],
        { cwd: path.join(root, "examples"), log: logOf(name) },
      );
      return { counts: count(code), output };
    },
  };
}

const junit = path.join(home, "logs/test-pytest.xml");

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
  python("ruff", "ruff", ["check", "."], single),
  python("ruff-format", "ruff", ["format", "--check", "."], single),
  python("mypy", "mypy", [], single),
  python("pytest", "pytest", ["--junitxml", junit], (code) => fromJunit(textOf(junit), code)),
  jest("consumer", "jest.consumer.config.cjs"),
];
