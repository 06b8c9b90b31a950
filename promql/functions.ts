import type { AggregateOp, Expr } from "./ast";
import type { Fits, Included, On } from "./matching";
import type { Metric } from "./metric";
import type { Err, GaugeLike, Kind, RateKind, Summable, SumKind, Unit, UnitOk } from "./types";
import { Aggregate, Condition, Vector, type Operand, type Range } from "./vector";

const call = (fn: string, ...args: readonly (Expr | number | string)[]): Expr => ({
  type: "call",
  fn,
  args: args.map((a) =>
    typeof a === "number"
      ? { type: "number", value: a }
      : typeof a === "string"
        ? { type: "string", value: a }
        : a,
  ),
});

/** Per-second increase of a counter; resets are corrected. The window must span four scrapes or more. */
export function rate<L extends string, K extends "counter" | "bucket", U extends Unit>(
  range: Range<L, K, U>,
): Vector<L, RateKind<K>, U> {
  return new Vector(call("rate", range.ast));
}
/** Increase of a counter over the window, extrapolated to its edges; resets are corrected. */
export function increase<L extends string, K extends "counter" | "bucket", U extends Unit>(
  range: Range<L, K, U>,
): Vector<L, RateKind<K>, U> {
  return new Vector(call("increase", range.ast));
}
/** How often a counter went back within the window, that is, restarts. */
export function resets<L extends string, U extends Unit>(
  range: Range<L, "counter", U>,
): Vector<L, "gauge", "one"> {
  return new Vector(call("resets", range.ast));
}
/** How often the value changed within the window; NaN to NaN is no change. */
export function changes<L extends string>(range: Range<L>): Vector<L, "gauge", "one"> {
  return new Vector(call("changes", range.ast));
}
/** Least-squares slope of a gauge per second. */
export function deriv<L extends string, U extends Unit>(
  range: Range<L, GaugeLike, U>,
): Vector<L, "gauge", U> {
  return new Vector(call("deriv", range.ast));
}
/** Difference between the ends of the window, extrapolated. */
export function delta<L extends string, U extends Unit>(
  range: Range<L, GaugeLike, U>,
): Vector<L, "gauge", U> {
  return new Vector(call("delta", range.ast));
}

const gauge =
  (fn: string) =>
  <L extends string, K extends GaugeLike, U extends Unit>(range: Range<L, K, U>): Vector<L, K, U> =>
    new Vector(call(fn, range.ast));

/** Smallest sample in the window; NaN is skipped. */
export const minOverTime = gauge("min_over_time");
/** Largest sample in the window; NaN is skipped. */
export const maxOverTime = gauge("max_over_time");
/** Mean over the window; one NaN makes it NaN. */
export const avgOverTime = gauge("avg_over_time");
/** Newest sample in the window. */
export const lastOverTime = gauge("last_over_time");

/** Number of samples in the window. */
export function countOverTime<L extends string>(range: Range<L>): Vector<L, "gauge", "one"> {
  return new Vector(call("count_over_time", range.ast));
}
/**
 * Quantile of a gauge's samples in the window; NaN sorts as the smallest.
 * @throws Error when `q` lies outside 0..1.
 */
export function quantileOverTime<L extends string, K extends GaugeLike, U extends Unit>(
  q: number,
  range: Range<L, K, U>,
): Vector<L, K, U> {
  return new Vector(call("quantile_over_time", quantileArgument(q), range.ast));
}
/**
 * Quantile of a classic histogram from the rate of its buckets; NaN without observations, never above the
 * largest finite bound.
 * @throws Error when `q` lies outside 0..1.
 */
export function histogramQuantile<L extends string, U extends Unit>(
  q: number,
  buckets: Vector<L, "bucketRate", U> &
    ("le" extends L ? unknown : Err<"histogramQuantile needs the label 'le': keep it in by(...)">),
): Vector<Exclude<L, "le">, "quantile", U> {
  return new Vector(
    call("histogram_quantile", quantileArgument(q), (buckets as Vector<L, "bucketRate", U>).ast),
  );
}
function quantileArgument(q: number): number {
  if (!(q >= 0 && q <= 1)) throw new Error(`a quantile lies between 0 and 1, not ${q}`);
  return q;
}

/**
 * One series of value 1, with exactly the labels of `selection`, while no series of the metric has them. Of
 * anything else than a selector `absent` keeps no labels, so it takes none.
 */
export function absent<
  L extends string,
  K extends Kind,
  U extends Unit,
  const S extends Readonly<Record<string, string>>,
>(
  metric: Metric<L, K, U> &
    ([keyof S] extends [L] ? unknown : Err<"absent(): a selected label is not on the metric">),
  selection: S,
): Condition<keyof S & string, "gauge", "one"> {
  // The check above has done its work; S names labels of L only.
  const selected = (metric as unknown as Metric<string, K, U>).where(selection);
  return new Condition(call("absent", selected.ast));
}
/** Absolute value. */
export function abs<L extends string, K extends Kind, U extends Unit>(
  v: Vector<L, K, U>,
): Vector<L, K, U> {
  return new Vector(call("abs", v.ast));
}
/** Seconds since a timestamp metric. */
export function secondsSince<L extends string, U extends Unit>(
  v: Operand<L, GaugeLike, U> & UnitOk<"timestamp", U>,
): Vector<L, "gauge", "seconds"> {
  // UnitOk has checked the unit.
  const { ast: right } = v as Operand<L, GaugeLike, U>;
  return new Vector({ type: "binary", op: "-", left: call("time"), right });
}
/** A constant without labels, e.g. for a Watchdog. */
export function vector(value: number): Condition<never, "gauge", "one"> {
  return new Condition(call("vector", value));
}
/**
 * Sets a label from another one: where `pattern` (anchored, RE2) matches `from`, `to` becomes `value`,
 * in which `$1` is the first group.
 */
export function labelReplace<
  L extends string,
  K extends Kind,
  U extends Unit,
  const T extends string,
  const F extends L,
>(
  v: Vector<L, K, U>,
  rule: { readonly to: T; readonly from: F; readonly pattern?: string; readonly value?: string },
): Vector<L | T, K, U> {
  const { to, from, pattern = "(.*)", value = "$1" } = rule;
  return new Vector(call("label_replace", v.ast, to, value, from, pattern));
}

/**
 * The value of `of` for each of the info series (value 1) that match it: `info * on(...) group_left() of`. The
 * mirror image of {@link Vector.join}, for where the info series are the many.
 */
export function spread<
  L extends string,
  M extends string,
  K extends Kind,
  U extends Unit,
  H extends On<string, string, true>,
>(
  info: Vector<L, "info", "one">,
  of: Operand<M, K, U> & Fits<L, M, H>,
  how: H,
): Vector<L | Included<H>, K, U> {
  // Fits has checked the match; the product takes kind and unit of `of`, for the info is 1.
  const value = of as Operand<M, K, U>;
  const matching = {
    mode: "on",
    labels: how.labels,
    group: "left",
    include: how.include ?? [],
  } as const;
  return new Vector({ type: "binary", op: "*", left: info.ast, right: value.ast, matching });
}

const aggregate = <L extends string, K extends Kind, U extends Unit>(
  op: AggregateOp,
  v: Operand<L>,
  param?: number,
): Aggregate<L, K, U> =>
  new Aggregate(op, v.ast, param === undefined ? undefined : { type: "number", value: param });

/** Sum; quantiles are refused, for it has no meaning, and so are buckets before their rate, for it hides resets. */
export const sum = <L extends string, K extends Summable, U extends Unit>(v: Vector<L, K, U>) =>
  aggregate<L, SumKind<K>, U>("sum", v);
/** Mean; of what {@link sum} takes. */
export const avg = <L extends string, K extends Summable, U extends Unit>(v: Vector<L, K, U>) =>
  aggregate<L, SumKind<K>, U>("avg", v);
/** Smallest value. */
export const min = <L extends string, K extends Kind, U extends Unit>(v: Vector<L, K, U>) =>
  aggregate<L, K, U>("min", v);
/** Largest value. */
export const max = <L extends string, K extends Kind, U extends Unit>(v: Vector<L, K, U>) =>
  aggregate<L, K, U>("max", v);
/** Number of series. */
export const count = <L extends string>(v: Operand<L>) => aggregate<L, "gauge", "one">("count", v);
/** Each group once, with value 1. */
export const group = <L extends string>(v: Operand<L>) => aggregate<L, "info", "one">("group", v);
