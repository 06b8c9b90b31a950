import type { At, Expr } from "./ast";
import type { Duration, RangeNeed } from "./duration";
import type { Kind } from "./kinds";
import type { Need } from "./types";
import type { Unit } from "./units";

/**
 * What an operator needs to know of a side: labels `L` (exactly these: the type is invariant), kind `K`, unit `U`, and
 * where alone it can run, `N`. Apart from `Vector`, so that a vector of any kind and unit can stand where these do not
 * matter: methods would make the types invariant.
 */
export class Operand<
  in out L extends string,
  out K extends Kind = Kind,
  out U extends Unit = Unit,
  out N extends Need = Need,
> {
  declare protected readonly labelSet: (x: L) => L;
  declare protected readonly kind: K;
  declare protected readonly unitOf: U;
  declare protected readonly need: N;
  constructor(readonly ast: Expr) {}
}

/** Whatever the expression. */
export interface Expression {
  readonly ast: Expr;
}
/** The labels of an expression. */
export type LabelsOf<E> = E extends Operand<infer L> ? L : never;
/** The kind of an expression. */
export type KindOf<E> = E extends Operand<string & LabelsOf<E>, infer K> ? K : never;
/** The unit of an expression. */
export type UnitOf<E> = E extends Operand<string & LabelsOf<E>, Kind, infer U> ? U : never;
/** Where alone an expression can run; `never` where it runs anywhere. */
export type NeedOf<E> = E extends Operand<string & LabelsOf<E>, Kind, Unit, infer N> ? N : never;

/** One number that PromQL computes: it stands where a number can, on the right of an operator. */
export class Scalar<out U extends Unit, out N extends Need = never> {
  declare protected readonly scalarUnit: U;
  declare protected readonly scalarNeed: N;
  constructor(readonly ast: Expr) {}
}

/** A range vector; only range functions take it. */
export class Range<
  in out L extends string,
  out K extends Kind = Kind,
  out U extends Unit = Unit,
  out N extends Need = Need,
> {
  declare protected readonly labelSet: (x: L) => L;
  declare protected readonly kind: K;
  declare protected readonly unitOf: U;
  declare protected readonly need: N;
  constructor(readonly ast: Expr & { readonly type: "selector" | "subquery" }) {}
  /** The same range, so long ago. */
  offset<const S extends string>(by: S & Duration<S>): Range<L, K, U, N | RangeNeed<S>> {
    return new Range({ ...this.ast, offset: by });
  }
  /** The range that ends at a time, whenever it is evaluated. */
  at(time: At): Range<L, K, U, N> {
    return new Range({ ...this.ast, at: time });
  }
}
