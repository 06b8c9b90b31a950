import { z } from "zod";
import { seconds } from "../promql";
import { nearest } from "./problem";

/**
 * The schema of each field of an interface: none missing, none too many, optional exactly where the
 * interface is. `object({ ... } satisfies Shape<X>)` holds a schema to its hand-written interface.
 */
export type Shape<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? z.ZodExactOptional<z.ZodType<T[K]>>
    : z.ZodType<T[K]>;
};

/** Separates rule and remedy inside a zod message. */
export const REMEDY = "; ";

/**
 * An object without other keys; an unknown one is reported with the key it resembles.
 * @param rule said where there is no object
 */
export function object<S extends z.core.$ZodLooseShape>(shape: S, rule = "must be an object") {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? unknownKeys(issue.keys, known)
        : message(rule, `give it keys of: ${known.join(", ")}`),
  });
}

/** For each key that the schema does not know, on a line of its own, what to write instead. */
function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  return keys
    .map((key) => {
      const similar = nearest(key, known);
      return message(
        "is not a known key",
        similar ? `did you mean "${similar}"?` : `known keys here are: ${known.join(", ")}`,
      );
    })
    .join("\n");
}

/** A string that passes a test. */
export function text(rule: string, remedy: string, test: (value: string) => boolean = notEmpty) {
  const error = message(rule, remedy);
  return z.string({ error }).refine(test, { error });
}

const notEmpty = (value: string): boolean => value.trim() !== "" && !value.includes("{{");

/** Any text that is neither empty nor a template. */
export const plain = (what: string, example: string) =>
  text(`must be ${what}, not empty and without "{{"`, `write e.g. "${example}"`);

/** A name that Kubernetes takes as a DNS label. */
export const dnsLabel = (example: string, longest = 63) =>
  text(
    `must be a DNS label: at most ${longest} lower-case letters, digits and dashes, beginning with a letter`,
    `write e.g. "${example}"`,
    (value) => value.length <= longest && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(value),
  );

/** The name of a Kubernetes object: DNS labels joined by dots. */
export const objectName = (example: string) =>
  text(
    "must be the name of a Kubernetes object: lower-case letters, digits, dashes and dots",
    `write e.g. "${example}"`,
    (value) => value.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(value),
  );

/** A Prometheus duration, e.g. "30s" or "1h30m"; longer than zero unless `zero` is allowed. */
export const duration = (example: string, { zero = false } = {}) =>
  text(
    `must be a Prometheus duration${zero ? "" : " longer than zero"}`,
    `write e.g. "${example}"; units are ms, s, m, h, d, w and y`,
    (value) => {
      const length = tryOr(() => seconds(value), -1);
      return zero ? length >= 0 : length > 0;
    },
  );

/** A volume size. */
export const volumeSize = (example: string) =>
  text("must be a whole number of Mi, Gi or Ti", `write e.g. "${example}"`, (value) =>
    /^[1-9]\d*(Mi|Gi|Ti)$/.test(value),
  );

/** A size in bytes as Prometheus writes it. */
export const byteSize = (example: string) =>
  text("must be a whole number of B, KB, MB or GB", `write e.g. "${example}"`, (value) =>
    /^[1-9]\d*([KMG]i?)?B$/.test(value),
  );

/** An http(s) address without trailing slash, query and fragment: paths are appended to it. */
export const url = (example: string) =>
  text(
    "must be an http or https URL without trailing slash, query and fragment",
    `write e.g. "${example}"`,
    (value) =>
      /^https?:\/\/[^\s{}"'<>\\]+$/.test(value) &&
      !/[/?#]$|[?#]/.test(value) &&
      tryOr(() => new URL(value).host !== "", false),
  );

/** A container image with a tag or a digest. */
export const image = (example: string) =>
  text(
    "must be an image with a tag or a digest",
    `write e.g. "${example}"`,
    (value) =>
      /^[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/.test(value) &&
      /(:[^/]+|@sha256:.+)$/.test(value),
  );

/** A whole number of at least `least`. */
export function count(least: number, example: number) {
  const error = message(`must be a whole number of at least ${least}`, `write e.g. ${example}`);
  return z.number({ error }).int({ error }).min(least, { error });
}

/** A number within bounds. */
export function number(rule: string, example: number, test: (value: number) => boolean) {
  const error = message(rule, `write e.g. ${example}`);
  return z.number({ error }).refine(test, { error });
}

/** One of the values of a constant object. */
export function oneOf<const T extends Readonly<Record<string, string>>>(values: T) {
  const all = Object.values(values);
  return z.enum(values, {
    error: ({ input }) => {
      const similar = typeof input === "string" ? nearest(input, all) : undefined;
      return message(
        `must be one of ${all.join(", ")}`,
        similar ? `did you mean "${similar}"?` : "choose one of them",
      );
    },
  });
}

/** true or false. */
export const flag = () =>
  z.boolean({ error: message("must be true or false", "write it without quotes") });

/** A list. */
export const list = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, { error: message(`must be a list of ${what}`, 'begin each entry with "- "') });

/** A map from names to values. */
export const map = <T extends z.ZodType>(value: T, what: string) =>
  z.record(z.string(), value, {
    error: message(`must be a map of ${what}`, 'write one "key: value" a line'),
  });

/** A map of texts, e.g. annotations. */
export const texts = (what: string) =>
  map(z.string({ error: message("must be a text", "put numbers and booleans in quotes") }), what);

/** Kubernetes labels. */
export const labels = (what: string) =>
  map(
    text(
      "must be a label value: at most 63 letters, digits, dashes, dots and underscores",
      'write e.g. "ranker"; put numbers and booleans in quotes',
      (value) => /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/.test(value),
    ),
    what,
  );

/** Values handed on as they are: chart values, patches. */
export const raw = (what: string) => map(z.unknown(), what);

function message(rule: string, remedy: string): string {
  return rule + REMEDY + remedy;
}

function tryOr<T>(compute: () => T, otherwise: T): T {
  try {
    return compute();
  } catch {
    return otherwise;
  }
}
