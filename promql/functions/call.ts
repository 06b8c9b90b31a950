import type { Expr } from "../ast";
import type { Err } from "../types";

/** A call of a function, with numbers and strings as they are. */
export function call(fn: string, ...args: readonly (Expr | number | string)[]): Expr {
  return {
    type: "call",
    fn,
    args: args.map((arg) =>
      typeof arg === "number"
        ? { type: "number", value: arg }
        : typeof arg === "string"
          ? { type: "string", value: arg }
          : arg,
    ),
  };
}

/** A literal quantile lies between 0 and 1; {@link quantileArgument} checks the others. */
export type QuantileOk<Q extends number> = number extends Q
  ? unknown
  : `${Q}` extends "0" | "1" | `0.${string}`
    ? unknown
    : Err<`a quantile lies between 0 and 1, not ${Q}`>;

/**
 * The quantile as Prometheus takes it.
 * @throws Error when it lies outside 0..1.
 */
export function quantileArgument(q: number): number {
  if (!(q >= 0 && q <= 1)) throw new Error(`a quantile lies between 0 and 1, not ${q}`);
  return q;
}
