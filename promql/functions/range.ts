import type { Computed, CounterOk, GaugeOk, IncreaseKind, Kind, RateKind } from "../kinds";
import type { Range } from "../operand";
import type { Need } from "../types";
import type { Difference, RateUnit, Unit } from "../units";
import { Vector } from "../vector";
import { call } from "./call";

/** Per-second increase of a counter; resets are corrected. The window must span four scrapes or more. */
export function rate<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & CounterOk<"rate", K>,
): Vector<L, RateKind<K>, RateUnit<U>, N> {
  return new Vector(call("rate", range.ast));
}
/** As {@link rate}, of the last two samples only: for a graph of fast counters, not for a rule. */
export function irate<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & CounterOk<"irate", K>,
): Vector<L, RateKind<K>, RateUnit<U>, N> {
  return new Vector(call("irate", range.ast));
}
/** Increase of a counter over the window, extrapolated to its edges; resets are corrected. */
export function increase<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & CounterOk<"increase", K>,
): Vector<L, IncreaseKind<K>, U, N> {
  return new Vector(call("increase", range.ast));
}
/** How often a counter went back within the window, that is, restarts. */
export function resets<L extends string, K extends Kind, N extends Need>(
  range: Range<L, K, Unit, N> & CounterOk<"resets", K>,
): Vector<L, "gauge", "one", N> {
  return new Vector(call("resets", range.ast));
}
/** How often the value changed within the window; NaN to NaN is no change. */
export function changes<L extends string, N extends Need>(
  range: Range<L, Kind, Unit, N>,
): Vector<L, "gauge", "one", N> {
  return new Vector(call("changes", range.ast));
}
/** Least-squares slope of a gauge per second. */
export function deriv<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & GaugeOk<"deriv", K>,
): Vector<L, "rate", RateUnit<Difference<U, U>>, N> {
  return new Vector(call("deriv", range.ast));
}
/** Difference between the ends of the window, extrapolated. */
export function delta<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & GaugeOk<"delta", K>,
): Vector<L, Computed<K>, Difference<U, U>, N> {
  return new Vector(call("delta", range.ast));
}
/** Difference between the last two samples. */
export function idelta<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & GaugeOk<"idelta", K>,
): Vector<L, Computed<K>, Difference<U, U>, N> {
  return new Vector(call("idelta", range.ast));
}
/** Where the least-squares line of a gauge will be, so many seconds from now. */
export function predictLinear<L extends string, K extends Kind, U extends Unit, N extends Need>(
  range: Range<L, K, U, N> & GaugeOk<"predictLinear", K>,
  seconds: number,
): Vector<L, Computed<K>, U, N> {
  return new Vector(call("predict_linear", range.ast, seconds));
}
