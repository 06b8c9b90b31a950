import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { RenderError } from "../../render";
import { findings, judged, type Environment, type Finding } from "./index";
import { pint } from "./pint";
import { environmentOf, firing, stacksIn, type Suite } from "./stacks";

const USAGE = `Usage: npm run lint:rules -- [STACK...] [--json FILE]

Lints rules and dashboards of the stacks named, of all without a name; then runs pint over their rule files.
Prints \`slug rule message\`; exits with 1 when something is found. docs/lint.md says what each slug means.
  --json FILE        writes the findings, and what pint said
  --suites FILE      module that exports \`suites\` of the test bench: alerts without a case are found
  --pint PROGRAM     the program to run
  --without-pint WHY says why it is not run
`;

/** A finding, and the stacks it is in. */
interface Report extends Finding {
  readonly stacks: readonly string[];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "string" },
      suites: { type: "string" },
      pint: { type: "string" },
      "without-pint": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const cwd = process.cwd();
  const stacks = positionals.length > 0 ? positionals : stacksIn(cwd);
  const tested = values.suites === undefined ? undefined : await testedBy(values.suites);
  const environments: Environment[] = [];
  // One at a time: each runs a program of its own.
  for (const stack of stacks) {
    environments.push(await environmentOf(stack, { cwd, ...(tested && { tested }) }));
  }
  const reports = reportsOf(environments, positionals.length === 0);
  for (const { slug, where, message, stacks: found } of reports) {
    const place = found.length === stacks.length || found.length === 0 ? "" : ` (${found.join()})`;
    process.stdout.write(`${slug} ${where} ${message}${place}\n`);
  }
  const said = values.pint === undefined ? [] : await pintOver(values.pint, environments);
  for (const { stack, passed, output } of said) {
    if (!passed) process.stdout.write(`pint, stack ${stack}:\n${output}\n`);
  }
  const why = values["without-pint"] ?? "no program was named";
  const failed = said.filter(({ passed }) => !passed).length;
  const rules = environments.flatMap(({ groups }) => groups.flatMap((group) => group.rules));
  process.stdout.write(
    `${reports.length} findings in ${rules.length} rules of ${stacks.join(", ")}; ` +
      `pint ${values.pint === undefined ? `was skipped: ${why}` : `passed ${said.length - failed} of ${said.length} stacks`}\n`,
  );
  if (values.json !== undefined) {
    const report = { findings: reports, pint: values.pint === undefined ? { skipped: why } : said };
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  process.exitCode = reports.length + failed > 0 ? 1 : 0;
}

/** Alerts that a case sees firing. */
async function testedBy(file: string): Promise<ReadonlySet<string>> {
  const module: unknown = await import(pathToFileURL(path.resolve(file)).href);
  // Named by our own scripts; a module without suites fails at the next line.
  const { suites } = module as { readonly suites: readonly Suite[] };
  return firing(suites);
}

/** Findings of all environments, each once; exceptions are judged over all of them. */
function reportsOf(environments: readonly Environment[], all: boolean): readonly Report[] {
  const found = environments.map((environment) => ({
    stack: environment.name,
    own: findings(environment).map((finding) => JSON.stringify(finding)),
  }));
  const unique = [...new Set(found.flatMap(({ own }) => own))];
  // Written two lines above.
  const left = judged(unique.map((text) => JSON.parse(text) as Finding));
  return left
    .filter(({ slug }) => all || slug !== "unused-exception")
    .map((finding) => ({
      ...finding,
      stacks: found
        .filter(({ own }) => own.includes(JSON.stringify(finding)))
        .map(({ stack }) => stack),
    }));
}

async function pintOver(program: string, environments: readonly Environment[]) {
  return Promise.all(
    environments.map(async ({ name, groups }) => ({
      stack: name,
      ...(await pint(program, groups)),
    })),
  );
}

main().catch((error: unknown) => {
  // What a user can mend is one message; anything else is a defect and keeps its stack trace.
  const expected = error instanceof RenderError || isUsage(error) || isOfSystem(error);
  process.stderr.write(`${expected ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});

function isUsage(error: unknown): error is Error {
  return (
    error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")
  );
}

/** A file that cannot be written: the message names it. */
function isOfSystem(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}
