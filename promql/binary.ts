import type { BinaryOp, Expr } from "./ast";
import type { ComparableOk, Kind, NumberOk, PairOk } from "./kinds";
import type { Fits, How } from "./matching";
import type { Expression, Operand, Scalar } from "./operand";
import type { Err, Need } from "./types";
import type { Unit, UnitOk } from "./units";

/** A binary operator as data. */
export function binary(op: BinaryOp, left: Expr, right: unknown, how?: How, bool?: true): Expr {
  return {
    type: "binary",
    op,
    left,
    right:
      typeof right === "number"
        ? { type: "number", value: right }
        : // The signatures take numbers, scalars and vectors only; their checks have done their work.
          (right as Expression).ast,
    ...(bool && { bool }),
    ...(how && { matching: how.ast }),
  };
}

/** A vector that matches one of labels L, as H says. */
export type Right<
  L extends string,
  M extends string,
  J extends Kind,
  V extends Unit,
  P extends Need,
  H,
> = Operand<M, J, V, P> & Fits<L, M, H>;
/** A number, or a vector that matches one of labels L, of the same unit and of a kind that goes with K. */
export type Alike<
  L extends string,
  K extends Kind,
  U extends Unit,
  M extends string,
  J extends Kind,
  V extends Unit,
  P extends Need,
  H,
> =
  | (number & NumberOk<"this", K>)
  | (Scalar<V, P> & UnitOk<U, V>)
  | (Right<L, M, J, V, P, H> & PairOk<K, J> & UnitOk<U, V>);
/** As {@link Alike}, to compare with. */
export type Limit<
  L extends string,
  K extends Kind,
  U extends Unit,
  M extends string,
  J extends Kind,
  V extends Unit,
  P extends Need,
  H,
> = Alike<L, K, U, M, J, V, P, H> & ComparableOk<K>;
/** No condition: `or` with a mere vector fires for every series of it. */
export type EitherOk<E> = E extends { readonly isCondition: true }
  ? unknown
  : Err<"either() needs a condition on both sides: compare the right one, e.g. .gt(0)">;
