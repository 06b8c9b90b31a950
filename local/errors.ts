import { isNativeError } from "node:util/types";

/**
 * Raised for what has its cause outside of this code: a mistake of the user, a program that ended, a port that
 * is taken. The message says what, where and what to do, and is printed without a stack.
 */
export class LocalError extends Error {}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  // An error of Node's own may be of another realm, as in jest, and so no instance.
  return isNativeError(error) || error instanceof Error ? error.message : String(error);
}
