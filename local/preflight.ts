import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { requirePulumi } from "./engine";
import { LocalError, messageOf } from "./errors";
import { serve } from "./http";
import { parseOptions, type Options } from "./options";
import { SCENARIO_NAMES } from "./scenarios";

/**
 * Reads the command line of `npm start` and tries what it names, so that no mistake shows only after minutes.
 * @throws LocalError naming the option, the value and what to do
 */
export async function preflight(args: readonly string[]): Promise<Options> {
  const options = parseOptions(args, SCENARIO_NAMES);
  if (options.help) return options;
  if (options.engine === "pulumi") requirePulumi();
  if (options.port !== 0) await tryPort(options.port);
  return options.json === undefined ? options : { ...options, json: tryFile(options.json) };
}

async function tryPort(port: number): Promise<void> {
  const server = await serve(() => undefined, port).catch((error: unknown) => {
    throw new LocalError(`--port ${port}: ${messageOf(error)}`, { cause: error });
  });
  await server.close();
}

/** Removes the result of an earlier run, which would pass for that of this one. @returns the absolute path */
function tryFile(file: string): string {
  const absolute = path.resolve(file);
  try {
    writeFileSync(`${absolute}.tmp`, "");
    rmSync(`${absolute}.tmp`);
    rmSync(absolute, { force: true });
    return absolute;
  } catch (error) {
    throw new LocalError(
      `--json ${file}: cannot be written (${messageOf(error)}); name a file in a directory that exists.`,
      { cause: error },
    );
  }
}
