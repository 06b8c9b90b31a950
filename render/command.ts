import { parseArgs } from "node:util";
import type { Values } from "../components/prometheus/merge";
import { readYaml } from "./project";
import { RenderError } from "./run";

/** What the commands that write an environment take: `<stack> --out DIR [--config FILE]`. */
export interface CommandArgs {
  readonly stack: string;
  /** Where to write. */
  readonly out: string;
  /** Merged over the stack's configuration. */
  readonly config?: Values;
}

/**
 * Runs a command with the arguments of this process; `work` answers with the line that says what was done. What a
 * user can mend is one message, anything else is a defect and keeps its stack trace.
 */
export function runCommand(usage: string, work: (args: CommandArgs) => Promise<string>): void {
  main(usage, work).catch((error: unknown) => {
    const expected = error instanceof RenderError || isUsage(error);
    process.stderr.write(`${expected ? error.message : String((error as Error).stack ?? error)}\n`);
    process.exitCode = 1;
  });
}

async function main(usage: string, work: (args: CommandArgs) => Promise<string>): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: "string" },
      config: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const [stack, ...more] = positionals;
  const wrong = (what: string) => new RenderError(`${what}\n\n${usage}`);
  if (stack === undefined || more.length > 0) throw wrong("Name one stack.");
  if (values.out === undefined) throw wrong("Say where to write: --out DIR.");
  const done = await work({
    stack,
    out: values.out,
    ...(values.config !== undefined && { config: readYaml(values.config) }),
  });
  process.stdout.write(`${done}\n`);
}

function isUsage(error: unknown): error is Error {
  return (
    error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")
  );
}
