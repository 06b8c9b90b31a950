import type { Computed, Kind, NumberOk, Settled } from "../kinds";
import type { Operand } from "../operand";
import type { Err, First, Need } from "../types";
import type { Unit } from "../units";
import { Vector } from "../vector";
import { call } from "./call";

/** Absolute value. */
export function abs<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NumberOk<"abs()", K>,
): Vector<L, Settled<K>, U, N> {
  return new Vector(call("abs", v.ast));
}
/** The next whole number above. */
export function ceil<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NumberOk<"ceil()", K>,
): Vector<L, Settled<K>, U, N> {
  return new Vector(call("ceil", v.ast));
}
/** The next whole number below. */
export function floor<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NumberOk<"floor()", K>,
): Vector<L, Settled<K>, U, N> {
  return new Vector(call("floor", v.ast));
}
/** The nearest multiple of `to`. */
export function round<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NumberOk<"round()", K>,
  to?: number,
): Vector<L, Settled<K>, U, N> {
  return new Vector(call("round", v.ast, ...(to === undefined ? [] : [to])));
}
/** Values held between two bounds. */
export function clamp<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NumberOk<"clamp()", K>,
  least: number,
  most: number,
): Vector<L, Settled<K>, U, N> {
  return new Vector(call("clamp", v.ast, least, most));
}
/** Values raised to a bound. */
export function clampMin<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NumberOk<"clampMin()", K>,
  least: number,
): Vector<L, Settled<K>, U, N> {
  return new Vector(call("clamp_min", v.ast, least));
}
/** Values lowered to a bound. */
export function clampMax<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & NumberOk<"clampMax()", K>,
  most: number,
): Vector<L, Settled<K>, U, N> {
  return new Vector(call("clamp_max", v.ast, most));
}

type PlainOk<F extends string, U extends Unit> = [U] extends ["one" | "ratio"]
  ? unknown
  : Err<`${F}() of ${U} has no unit that is known: divide by one of its kind first`>;

/** The power of e. */
export function exp<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & First<NumberOk<"exp()", K>, PlainOk<"exp", U>>,
): Vector<L, Computed<K>, "one", N> {
  return new Vector(call("exp", v.ast));
}
/** The natural logarithm. */
export function ln<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & First<NumberOk<"ln()", K>, PlainOk<"ln", U>>,
): Vector<L, Computed<K>, "one", N> {
  return new Vector(call("ln", v.ast));
}
/** The logarithm to base 2. */
export function log2<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & First<NumberOk<"log2()", K>, PlainOk<"log2", U>>,
): Vector<L, Computed<K>, "one", N> {
  return new Vector(call("log2", v.ast));
}
/** The logarithm to base 10. */
export function log10<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & First<NumberOk<"log10()", K>, PlainOk<"log10", U>>,
): Vector<L, Computed<K>, "one", N> {
  return new Vector(call("log10", v.ast));
}
/** The square root. */
export function sqrt<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> & First<NumberOk<"sqrt()", K>, PlainOk<"sqrt", U>>,
): Vector<L, Computed<K>, "one", N> {
  return new Vector(call("sqrt", v.ast));
}
/** -1, 0 or 1. */
export function sgn<L extends string, K extends Kind, N extends Need>(
  v: Operand<L, K, Unit, N> & NumberOk<"sgn()", K>,
): Vector<L, "gauge", "one", N> {
  return new Vector(call("sgn", v.ast));
}
