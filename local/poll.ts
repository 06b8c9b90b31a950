import { setTimeout as delay } from "node:timers/promises";
import { LocalError } from "./errors";

/** What a probe found: the awaited thing, or why it is not there yet. */
export type Probe<T> = { readonly found: T } | { readonly waiting: string };

/** How long and how often {@link poll} looks. */
export interface PollOptions {
  /** What is awaited, for the error. */
  readonly what: string;
  readonly limitMs: number;
  /** @default 250 */
  readonly everyMs?: number;
  /** Ends the wait with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks again and again, for things that tell nobody when they are ready.
 * @throws LocalError saying what was awaited and why it was not there, at the limit; what the probe throws.
 */
export async function poll<T>(options: PollOptions, probe: () => Promise<Probe<T>>): Promise<T> {
  const { what, limitMs, everyMs = 250, signal } = options;
  const deadline = Date.now() + limitMs;
  for (;;) {
    signal?.throwIfAborted();
    const result = await probe();
    if ("found" in result) return result.found;
    if (Date.now() > deadline) {
      throw new LocalError(`${what}: not within ${limitMs / 1000} s: ${result.waiting}`);
    }
    await pause(everyMs, signal);
  }
}

/** Waits a while. @throws the signal's own reason, when it is aborted meanwhile */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}
