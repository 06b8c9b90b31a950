import type { AggregateOp, BinaryOp, Expr } from "./ast";
import type { Duration } from "./duration";
import type { Fits, How, Included, On, SetFits } from "./matching";
import { print } from "./print";
import type { Kind, Quotient, SameOk, Unit, UnitOk } from "./types";

function binary(op: BinaryOp, left: Expr, right: number | Operand<never>, how?: How): Expr {
  return {
    type: "binary",
    op,
    left,
    right: typeof right === "number" ? { type: "number", value: right } : right.ast,
    ...(how && {
      matching: {
        mode: "on" as const,
        labels: how.labels,
        ...(how.include && { group: "left" as const, include: how.include }),
      },
    }),
  };
}

/** The operand with its phantom types forgotten: the checks above have done their work. */
function untyped(v: unknown): number | Operand<never> {
  return v as number | Operand<never>;
}

/**
 * What an operator needs to know of its right side. Apart from {@link Vector}, so that a vector of any kind and
 * unit can stand where these do not matter: methods would make the types invariant.
 */
export class Operand<
  in out L extends string,
  out K extends Kind = Kind,
  out U extends Unit = Unit,
> {
  declare protected readonly labelSet: (x: L) => L;
  declare protected readonly kind: K;
  declare protected readonly unitOf: U;
  constructor(readonly ast: Expr) {}
}

/** An operand that is a {@link Condition}. */
export type ConditionOperand<
  L extends string,
  K extends Kind = Kind,
  U extends Unit = Unit,
> = Operand<L, K, U> & { readonly isCondition: true };

/**
 * An instant vector with labels `L` (exactly these: the type is invariant), kind `K` and unit `U`.
 * Methods check labels and units at compile time and build {@link Expr} data; nothing is evaluated.
 */
export class Vector<L extends string, K extends Kind = Kind, U extends Unit = Unit> extends Operand<
  L,
  K,
  U
> {
  /** The canonical PromQL text. */
  override toString(): string {
    return print(this.ast);
  }

  /** Samples above a number or the matching sample; so for the five comparisons below. */
  gt<M extends string, V extends Unit, H extends How | undefined = undefined>(
    other: number | (Operand<M, Kind, V> & Fits<L, M, H> & UnitOk<U, V>),
    how?: H,
  ): Condition<L | Included<H>, K, U> {
    return new Condition(binary(">", this.ast, untyped(other), how));
  }
  ge<M extends string, V extends Unit, H extends How | undefined = undefined>(
    other: number | (Operand<M, Kind, V> & Fits<L, M, H> & UnitOk<U, V>),
    how?: H,
  ): Condition<L | Included<H>, K, U> {
    return new Condition(binary(">=", this.ast, untyped(other), how));
  }
  lt<M extends string, V extends Unit, H extends How | undefined = undefined>(
    other: number | (Operand<M, Kind, V> & Fits<L, M, H> & UnitOk<U, V>),
    how?: H,
  ): Condition<L | Included<H>, K, U> {
    return new Condition(binary("<", this.ast, untyped(other), how));
  }
  le<M extends string, V extends Unit, H extends How | undefined = undefined>(
    other: number | (Operand<M, Kind, V> & Fits<L, M, H> & UnitOk<U, V>),
    how?: H,
  ): Condition<L | Included<H>, K, U> {
    return new Condition(binary("<=", this.ast, untyped(other), how));
  }
  eq<M extends string, V extends Unit, H extends How | undefined = undefined>(
    other: number | (Operand<M, Kind, V> & Fits<L, M, H> & UnitOk<U, V>),
    how?: H,
  ): Condition<L | Included<H>, K, U> {
    return new Condition(binary("==", this.ast, untyped(other), how));
  }
  ne<M extends string, V extends Unit, H extends How | undefined = undefined>(
    other: number | (Operand<M, Kind, V> & Fits<L, M, H> & UnitOk<U, V>),
    how?: H,
  ): Condition<L | Included<H>, K, U> {
    return new Condition(binary("!=", this.ast, untyped(other), how));
  }

  /** Samples that are NaN: `x != x` is the only comparison that NaN passes. */
  isNaN(): Condition<L, K, U> {
    return new Condition(binary("!=", this.ast, untyped(this)));
  }

  /** The sum of matching samples, or with a number, of the same unit. */
  add<M extends string, V extends Unit, H extends How | undefined = undefined>(
    other: number | (Operand<M, Kind, V> & Fits<L, M, H> & UnitOk<U, V>),
    how?: H,
  ): Vector<L | Included<H>, K, U> {
    return new Vector(binary("+", this.ast, untyped(other), how));
  }
  /** The difference of matching samples, or to a number, of the same unit. */
  sub<M extends string, V extends Unit, H extends How | undefined = undefined>(
    other: number | (Operand<M, Kind, V> & Fits<L, M, H> & UnitOk<U, V>),
    how?: H,
  ): Vector<L | Included<H>, K, U> {
    return new Vector(binary("-", this.ast, untyped(other), how));
  }
  /** Scales by a plain number; the unit stays. */
  mul(factor: number): Vector<L, K, U> {
    return new Vector(binary("*", this.ast, factor));
  }
  /** Divides by a vector: like units give a ratio. For a plain number use {@link mul}. */
  div<M extends string, V extends Unit, H extends How | undefined = undefined>(
    other: Operand<M, Kind, V> & Fits<L, M, H>,
    how?: H,
  ): Vector<L | Included<H>, "gauge", Quotient<U, V>> {
    return new Vector(binary("/", this.ast, untyped(other), how));
  }
  /** Copies labels from an info-like series of value 1: `* on(...) group_left(...)`. */
  join<M extends string, H extends On<string, string, true>>(
    other: Operand<M> & Fits<L, M, H>,
    how: H,
  ): Vector<L | Included<H>, K, U> {
    return new Vector(binary("*", this.ast, untyped(other), how));
  }

  /** Left series that have a match on the right. */
  and<M extends string, H extends How | undefined = undefined>(
    other: Operand<M> & SetFits<L, M, H>,
    how?: H,
  ): Vector<L, K, U> {
    return new Vector(binary("and", this.ast, untyped(other), how));
  }
  /** Left series that have no match on the right. */
  unless<M extends string, H extends How | undefined = undefined>(
    other: Operand<M> & SetFits<L, M, H>,
    how?: H,
  ): Vector<L, K, U> {
    return new Vector(binary("unless", this.ast, untyped(other), how));
  }
  /** Left series, and those of the right side that have no match on the left. */
  or<M extends string, V extends Unit>(
    other: Operand<M, Kind, V> & SameOk<L, M> & UnitOk<U, V>,
  ): Vector<L, K, U> {
    return new Vector(binary("or", this.ast, untyped(other)));
  }

  /** A subquery; the step is explicit, because Prometheus' own default differs between servers. */
  subquery<const R extends string, const S extends string>(
    range: R & Duration<R>,
    step: S & Duration<S>,
  ): Range<L, K, U> {
    return new Range({ type: "subquery", expr: this.ast, range, step });
  }
}

/** A vector that holds only the series for which something is true: what an alert needs. */
export class Condition<
  L extends string,
  K extends Kind = Kind,
  U extends Unit = Unit,
> extends Vector<L, K, U> {
  declare readonly isCondition: true;
  override and<M extends string, H extends How | undefined = undefined>(
    other: Operand<M> & SetFits<L, M, H>,
    how?: H,
  ): Condition<L, K, U> {
    return new Condition(binary("and", this.ast, untyped(other), how));
  }
  override unless<M extends string, H extends How | undefined = undefined>(
    other: Operand<M> & SetFits<L, M, H>,
    how?: H,
  ): Condition<L, K, U> {
    return new Condition(binary("unless", this.ast, untyped(other), how));
  }
  /** Either condition holds; `or` with a mere vector is no condition, for every series of it would fire. */
  either<M extends string>(other: ConditionOperand<M> & SameOk<L, M>): Condition<L, K, U> {
    return new Condition(binary("or", this.ast, untyped(other)));
  }
  override join<M extends string, H extends On<string, string, true>>(
    other: Operand<M> & Fits<L, M, H>,
    how: H,
  ): Condition<L | Included<H>, K, U> {
    return new Condition(binary("*", this.ast, untyped(other), how));
  }
}

/** A range vector; only range functions take it. */
export class Range<L extends string, K extends Kind = Kind, U extends Unit = Unit> {
  declare protected readonly labelSet: (x: L) => L;
  declare protected readonly kind: K;
  declare protected readonly unitOf: U;
  constructor(readonly ast: Expr) {}
}

/** An aggregation, over all labels until `by` or `without` says which. */
export class Aggregate<L extends string, K extends Kind, U extends Unit> extends Vector<
  never,
  K,
  U
> {
  constructor(
    private readonly op: AggregateOp,
    private readonly of: Expr,
    private readonly param?: Expr,
  ) {
    super({ type: "aggregate", op, expr: of, ...(param && { param }) });
  }
  /** Keeps these labels. */
  by<B extends L>(...labels: B[]): Vector<B, K, U> {
    return new Vector(this.grouped("by", labels));
  }
  /** Drops these labels. */
  without<B extends L>(...labels: B[]): Vector<Exclude<L, B>, K, U> {
    return new Vector(this.grouped("without", labels));
  }
  private grouped(mode: "by" | "without", labels: readonly string[]): Expr {
    const { op, of: expr, param } = this;
    return { type: "aggregate", op, expr, ...(param && { param }), grouping: { mode, labels } };
  }
}
