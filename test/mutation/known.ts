import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * What earlier runs found out: by key of rules and case, whether the case passes. Who writes cases against survivors
 * runs again and again, and only what changed is run anew.
 */
export class Known {
  private readonly results: Map<string, boolean>;
  private readonly used = new Set<string>();

  /**
   * @param file Where results are kept; nothing is kept without it.
   * @param fresh Whether what is kept there is forgotten.
   */
  constructor(
    private readonly file?: string,
    fresh = false,
  ) {
    this.results = new Map(file === undefined || fresh ? [] : read(file));
  }

  /** A key of what decides a result. */
  key(...parts: readonly unknown[]): string {
    return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 22);
  }

  /** Whether the case passes, if that is known. */
  get(key: string): boolean | undefined {
    this.used.add(key);
    return this.results.get(key);
  }

  /** Keeps a result. */
  set(key: string, passes: boolean): void {
    this.used.add(key);
    this.results.set(key, passes);
  }

  /** Writes the file; after a `complete` run without what nothing asks for any more. */
  save(complete: boolean): void {
    if (this.file === undefined) return;
    const used = [...this.results].filter(([key]) => this.used.has(key));
    // Another run may have written in the meantime.
    const kept = complete ? used : [...read(this.file), ...used];
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(Object.fromEntries(kept)));
  }
}

function read(file: string): readonly [string, boolean][] {
  if (!existsSync(file)) return [];
  try {
    // Written by `save`, which keeps this shape.
    return Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, boolean>);
  } catch {
    // Cut off in the middle of writing: it can be found out again.
    return [];
  }
}
