import type { AggregateOp, BinaryOp, Expr, Matcher } from "./ast";
import type { Duration } from "./duration";
import { escapeRegex, print } from "./print";
import type { Err, Kind, OneSide, OnOk, Quotient, SameOk, Unit, UnitOk } from "./types";

/** Vector matching: `on("namespace", "run_id")`, many-to-one after `.groupLeft("team")`. */
export class On<O extends string, I extends string, Grouped extends boolean> {
  declare protected readonly grouped: Grouped;
  constructor(
    readonly labels: readonly O[],
    readonly include: readonly I[] | undefined,
  ) {}
  /** Many series of the left side may match one of the right; `include` copies labels from the right. */
  groupLeft<J extends string = never>(...include: J[]): On<O, J, true> {
    return new On(this.labels, include);
  }
}

/** Match on these labels only. */
export function on<O extends string>(...labels: O[]): On<O, never, false> {
  return new On(labels, undefined);
}

/** A way to match, whatever its labels. */
export type How = On<string, string, boolean>;
/** Labels that a match copies from the right. */
export type Included<H> = H extends On<string, infer I, boolean> ? I : never;

/** Whether an operand of labels M may stand right of one of labels L, matched as H says. */
export type Fits<L extends string, M extends string, H> =
  H extends On<infer O, infer I, infer G>
    ? G extends true
      ? OnOk<L, M, O> & OneSide<M, O, I>
      : Err<"say on(...).groupLeft(): a one-to-one match over on() drops labels; or aggregate both sides alike">
    : SameOk<L, M>;

/** Set operators match any number of series, so `on(...)` alone will do. */
type SetFits<L extends string, M extends string, H> =
  H extends On<infer O, string, boolean> ? OnOk<L, M, O> : SameOk<L, M>;

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

  add<M extends string, V extends Unit, H extends How | undefined = undefined>(
    other: number | (Operand<M, Kind, V> & Fits<L, M, H> & UnitOk<U, V>),
    how?: H,
  ): Vector<L | Included<H>, K, U> {
    return new Vector(binary("+", this.ast, untyped(other), how));
  }
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

  and<M extends string, H extends How | undefined = undefined>(
    other: Operand<M> & SetFits<L, M, H>,
    how?: H,
  ): Vector<L, K, U> {
    return new Vector(binary("and", this.ast, untyped(other), how));
  }
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

/** A matcher: a value, one of several values, a regular expression (anchored), or the negation of these. */
export type Match<V extends string> =
  | V
  | readonly V[]
  | { readonly re: string }
  | { readonly not: V | readonly V[] }
  | { readonly notRe: string };

function matcher(label: string, match: Match<string>): Matcher {
  const anyOf = (values: readonly string[]) => {
    // An empty regular expression would match the series without the label.
    if (values.length === 0) throw new Error(`no values to match label '${label}' with`);
    return values.map(escapeRegex).join("|");
  };
  if (typeof match === "string") return { label, op: "=", value: match };
  if ("re" in match) return { label, op: "=~", value: match.re };
  if ("notRe" in match) return { label, op: "!~", value: match.notRe };
  if ("not" in match) {
    return typeof match.not === "string"
      ? { label, op: "!=", value: match.not }
      : { label, op: "!~", value: anyOf(match.not) };
  }
  return { label, op: "=~", value: anyOf(match) };
}

/** Label values a metric is known to have, by label. */
export type Values = Readonly<Record<string, readonly string[]>>;
type ValueOf<V, P> = P extends keyof V
  ? V[P] extends readonly (infer X extends string)[]
    ? X | ""
    : string
  : string;

/** A named series: a metric of the catalogue or a recorded one. */
export class Metric<L extends string, K extends Kind, U extends Unit, V = unknown> extends Vector<
  L,
  K,
  U
> {
  declare protected readonly values: V;
  constructor(
    readonly name: string,
    private readonly matchers: readonly Matcher[] = [],
    private readonly shift?: string,
  ) {
    super({
      type: "selector",
      metric: name,
      matchers,
      ...(shift !== undefined && { offset: shift }),
    });
  }
  /**
   * Adds label matchers; the empty string matches series without the label.
   * @throws Error for an empty list of values.
   */
  where(selection: { readonly [P in L]?: Match<ValueOf<V, P>> }): Metric<L, K, U, V> {
    const added = Object.entries(selection as Record<string, Match<string> | undefined>).flatMap(
      ([label, match]) => (match === undefined ? [] : [matcher(label, match)]),
    );
    return new Metric(this.name, [...this.matchers, ...added], this.shift);
  }
  /** The last samples within a window. */
  over<const S extends string>(window: S & Duration<S>): Range<L, K, U> {
    return new Range({ ...this.selector(), range: window });
  }
  /** The same series, so long ago. */
  offset<const S extends string>(by: S & Duration<S>): Metric<L, K, U, V> {
    return new Metric(this.name, this.matchers, by);
  }
  private selector() {
    const { name: metric, matchers, shift: offset } = this;
    return { type: "selector" as const, metric, matchers, ...(offset !== undefined && { offset }) };
  }
}
