import type { GaugeOk, Kind, MeanKind, SumKind, TimeMeanOk, TimeSumOk } from "../kinds";
import type { Range } from "../operand";
import type { First, Need } from "../types";
import type { Difference, SumUnitOk, Unit } from "../units";
import { Vector } from "../vector";
import { call, quantileArgument, type QuantileOk } from "./call";

/** Smallest sample in the window; NaN is skipped. */
export function minOverTime<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & GaugeOk<"minOverTime", K>,
): Vector<L, K, U, N> {
  return new Vector(call("min_over_time", range.ast));
}
/** Largest sample in the window; NaN is skipped. */
export function maxOverTime<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & GaugeOk<"maxOverTime", K>,
): Vector<L, K, U, N> {
  return new Vector(call("max_over_time", range.ast));
}
/** Mean over the window; one NaN makes it NaN. Of zeros and ones it is the share of the time. */
export function avgOverTime<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & TimeMeanOk<"avgOverTime", K>,
): Vector<L, MeanKind<K>, MeanUnit<K, U>, N> {
  return new Vector(call("avg_over_time", range.ast));
}
/** Sum of the samples in the window: of zeros and ones, how many were one. */
export function sumOverTime<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & First<TimeSumOk<"sumOverTime", K>, SumUnitOk<"sumOverTime()", U>>,
): Vector<L, SumKind<K>, U, N> {
  return new Vector(call("sum_over_time", range.ast));
}
/** Oldest sample in the window. */
export function firstOverTime<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N>,
): Vector<L, K, U, N> {
  return new Vector(call("first_over_time", range.ast));
}
/** Newest sample in the window. */
export function lastOverTime<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N>,
): Vector<L, K, U, N> {
  return new Vector(call("last_over_time", range.ast));
}
/** 1 for each series with a sample in the window. */
export function presentOverTime<L extends string, N extends Need>(
  range: Range<L, Kind, Unit, N>,
): Vector<L, "info", "one", N> {
  return new Vector(call("present_over_time", range.ast));
}
/** Number of samples in the window. */
export function countOverTime<L extends string, N extends Need>(
  range: Range<L, Kind, Unit, N>,
): Vector<L, "gauge", "one", N> {
  return new Vector(call("count_over_time", range.ast));
}
/** Standard deviation of a gauge's samples in the window. */
export function stddevOverTime<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & GaugeOk<"stddevOverTime", K>,
): Vector<L, "gauge", Difference<U, U>, N> {
  return new Vector(call("stddev_over_time", range.ast));
}
/** Variance of a gauge's samples in the window; its unit is squared, so it has none here. */
export function stdvarOverTime<L extends string, K extends Kind, N extends Need>(
  range: Range<L, K, Unit, N> & GaugeOk<"stdvarOverTime", K>,
): Vector<L, "gauge", "one", N> {
  return new Vector(call("stdvar_over_time", range.ast));
}
/**
 * Quantile of a gauge's samples in the window; NaN sorts as the smallest.
 * @throws Error when `q` lies outside 0..1.
 */
export function quantileOverTime<
  const Q extends number,
  L extends string,
  K extends Kind,
  U extends Unit,
  N extends Need,
>(
  q: Q & QuantileOk<Q>,
  range: Range<L, K, U, N> & GaugeOk<"quantileOverTime", K>,
): Vector<L, "quantile", U, N> {
  return new Vector(call("quantile_over_time", quantileArgument(q), range.ast));
}

/** The mean of zeros and ones is a share. */
export type MeanUnit<K extends Kind, U extends Unit> = [K] extends ["boolean"] ? "ratio" : U;
