import type { Kind, LevelOk } from "../kinds";
import { Scalar, type Operand } from "../operand";
import type { Err, First, Need } from "../types";
import type { Unit, UnitOk } from "../units";
import { Condition, Vector } from "../vector";
import { call } from "./call";

/** The time of the evaluation. */
export function time(): Scalar<"timestamp"> {
  return new Scalar(call("time"));
}
/** The time of each sample. */
export function timestamp<L extends string, N extends Need>(
  v: Operand<L, Kind, Unit, N>,
): Vector<L, "gauge", "timestamp", N> {
  return new Vector(call("timestamp", v.ast));
}
/** Seconds since a timestamp metric. */
export function secondsSince<L extends string, U extends Unit, N extends Need>(
  v: Operand<L, Kind, U, N> & UnitOk<"timestamp", U>,
): Vector<L, "gauge", "seconds", N> {
  return new Vector({ type: "binary", op: "-", left: call("time"), right: v.ast });
}
/** Hour of the day, UTC, of the evaluation. */
export function hour(): Vector<never, "gauge", "one"> {
  return new Vector(call("hour"));
}
/** Day of the week, UTC, of the evaluation; 0 is Sunday. */
export function dayOfWeek(): Vector<never, "gauge", "one"> {
  return new Vector(call("day_of_week"));
}
/** Day of the month, UTC, of the evaluation, from 1. */
export function dayOfMonth(): Vector<never, "gauge", "one"> {
  return new Vector(call("day_of_month"));
}

/** A constant without labels, of any unit: for a Watchdog, or for a sum of nothing, `sum(v).or(vector(0, "bytes"))`. */
export function vector<U extends Unit = "one">(
  value: number,
  _unit?: U,
): Condition<never, "gauge", U> {
  return new Condition(call("vector", value));
}
/** The value of the only series of a vector without labels; NaN where there is none. */
export function scalar<L extends string, K extends Kind, U extends Unit, N extends Need>(
  v: Operand<L, K, U, N> &
    First<
      [L] extends [never]
        ? unknown
        : Err<"scalar() of several series is NaN: aggregate all labels away, e.g. sum(v)">,
      LevelOk<"scalar()", K>
    >,
): Scalar<U, N> {
  return new Scalar(call("scalar", v.ast));
}
