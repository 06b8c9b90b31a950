import type { Kind } from "../kinds";
import type { Operand } from "../operand";
import type { Err, Need } from "../types";
import type { Unit } from "../units";
import { Vector } from "../vector";
import { call, quantileArgument, type QuantileOk } from "./call";

type Distribution<L extends string, K extends Kind> = [K] extends ["bucketRate" | "bucketIncrease"]
  ? "le" extends L
    ? unknown
    : Err<"histogramQuantile needs the label 'le': keep it in by(...)">
  : [K] extends ["histogramRate" | "histogramIncrease"]
    ? unknown
    : [K] extends ["bucket" | "histogram"]
      ? Err<"histogramQuantile of what was counted since the start: take the rate first">
      : Err<"histogramQuantile needs the rate of a histogram's buckets, or of a native histogram">;

/**
 * Quantile of a histogram, from the rate of its buckets or of the native histogram: NaN without observations, and for
 * buckets never above the largest finite bound.
 * @throws Error when `q` lies outside 0..1.
 */
export function histogramQuantile<
  const Q extends number,
  L extends string,
  K extends Kind,
  U extends Unit,
  N extends Need,
>(
  q: Q & QuantileOk<Q>,
  rates: Operand<L, K, U, N> & Distribution<L, K>,
): Vector<Exclude<L, "le">, "quantile", U, N> {
  return new Vector(call("histogram_quantile", quantileArgument(q), rates.ast));
}

type NativeOk<F extends string, K extends Kind> = [K] extends [
  "histogram" | "histogramRate" | "histogramIncrease",
]
  ? unknown
  : Err<`${F}() needs a native histogram; a classic one has its own series for this: _count and _sum`>;
interface Counted {
  readonly histogram: "total";
  readonly histogramRate: "rate";
  readonly histogramIncrease: "increase";
}
type CountKind<K extends Kind> = Counted[K & keyof Counted];

/** Observations of a native histogram. */
export function histogramCount<L extends string, K extends Kind, N extends Need>(
  v: Operand<L, K, Unit, N> & NativeOk<"histogramCount", K>,
): Vector<L, CountKind<K>, "one", N> {
  return new Vector(call("histogram_count", v.ast));
}
/** Sum of the observations of a native histogram. */
export function histogramSum<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NativeOk<"histogramSum", K>,
): Vector<L, CountKind<K>, U, N> {
  return new Vector(call("histogram_sum", v.ast));
}
/** Mean of the observations of a native histogram. */
export function histogramAvg<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NativeOk<"histogramAvg", K>,
): Vector<L, "ratio", U, N> {
  return new Vector(call("histogram_avg", v.ast));
}
/** Share of a native histogram's observations between two values; interpolated within buckets. */
export function histogramFraction<L extends string, K extends Kind, N extends Need>(
  lower: number,
  upper: number,
  v: Operand<L, K, Unit, N> & NativeOk<"histogramFraction", K>,
): Vector<L, "ratio", "ratio", N> {
  return new Vector(call("histogram_fraction", lower, upper, v.ast));
}
/** Estimated standard deviation of a native histogram's observations. */
export function histogramStddev<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NativeOk<"histogramStddev", K>,
): Vector<L, "quantile", U, N> {
  return new Vector(call("histogram_stddev", v.ast));
}
