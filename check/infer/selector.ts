import type { Expr, Matcher } from "../../promql";
import { adding, labelList, may, settle, type Attempt, type Form, type Problem } from "./form";
import { formOf, formOfUnknown, isSharedName } from "./series";
import { isTypo, nearest } from "./spelling";
import type { SeriesEntry, World } from "./world";

type Selector = Extract<Expr, { type: "selector" }>;

/** What a selector yields, and what is wrong with its name and matchers. */
export function inferSelector(
  selector: Selector,
  world: World,
): { readonly forms: readonly Form[]; readonly problems: readonly Problem[] } {
  const { metric, matchers, range = "", offset = "" } = selector;
  const name = metric === "" ? named(matchers) : metric;
  if (name === undefined)
    return { forms: [withMatched(formOfUnknown(""), matchers)], problems: [] };
  const how = `${range} ${offset}`;
  // What is recorded under the name of a metric may be scraped as well.
  const recorded = (world.recorded(name) ?? []).map((form) =>
    matched(form, matchers, undefined, name, how),
  );
  const entries = world.entriesOf(name);
  if (entries.length === 0 && recorded.length > 0) return settle(recorded);
  if (entries.length === 0) {
    const form = matched(formOfUnknown(name), matchers, undefined, name, how).form;
    return { forms: [form], problems: [unknown(name, world)] };
  }
  const exported = entries.map((entry) =>
    matched(
      formOf(name, entry, world),
      matchers,
      isSharedName(name) ? undefined : entry,
      name,
      how,
    ),
  );
  const settled = settle([...exported, ...recorded]);
  const missing = recorded.length > 0 ? [] : byDefault(name, entries);
  return { ...settled, problems: [...settled.problems, ...missing] };
}

/** The warning that a metric has to be switched on, whichever version serves it. */
function byDefault(name: string, entries: readonly SeriesEntry[]): readonly Problem[] {
  const [needed, ...others] = entries.map(({ requires }) => requires);
  if (needed === undefined || others.includes(undefined)) return [];
  return [{ slug: "not-by-default", message: `metric '${name}' exists only with ${needed}` }];
}

function named(matchers: readonly Matcher[]): string | undefined {
  return matchers.find(({ label, op }) => label === "__name__" && op === "=")?.value;
}

/** Labels with a value are there, whatever else is known. */
function withMatched(form: Form, matchers: readonly Matcher[]): Form {
  const there = matchers.flatMap(({ label, op, value }) =>
    op === "=" && value !== "" ? [label] : [],
  );
  return { ...adding(form, there), fixed: there };
}

function unknown(name: string, world: World): Problem {
  const typo = [...world.names].find((known) => isTypo(name, known));
  if (typo !== undefined) {
    return {
      slug: "unknown-metric",
      message: `no exporter has a metric '${name}'; did you mean '${typo}'?`,
    };
  }
  const near = nearest(name, world.names);
  const hint = near === undefined ? "" : `; the nearest name is '${near}'`;
  return {
    slug: "not-in-catalogue",
    message: `metric '${name}' is not in the catalogue, nor recorded in these files${hint}`,
  };
}

function matched(
  form: Form,
  matchers: readonly Matcher[],
  entry: SeriesEntry | undefined,
  name: string,
  how: string,
): Attempt {
  const problems = matchers.flatMap(
    (matcher) =>
      unknownLabel(form, matcher.label, `metric '${name}'`) ??
      (entry && (unknownValue(matcher, entry) ?? badBound(matcher, form, name))) ??
      [],
  );
  const fixed = bucketFixed(withMatched(form, matchers), matchers);
  const metric = name.replace(/_(bucket|count)$/, "");
  return { form: { ...fixed, part: { metric, matchers, how } }, problems };
}

/** One bucket, however it is written, is a plain counter of what lies below its bound. */
function bucketFixed(form: Form, matchers: readonly Matcher[]): Form {
  const one = matchers.some(({ label, op }) => label === "le" && (op === "=" || op === "=~"));
  if (!one || (form.kind !== "bucket" && form.kind !== "bucketRate")) return form;
  const { buckets: _, ...rest } = form;
  return { ...rest, kind: form.kind === "bucket" ? "counter" : "rate", unit: "one" };
}

/** The problem of a label that series of a form do not have. */
export function unknownLabel(form: Form, label: string, of: string): Problem | undefined {
  if (may(form, label)) return undefined;
  const near = nearest(label, [...form.labels, ...(form.maybe ?? [])]);
  const hint = near === undefined ? "" : `; did you mean '${near}'?`;
  return {
    slug: "unknown-label",
    message: `${of} has no label '${label}': it has ${labelList(form)}${hint}`,
    token: label,
    // Relabeling may add any label, but hardly one that is nearly another.
    ...(form.others === "target" && near === undefined && { severity: "warning" as const }),
  };
}

/** Values that a pattern lists: `a|b`. */
const LIST = /^[\w:./-]+(\|[\w:./-]+)+$/;

function unknownValue(
  { label, op, value }: Matcher,
  { values = {} }: SeriesEntry,
): Problem | undefined {
  const known = values[label];
  if (!known || value === "") return undefined;
  const accepts = (candidate: string) =>
    op === "=" || op === "!=" ? candidate === value : (pattern(value)?.test(candidate) ?? true);
  // A regular expression may well exclude the missing label.
  if ([...known, ""].some(accepts))
    return op === "=~" ? unknownOfList(label, value, known) : undefined;
  const near = nearest(value, known);
  const hint = near === undefined ? "" : `; did you mean '${near}'?`;
  return {
    slug: "unknown-value",
    message: `label '${label}' never is '${value}': it is one of ${known.join(", ")}${hint}`,
    token: label,
    ...((op === "!=" || op === "!~") && { severity: "warning" as const }),
  };
}

/** One of the values that a pattern lists may never occur, others do. */
function unknownOfList(
  label: string,
  value: string,
  known: readonly string[],
): Problem | undefined {
  const listed = LIST.test(value) ? value.split("|") : [];
  // A dot stands for any letter.
  const none = listed.find((one) => !known.some((other) => pattern(one)?.test(other) ?? true));
  if (none === undefined) return undefined;
  const message = `label '${label}' never is '${none}': it is one of ${known.join(", ")}`;
  return { slug: "unknown-value", message, token: label, severity: "warning" };
}

/** A matcher's regular expression, anchored; RE2's are JavaScript's as far as matchers go. */
function pattern(text: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${text})$`, "s");
  } catch {
    return undefined;
  }
}

function badBound({ label, op, value }: Matcher, form: Form, name: string): Problem | undefined {
  if (label !== "le" || op !== "=" || value === "+Inf" || form.kind !== "bucket") return undefined;
  if (form.buckets && !form.buckets.includes(Number(value))) {
    return {
      slug: "unknown-bucket",
      message: `metric '${name}' has no bucket le="${value}": its bounds are ${form.buckets.join(", ")}`,
      token: "le",
    };
  }
  if (!/^\d+$/.test(value)) return undefined;
  return {
    slug: "bucket-format",
    message: `Prometheus 3 stores this bound as le="${value}.0", so le="${value}" finds nothing`,
    token: "le",
  };
}
