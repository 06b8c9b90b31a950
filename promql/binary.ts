import type { BinaryOp, Expr } from "./ast";
import type { ComparableOk, Kind, PairOk } from "./kinds";
import type { Fits, How } from "./matching";
import type { Expression, Operand, Scalar } from "./operand";
import type { Err, First, Need } from "./types";
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

/** A vector that matches one of labels L, as H says, and to which there is no objection `Ok` either. */
export type Right<
  L extends string,
  M extends string,
  J extends Kind,
  V extends Unit,
  P extends Need,
  H,
  Ok,
> = Operand<M, J, V, P> & First<Fits<L, M, H>, Ok>;
/** What one of labels L, kind K and unit U may be compared with: a number, or a vector of the same unit. */
export type Limit<
  L extends string,
  K extends Kind,
  U extends Unit,
  M extends string,
  J extends Kind,
  V extends Unit,
  P extends Need,
  H,
> = (
  | number
  | (Scalar<V, P> & UnitOk<U, V>)
  | Right<L, M, J, V, P, H, First<PairOk<K, J>, UnitOk<U, V>>>
) &
  // Outside, so that the compiler shows this objection rather than the name of this type.
  ComparableOk<K | J>;
/** No condition: `or` with a mere vector fires for every series of it. */
export type EitherOk<E> = E extends { readonly isCondition: true }
  ? unknown
  : Err<"either() needs a condition on both sides: compare the right one, e.g. .gt(0)">;
