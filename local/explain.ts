import { RenderError } from "../render";
import { LocalError, messageOf } from "./errors";

/** What a command prints of an error: the message, and the stack where only we can mend it. */
export function explain(error: unknown): string {
  const known = error instanceof LocalError || error instanceof RenderError;
  return known || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message);
}
