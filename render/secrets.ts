import { createHash } from "node:crypto";

/**
 * Stands for a secret value while a stack is rendered, so that the value itself is not even needed:
 * wherever the marker turns up, the secret would. Named by hash, so that it is no part of other texts.
 */
export function marker(name: string): string {
  return `secret-${createHash("sha256").update(name).digest("hex")}`;
}

/** Finds out which secrets a text holds, as it is or in base64. */
export class SecretTrace {
  readonly #names: ReadonlyMap<string, string>;

  /** @param names full names of the secrets that were replaced by markers */
  constructor(names: readonly string[]) {
    this.#names = new Map(names.map((name) => [marker(name), name]));
  }

  /** Names of the secrets inside a value, however deep, keys included; sorted. */
  in(value: unknown): string[] {
    const texts = strings(value).flatMap((text) => [text, decoded(text)]);
    const found = [...this.#names].filter(([mark]) => texts.some((text) => text.includes(mark)));
    return found.map(([, name]) => name).sort();
  }
}

// Pulumi's wire format of a secret: an object with this signature under this key.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** The value without Pulumi's secret wrappers. */
export function unwrap(value: unknown): unknown {
  if (isWrapped(value)) return unwrap(value.value);
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrap(inner)]));
}

/** True when the value has a secret wrapper anywhere. */
export function holdsWrapper(value: unknown): boolean {
  if (isWrapped(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsWrapper);
}

function isWrapped(value: unknown): value is { readonly value: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).some(([key, signature]) => key === SIGNATURE && signature === SECRET)
  );
}

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...strings(inner)]);
}

function decoded(text: string): string {
  return /^[A-Za-z0-9+/\s]{16,}={0,2}\s*$/.test(text)
    ? Buffer.from(text, "base64").toString("latin1")
    : "";
}
