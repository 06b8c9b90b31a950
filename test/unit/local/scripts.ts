import type { ProcessSpec } from "../../../local/contracts";

/** Keeps a program running. */
export const FOREVER = "setInterval(() => {}, 1000);";

/** Ignores SIGTERM. */
export const STUBBORN = `process.on("SIGTERM", () => {}); console.log("up"); ${FOREVER}`;

/** A program that runs a line of JavaScript. */
export function script(name: string, code: string, more: Partial<ProcessSpec> = {}): ProcessSpec {
  return { name, command: process.execPath, args: ["-e", code], ...more };
}
