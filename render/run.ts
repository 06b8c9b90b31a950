import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { RESULT_FD, type ProgramRequest, type ProgramResult } from "./protocol";

/** Raised when a program cannot be rendered; the message is for its user. */
export class RenderError extends Error {}

/** What a program registered, and what it wrote while doing so. */
export interface Run extends ProgramResult {
  /** Warnings and other lines of the program. */
  readonly messages: string;
}

/** Source files run through tsx, compiled ones as they are. */
const EXTENSION = path.extname(__filename);

/**
 * Runs a Pulumi program under the mock runtime, in a process of its own.
 * @throws RenderError with the program's own message when it fails, throws in an apply, registers a
 * resource twice, or waits for a value that never comes.
 */
export async function runProgram(request: ProgramRequest, cwd: string): Promise<Run> {
  const child = spawn(
    process.execPath,
    [
      ...(EXTENSION === ".ts" || request.entry.endsWith(".ts")
        ? ["--import", pathToFileURL(require.resolve("tsx")).href]
        : []),
      path.join(__dirname, `child${EXTENSION}`),
    ],
    { cwd, stdio: ["pipe", "pipe", "pipe", "pipe"] },
  );
  const code = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  // Configuration goes by standard input: arguments and environment are seen by other processes.
  child.stdin.on("error", ignore).end(JSON.stringify(request));
  // Opened as a pipe above, so it is a stream that can be read.
  const result = child.stdio[RESULT_FD] as Readable;
  const [answer, output, errors] = await Promise.all([
    text(result),
    text(child.stdout),
    text(child.stderr),
  ]);
  const exit = await code;
  const messages = (output + errors).trim();
  if (answer === "") throw new RenderError(`the program ended early (${exit}):\n${messages}`);
  // The child wrote it from the same type.
  const run = JSON.parse(answer) as ProgramResult;
  if (run.error !== undefined) throw new RenderError(run.error);
  // Pulumi says which registrations were still waiting, and ends with 1.
  if (exit !== 0) throw new RenderError(messages || `the program ended with exit code ${exit}`);
  refuseDuplicates(run.registrations.map(({ urn }) => urn));
  return { ...run, messages };
}

// A child that fails while it starts closes its input; its exit code says so.
function ignore(): void {}

function refuseDuplicates(urns: readonly string[]): void {
  const seen = new Set<string>();
  for (const urn of urns) {
    if (seen.has(urn)) {
      throw new RenderError(
        `two resources have the URN ${urn}: give one another name, prefixed with its component's.`,
      );
    }
    seen.add(urn);
  }
}
