import { Aggregate, aggregation, Ranking } from "../aggregate";
import type { Kind, LevelOk, MeanKind, NumberOk, Settled, SumKind, SumOk } from "../kinds";
import type { Operand } from "../operand";
import type { First, Need } from "../types";
import type { Difference, SumUnitOk, Unit } from "../units";
import { quantileArgument, type QuantileOk } from "./call";
import type { MeanUnit } from "./over-time";

/** Sum; of what hides resets or has no meaning, such as quantiles, it is refused. */
export function sum<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & First<SumOk<"sum", K>, SumUnitOk<"sum()", U>>,
): Aggregate<L, SumKind<K>, U, N> {
  return new Aggregate(aggregation("sum", v.ast));
}
/** Mean; of what {@link sum} takes. Of zeros and ones it is a share. */
export function avg<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & SumOk<"avg", K>,
): Aggregate<L, MeanKind<K>, MeanUnit<K, U>, N> {
  return new Aggregate(aggregation("avg", v.ast));
}
/** Smallest value. */
export function min<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NumberOk<"min()", K>,
): Aggregate<L, Settled<K>, U, N> {
  return new Aggregate(aggregation("min", v.ast));
}
/** Largest value. */
export function max<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NumberOk<"max()", K>,
): Aggregate<L, Settled<K>, U, N> {
  return new Aggregate(aggregation("max", v.ast));
}
/** Number of series. */
export function count<L extends string, N extends Need>(
  v: Operand<L, Kind, Unit, N>,
): Aggregate<L, "gauge", "one", N> {
  return new Aggregate(aggregation("count", v.ast));
}
/** Number of series by value, which becomes the label `label`. */
export function countValues<
  const T extends string,
  L extends string,
  K extends Kind,
  N extends Need,
>(
  label: T,
  v: Operand<L, K, Unit, N> & NumberOk<"countValues()", K>,
): Aggregate<L, "gauge", "one", N, T> {
  return new Aggregate(aggregation("count_values", v.ast, { type: "string", value: label }));
}
/** Each group once, with value 1. */
export function group<L extends string, N extends Need>(
  v: Operand<L, Kind, Unit, N>,
): Aggregate<L, "info", "one", N> {
  return new Aggregate(aggregation("group", v.ast));
}
/** Standard deviation over the series. */
export function stddev<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & LevelOk<"stddev()", K>,
): Aggregate<L, "gauge", Difference<U, U>, N> {
  return new Aggregate(aggregation("stddev", v.ast));
}
/** Variance over the series; its unit is squared, so it has none here. */
export function stdvar<L extends string, K extends Kind, N extends Need>(
  v: Operand<L, K, Unit, N> & LevelOk<"stdvar()", K>,
): Aggregate<L, "gauge", "one", N> {
  return new Aggregate(aggregation("stdvar", v.ast));
}
/**
 * Quantile over the series, each of which counts once. For latencies see `histogramQuantile`.
 * @throws Error when `q` lies outside 0..1.
 */
export function quantile<
  const Q extends number,
  L extends string,
  K extends Kind,
  U extends Unit,
  N extends Need,
>(
  q: Q & QuantileOk<Q>,
  v: Operand<L, K, U, N> & LevelOk<"quantile()", K>,
): Aggregate<L, "quantile", U, N> {
  const param = { type: "number", value: quantileArgument(q) } as const;
  return new Aggregate(aggregation("quantile", v.ast, param));
}
/** The `k` series with the largest values, with all their labels; of each group after `by` or `without`. */
export function topk<L extends string, K extends Kind, U extends Unit, N extends Need>(
  k: number,
  v: Operand<L, K, U, N> & NumberOk<"topk()", K>,
): Ranking<L, Settled<K>, U, N> {
  return new Ranking(aggregation("topk", v.ast, { type: "number", value: k }));
}
/** As {@link topk}, with the smallest values. */
export function bottomk<L extends string, K extends Kind, U extends Unit, N extends Need>(
  k: number,
  v: Operand<L, K, U, N> & NumberOk<"bottomk()", K>,
): Ranking<L, Settled<K>, U, N> {
  return new Ranking(aggregation("bottomk", v.ast, { type: "number", value: k }));
}
