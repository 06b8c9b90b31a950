import { parseArgs } from "node:util";
import type { Values } from "../components/prometheus/merge";
import { readYaml } from "./project";
import { RenderError } from "./run";

/** What commands on an environment take. */
export interface StackArgs {
  readonly stack: string;
  /** Merged over the stack's configuration. */
  readonly config?: Values;
}

/** What the commands that write an environment take: `<stack> --out DIR [--config FILE]`. */
export interface CommandArgs extends StackArgs {
  /** Where to write. */
  readonly out: string;
}

/** What `<stack> --explain [--metrics FILE|URL]` takes. */
export interface ExplainArgs extends StackArgs {
  readonly metrics?: string;
}

/** Answers with the text that is printed at the end. */
type Work<A> = (args: A) => Promise<string>;

/**
 * Runs a command with the arguments of this process; `work` answers with the line that says what was done. What a
 * user can mend is one message, anything else is a defect and keeps its stack trace.
 * @param explain what `--explain` does instead, where the command knows it
 */
export function runCommand(
  usage: string,
  work: Work<CommandArgs>,
  explain?: Work<ExplainArgs>,
): void {
  main(usage, work, explain).catch((error: unknown) => {
    const expected = error instanceof RenderError || isUsage(error);
    process.stderr.write(`${expected ? error.message : String((error as Error).stack ?? error)}\n`);
    process.exitCode = 1;
  });
}

async function main(
  usage: string,
  work: Work<CommandArgs>,
  explain: Work<ExplainArgs> | undefined,
): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: "string" },
      config: { type: "string" },
      help: { type: "boolean", short: "h" },
      explain: { type: "boolean" },
      metrics: { type: "string" },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const [stack, ...more] = positionals;
  const wrong = (what: string) => new RenderError(`${what}\n\n${usage}`);
  if (stack === undefined || more.length > 0) throw wrong("Name one stack.");
  const { out, metrics } = values;
  const args: StackArgs = {
    stack,
    ...(values.config !== undefined && { config: readYaml(values.config) }),
  };
  if (values.explain === true && explain) {
    if (out !== undefined) throw wrong("--explain writes nothing: leave out --out.");
    const text = await explain({ ...args, ...(metrics !== undefined && { metrics }) });
    process.stdout.write(`${text}\n`);
    return;
  }
  if (values.explain === true) throw wrong("--explain belongs to npm run rules.");
  if (metrics !== undefined) throw wrong("--metrics belongs to --explain.");
  if (out === undefined) throw wrong("Say where to write: --out DIR.");
  process.stdout.write(`${await work({ ...args, out })}\n`);
}

function isUsage(error: unknown): error is Error {
  return (
    error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")
  );
}
