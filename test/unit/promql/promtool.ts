import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { program } from "../../programs";

const run = promisify(execFile);
const BETWEEN = "mlwatch_next";

/** What Prometheus itself makes of expressions, each an instant vector; one call for all of them. */
export async function format(texts: readonly string[]): Promise<string[]> {
  const { stdout } = await run(
    program("promtool"),
    // A leading sign would be read as a flag.
    [
      "--experimental",
      "promql",
      "format",
      "--",
      // A comment would go on to the parenthesis without the line break.
      texts.map((text) => `(${text}\n)`).join(` or ${BETWEEN} or `),
    ],
    { maxBuffer: 64 << 20 },
  );
  return stdout
    .split(new RegExp(`\\s+or\\s+${BETWEEN}\\s+or\\s+`))
    .map((text) => text.trim().replace(/^\((.*)\)$/s, "$1"));
}

/** A text without white space, which promtool sets as it likes. */
export function squeezed(text: string): string {
  return text.replace(/\s+/g, "");
}
