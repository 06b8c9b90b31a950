import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { catalogueWorld } from "../infer";
import { checkFiles, type Report } from "./check";
import { entriesFrom } from "./exposition";

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

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      metrics: { type: "string", multiple: true },
      label: { type: "string", multiple: true },
      json: { type: "string" },
      strict: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (positionals.length === 0) throw new UsageError(USAGE);
  const own = (values.metrics ?? []).flatMap((file) => named(file, () => entriesFrom(read(file))));
  const files = positionals.map((name) => ({ name, text: read(name) }));
  const report = checkFiles(files, catalogueWorld(own, values.label));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(printed(report));
  const failing = report.findings.filter(({ severity }) => severity === "error" || values.strict);
  if (failing.length > 0) process.exitCode = 1;
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

/** What goes wrong with a file names the file. */
function named<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

try {
  main();
} catch (error) {
  // What a user can mend is one message; anything else is a defect and keeps its stack trace.
  const usage =
    error instanceof UsageError ||
    (error instanceof TypeError &&
      "code" in error &&
      String(error.code).startsWith("ERR_PARSE_ARGS"));
  process.stderr.write(`${usage ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = usage ? 2 : 3;
}
