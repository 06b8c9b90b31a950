import type { Unit } from "../../promql";
import type { Form, Problem } from "./form";

/** A unit, in a sentence. */
export function unitName(unit: Unit): string {
  const names: Partial<Record<Unit, string>> = {
    one: "a plain count",
    ratio: "a ratio (0 to 1)",
    percent: "percent (0 to 100)",
    timestamp: "a Unix time in seconds",
  };
  return names[unit] ?? unit;
}

/** Endings of names that say a unit. */
const NAMED: readonly (readonly [RegExp, Unit])[] = [
  [/_(timestamp|start_time|last_\w+_time)(_seconds)?$/, "timestamp"],
  [/_seconds$/, "seconds"],
  [/_(milliseconds|ms)$/, "milliseconds"],
  [/_bytes$/, "bytes"],
  [/_ratio$/, "ratio"],
  [/_(percent|percentage)$/, "percent"],
  [/_celsius$/, "celsius"],
  [/_watts$/, "watts"],
  [/_hertz$/, "hertz"],
  [/_joules$/, "joules"],
];

/** The unit that the name of a metric says, by convention. */
export function unitOfName(name: string): Unit | undefined {
  return NAMED.find(([ending]) => ending.test(name.replace(/_total$/, "")))?.[1];
}

/** What a unit becomes when its values are multiplied: the larger unit, the factor, the smaller one. */
const CONVERSIONS: readonly (readonly [Unit, number, Unit])[] = [
  ["ratio", 100, "percent"],
  ["seconds", 1e3, "milliseconds"],
  ["seconds", 1e6, "microseconds"],
  ["seconds", 1e9, "nanoseconds"],
  ["milliseconds", 1e3, "microseconds"],
  ["milliseconds", 1e6, "nanoseconds"],
  ["microseconds", 1e3, "nanoseconds"],
  ["mebibytes", 1024, "kibibytes"],
  ["mebibytes", 1024 ** 2, "bytes"],
  ["kibibytes", 1024, "bytes"],
  ["megahertz", 1e6, "hertz"],
  ["joules", 1e3, "millijoules"],
];

/** Factors that convert units rather than scale a value: a result of theirs has no known unit. */
const CONVERTS = new Set([
  ...[8, 60, 3600, 86400, 1e3, 1e6, 1e9, 1e12, 1024, 1024 ** 2, 1024 ** 3, 1024 ** 4],
]);

const close = (a: number, b: number): boolean => Math.abs(a / b - 1) < 1e-9;

/** A form with its values multiplied by a plain number. */
export function scaled(form: Form, factor: number): Form {
  const { unit, atMost, ...rest } = form;
  const bound = atMost !== undefined && factor > 0 ? { atMost: atMost * factor } : {};
  if (unit === undefined) return { ...rest, ...bound };
  if (factor <= 0 || !Number.isFinite(factor)) return rest;
  if ((form.scale ?? 1) === 1) {
    for (const [large, by, small] of CONVERSIONS) {
      if (unit === large && close(factor, by)) return { ...rest, ...bound, unit: small };
      if (unit === small && close(factor, 1 / by)) return { ...rest, ...bound, unit: large };
    }
  }
  if ([...CONVERTS].some((by) => close(factor, by) || close(factor, 1 / by))) {
    return { ...rest, ...bound };
  }
  const scale = (form.scale ?? 1) * factor;
  return { ...rest, ...bound, unit, scale };
}

const DIMENSIONLESS: ReadonlySet<Unit> = new Set(["one", "ratio"]);
/** Units of a point in time and of a length of time, which differ by a point that is fixed. */
export const TIME: ReadonlySet<Unit> = new Set(["seconds", "timestamp"]);

/** Whether values may be added, subtracted or compared, as far as is known. */
export function mixed(op: string, left: Form, right: Form): Problem | undefined {
  const [l, r] = [left.unit, right.unit];
  if (l === undefined || r === undefined) return undefined;
  const rates = left.kind === "rate" && right.kind === "rate";
  if (rates && l === r && (left.perSecond ?? false) !== (right.perSecond ?? false)) {
    const message = `'${op}' mixes a rate per second with an increase over a window; take the same of both`;
    return { slug: "mixed-units", message };
  }
  if (l === r) return undefined;
  // Seconds per second are a ratio: a busy CPU counts them.
  if ((left.perSecond ?? false) !== (right.perSecond ?? false)) return undefined;
  if (DIMENSIONLESS.has(l) && DIMENSIONLESS.has(r)) return undefined;
  if ((op === "+" || op === "-") && TIME.has(l) && TIME.has(r)) return undefined;
  const conversion = CONVERSIONS.find(
    ([large, , small]) => (large === l && small === r) || (large === r && small === l),
  );
  const remedy = conversion
    ? `; divide the side in ${conversion[2]} by ${conversion[1]}`
    : l === "timestamp" || r === "timestamp"
      ? "; write time() - the timestamp"
      : "";
  return {
    slug: "mixed-units",
    message: `'${op}' mixes units: ${unitName(l)} and ${unitName(r)}${remedy}`,
  };
}

type Measure = Pick<Form, "unit" | "perSecond" | "scale" | "atMost">;

/** The unit of a sum or difference. */
export function sumOf(op: "+" | "-", left: Form, right: Form): Measure {
  const [l, r] = [left.unit, right.unit];
  if (l === "timestamp" || r === "timestamp") {
    if (op === "-" && l === r) return { unit: "seconds" };
    return r === "seconds" || l === "seconds" ? { unit: "timestamp" } : {};
  }
  return measure(l ?? r, left.perSecond ?? right.perSecond);
}

/** The unit of a quotient: like units give a ratio, by a count it stays, everything else is not known. */
export function quotientOf(left: Form, right: Form): Measure {
  const [l, r] = [left.unit, right.unit];
  const scale = (left.scale ?? 1) / (right.scale ?? 1);
  if (l === undefined || r === undefined) return {};
  if ((left.perSecond ?? false) !== (right.perSecond ?? false)) return {};
  if (l === r && l !== "timestamp") {
    if (close(scale, 1)) return { unit: "ratio" };
    return close(scale, 100) ? { unit: "percent" } : {};
  }
  return DIMENSIONLESS.has(r) ? { unit: l, ...(scale !== 1 && { scale }) } : {};
}

function measure(unit: Unit | undefined, perSecond: boolean | undefined): Measure {
  return { ...(unit && { unit }), ...(unit && perSecond && { perSecond }) };
}
