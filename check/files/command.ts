import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { catalogueWorld } from "../infer";
import { checkFiles, type Report } from "./check";
import { entriesFrom } from "./own-metrics";

const USAGE = `Usage: npm run rules:check -- FILE... [options]

Checks Prometheus rule files and PrometheusRule objects against the catalogue of metrics: names, labels,
kinds of samples, units. Prints 'file:line:column severity slug message'; docs/rules-check.md explains the slugs.
  --metrics FILE  exposition text of your own exporters, to know their metrics as well; may be repeated
  --label NAME    a label that your relabeling adds to every series; may be repeated
  --json FILE     writes the findings there
  --strict        warnings fail as well
The exit code is 1 where there are errors, 2 where the command is used wrongly.
`;

/** What the user can mend by another command line. */
class UsageError extends Error {}

/** What the command prints, and how it ends. */
export interface Outcome {
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

/** Runs `npm run rules:check` with these arguments; only `--json` writes a file. */
export function rulesCheck(args: readonly string[]): Outcome {
  try {
    return checked(args);
  } catch (error) {
    // What a user can mend is one message; anything else is a defect and keeps its stack trace.
    const message = error instanceof UsageError ? error.message : wrongOption(error);
    if (message === undefined) throw error;
    return { code: 2, out: "", err: `${message}\n` };
  }
}

/** What parseArgs says of an option, told by its code. */
function wrongOption(error: unknown): string | undefined {
  const told = typeof error === "object" && error !== null && "code" in error && "message" in error;
  if (!told || !String(error.code).startsWith("ERR_PARSE_ARGS")) return undefined;
  return String(error.message);
}

function checked(args: readonly string[]): Outcome {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      metrics: { type: "string", multiple: true },
      label: { type: "string", multiple: true },
      json: { type: "string" },
      strict: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return { code: 0, out: USAGE, err: "" };
  if (positionals.length === 0) throw new UsageError(USAGE);
  const own = (values.metrics ?? []).flatMap((file) => {
    const text = read(file);
    return named(file, () => entriesFrom(text));
  });
  const files = positionals.map((name) => ({ name, text: read(name) }));
  const report = checkFiles(files, catalogueWorld(own, values.label));
  const { json } = values;
  if (json !== undefined)
    named(json, () => writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`));
  const failing = report.findings.some(({ severity }) => severity === "error" || values.strict);
  return { code: failing ? 1 : 0, out: printed(report), err: "" };
}

function printed({ files, rules, findings }: Report): string {
  const lines = findings.map(
    ({ file, line, column, severity, slug, message }) =>
      `${file}:${line}:${column} ${severity} ${slug} ${message}`,
  );
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
  const summary = `${count(rules, "rule")} in ${count(files, "file")}: ${count(errors, "error")}, ${count(findings.length - errors, "warning")}`;
  return `${[...lines, summary].join("\n")}\n`;
}

function read(file: string): string {
  return named(file, () => readFileSync(file, "utf8"));
}

/** What the system says of files that are not there, or are none. */
const SAID: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EISDIR: "is a directory; name its files",
  EACCES: "permission denied",
};

/** What goes wrong with a file names the file. */
function named<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
    const said = SAID[String(code)] ?? (error instanceof Error ? error.message : String(error));
    throw new UsageError(`${file}: ${said}`, { cause: error });
  }
}
