import type { BinaryOp, Expr } from "./ast";
import { binary, type EitherOk, type Limit, type Right } from "./binary";
import type { RangeNeed, Window } from "./duration";
import type {
  Computed,
  InfoOk,
  Kind,
  LevelOk,
  NumberOk,
  PairOk,
  ProductKind,
  QuotientKind,
  Settled,
} from "./kinds";
import type { Fits, How, Included, ManyToOne, SetFits, UnionFits } from "./matching";
import {
  Operand,
  Range,
  type Expression,
  type KindOf,
  type LabelsOf,
  type NeedOf,
  type Scalar,
  type UnitOf,
} from "./operand";
import { print } from "./print";
import type { Err, First, Need, OrOk } from "./types";
import {
  converted,
  type AddOk,
  type ConvertOk,
  type Difference,
  type DifferenceOk,
  type Product,
  type ProductOk,
  type Quotient,
  type QuotientOk,
  type RateUnit,
  type Unit,
  type UnitOk,
} from "./units";

/** Keeps the samples for which a comparison with a number or a matching sample holds. */
type Comparison<L extends string, K extends Kind, U extends Unit, N extends Need> = <
  M extends string,
  J extends Kind = never,
  V extends Unit = never,
  P extends Need = never,
  H extends How | undefined = undefined,
>(
  other: Limit<L, K, U, M, J, V, P, H>,
  how?: H,
) => Condition<L | Included<H>, Settled<K>, U, N | P>;

function comparison<L extends string, K extends Kind, U extends Unit, N extends Need>(
  op: BinaryOp,
  left: Expr,
): Comparison<L, K, U, N> {
  return (other, how) => new Condition(binary(op, left, other, how));
}

/**
 * An instant vector with labels `L`, kind `K` and unit `U` that runs anywhere but where `N` limits it. Methods check at
 * compile time and build {@link Expr} data; nothing is evaluated.
 */
export class Vector<
  L extends string,
  K extends Kind = Kind,
  U extends Unit = Unit,
  N extends Need = never,
> extends Operand<L, K, U, N> {
  /** The canonical PromQL text. */
  override toString(): string {
    return print(this.ast);
  }

  /** Samples above a number or the matching sample; so for the five comparisons below. */
  get gt(): Comparison<L, K, U, N> {
    return comparison(">", this.ast);
  }
  get ge(): Comparison<L, K, U, N> {
    return comparison(">=", this.ast);
  }
  get lt(): Comparison<L, K, U, N> {
    return comparison("<", this.ast);
  }
  get le(): Comparison<L, K, U, N> {
    return comparison("<=", this.ast);
  }
  get eq(): Comparison<L, K, U, N> {
    return comparison("==", this.ast);
  }
  get ne(): Comparison<L, K, U, N> {
    return comparison("!=", this.ast);
  }
  /** 1 where the comparison holds and 0 where not, of every series: `> bool`. No condition, for all series stay. */
  is<
    M extends string,
    J extends Kind = never,
    V extends Unit = never,
    P extends Need = never,
    H extends How | undefined = undefined,
  >(
    op: ">" | ">=" | "<" | "<=" | "==" | "!=",
    other: Limit<L, K, U, M, J, V, P, H>,
    how?: H,
  ): Vector<L | Included<H>, "boolean", "one", N | P> {
    return new Vector(binary(op, this.ast, other, how, true));
  }
  /** Samples that are NaN: `x != x` is the only comparison that NaN passes. */
  isNaN(this: Vector<L, K, U, N> & NumberOk<"isNaN()", K>): Condition<L, Settled<K>, U, N> {
    return new Condition(binary("!=", this.ast, this));
  }

  /** The sum of matching samples, or with a number, of the same unit. */
  add<
    M extends string,
    J extends Kind = never,
    V extends Unit = never,
    P extends Need = never,
    H extends How | undefined = undefined,
  >(
    other:
      | (number & NumberOk<"this", K>)
      | (Scalar<V, P> & First<NumberOk<"this", K>, AddOk<U, V>>)
      | Right<L, M, J, V, P, H, First<PairOk<K, J>, AddOk<U, V>>>,
    how?: H,
  ): Vector<L | Included<H>, Computed<K | J>, U, N | P> {
    return new Vector(binary("+", this.ast, other, how));
  }
  /** The difference of matching samples, or to a number, of the same unit; of two times it is in seconds. */
  sub<
    M extends string,
    J extends Kind = never,
    V extends Unit = never,
    P extends Need = never,
    H extends How | undefined = undefined,
  >(
    other:
      | (number & NumberOk<"this", K>)
      | (Scalar<V, P> & First<NumberOk<"this", K>, DifferenceOk<U, V>>)
      | Right<L, M, J, V, P, H, First<PairOk<K, J>, DifferenceOk<U, V>>>,
    how?: H,
  ): Vector<L | Included<H>, Computed<K | J>, [V] extends [never] ? U : Difference<U, V>, N | P> {
    return new Vector(binary("-", this.ast, other, how));
  }
  /** What is left of a number: `1 - v`, e.g. the share of successes from that of failures. */
  subFrom(from: number & NumberOk<"subFrom()", K>): Vector<L, Settled<K>, U, N> {
    const left = { type: "number", value: from } as const;
    return new Vector(binary("-", left, this));
  }
  /** The product with a number, which keeps the unit, or with matching samples: one side is a count or a ratio. */
  mul<
    M extends string,
    J extends Kind = never,
    V extends Unit = never,
    P extends Need = never,
    H extends How | undefined = undefined,
  >(
    other:
      | number
      | (Scalar<V, P> & ProductOk<U, V>)
      | Right<L, M, J, V, P, H, First<NumberOk<"mul()", J>, ProductOk<U, V>>>,
    how?: H,
  ): Vector<
    L | Included<H>,
    [J] extends [never] ? Computed<K> : ProductKind<K, J>,
    [V] extends [never] ? U : Product<U, V>,
    N | P
  > {
    return new Vector(binary("*", this.ast, other, how));
  }
  /** The quotient by a number, which keeps the unit, or by matching samples: like units give a ratio. */
  div<
    M extends string,
    J extends Kind = never,
    V extends Unit = never,
    P extends Need = never,
    H extends How | undefined = undefined,
  >(
    other:
      | number
      | (Scalar<V, P> & QuotientOk<U, V>)
      | Right<
          L,
          M,
          J,
          V,
          P,
          H,
          First<PairOk<K, J>, First<LevelOk<"div()", K | J>, QuotientOk<U, V>>>
        >,
    how?: H,
  ): Vector<
    L | Included<H>,
    [J] extends [never] ? Computed<K> : QuotientKind<K, J>,
    [V] extends [never] ? U : Quotient<U, K, V, J>,
    N | P
  > {
    return new Vector(binary("/", this.ast, other, how));
  }
  /** The remainder of a division by a number. */
  mod(by: number & NumberOk<"mod()", K>): Vector<L, Computed<K>, U, N> {
    return new Vector(binary("%", this.ast, by));
  }
  /** A power; only counts and ratios keep a unit that we know. */
  pow(
    exponent: number &
      First<
        NumberOk<"pow()", K>,
        [U] extends ["one" | "ratio"] ? unknown : Err<`pow() of ${U} has no unit that is known`>
      >,
  ): Vector<L, Computed<K>, "one", N> {
    return new Vector(binary("^", this.ast, exponent));
  }
  /** The value in another unit: `convert("mebibytes", "bytes")` is `* 1048576`; a rate of joules is in watts. */
  convert<V extends Unit>(
    from: U,
    to: V & ConvertOk<U, V>,
  ): Vector<L, Computed<K>, [K] extends ["rate"] ? RateUnit<V> : V, N> {
    return new Vector(converted(this.ast, from, to));
  }
  /** Copies labels from info series, whose value is 1: `* on(...) group_left(...)`. */
  join<M extends string, J extends Kind, P extends Need, H extends ManyToOne>(
    other: Operand<M, J, Unit, P> & First<Fits<L, M, H>, InfoOk<"the right side of join()", J>>,
    how: H,
  ): Vector<L | Included<H>, K, U, N | P> {
    return new Vector(binary("*", this.ast, other, how));
  }

  /** Left series that have a match on the right: where that is a condition, so is the result. */
  and<
    M extends string,
    P extends Need,
    H extends How | undefined = undefined,
    C extends true | undefined = undefined,
  >(
    other: Operand<M, Kind, Unit, P> & { readonly isCondition?: C } & SetFits<L, M, H>,
    how?: H,
  ): [C] extends [true] ? Condition<L, K, U, N | P> : Vector<L, K, U, N | P> {
    // One more method than a vector without it; the type says whether it may be called.
    return new Condition<L, K, U, N | P>(binary("and", this.ast, other, how));
  }
  /** Left series that have no match on the right: what should be there and is not. */
  unless<M extends string, P extends Need, H extends How | undefined = undefined>(
    other: Operand<M, Kind, Unit, P> & SetFits<L, M, H>,
    how?: H,
  ): Condition<L, K, U, N | P> {
    return new Condition(binary("unless", this.ast, other, how));
  }
  /** Left series, and those of the right side that have no match on the left. */
  or<
    M extends string,
    J extends Kind,
    V extends Unit,
    P extends Need,
    H extends How | undefined = undefined,
  >(
    other: Operand<M, J, V, P> & First<UnionFits<L, M, H>, First<PairOk<K, J>, UnitOk<U, V>>>,
    how?: H,
  ): Vector<L, K | J, U, N | P> {
    return new Vector(binary("or", this.ast, other, how));
  }

  /** A subquery; the step is explicit, because Prometheus' own default differs between servers. */
  subquery<const R extends string, const S extends string>(
    range: R & Window<R>,
    step: S & Window<S>,
  ): Range<L, K, U, N | RangeNeed<R | S>> {
    return new Range({ type: "subquery", expr: this.ast, range, step });
  }
}

/** A vector that holds only the series for which something is true: what an alert needs. */
export class Condition<
  L extends string,
  K extends Kind = Kind,
  U extends Unit = Unit,
  N extends Need = never,
> extends Vector<L, K, U, N> {
  declare readonly isCondition: true;
  override and<M extends string, P extends Need, H extends How | undefined = undefined>(
    other: Operand<M, Kind, Unit, P> & SetFits<L, M, H>,
    how?: H,
  ): Condition<L, K, U, N | P> {
    return new Condition<L, K, U, N | P>(binary("and", this.ast, other, how));
  }
  /** Either condition holds; `or` with a mere vector is no condition, for every series of it would fire. */
  either<E extends Expression>(
    other: E & First<EitherOk<E>, OrOk<L, LabelsOf<E>>>,
  ): Condition<L, K | KindOf<E>, U | UnitOf<E>, N | NeedOf<E>> {
    return new Condition(binary("or", this.ast, other));
  }
  override join<M extends string, J extends Kind, P extends Need, H extends ManyToOne>(
    other: Operand<M, J, Unit, P> & First<Fits<L, M, H>, InfoOk<"the right side of join()", J>>,
    how: H,
  ): Condition<L | Included<H>, K, U, N | P> {
    return new Condition(binary("*", this.ast, other, how));
  }
}
