// Waits for the process that started it to be gone, however it went, then ends every program that was left.
// Usage: node guard.mjs STATE; each line of standard input is the state as it is now, its end is the parent's.
import { readFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { end } from "./leftovers.mjs";

const file = process.argv[2];

// Signals to the terminal's group or to "all node processes" must not end the guard before its work.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

let state;
for await (const line of createInterface({ input: process.stdin })) {
  try {
    state = JSON.parse(line);
  } catch {
    // Cut off by the end of the parent: the line before it holds.
  }
}
if (state !== undefined) {
  await end(state);
  try {
    // A new run may have written its own in the meantime.
    if (JSON.parse(readFileSync(file, "utf8")).run === state.run) rmSync(file);
  } catch {
    // Nothing there to remove.
  }
}
