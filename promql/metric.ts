import type { At, Expr, Matcher } from "./ast";
import type { Duration, RangeNeed, Window } from "./duration";
import type { Kind } from "./kinds";
import { Range } from "./operand";
import { escapeRegex } from "./print";
import type { ExternalLabel, Need } from "./types";
import type { Unit } from "./units";
import { Vector } from "./vector";

type Selector = Expr & { readonly type: "selector" };

/** A matcher: a value, one of several values, a regular expression (anchored), or the negation of these. */
export type Match<V extends string> =
  | V
  | readonly V[]
  | { readonly re: string }
  | { readonly not: V | readonly V[] }
  | { readonly notRe: string };

function matcher(label: string, match: Match<string>): Matcher {
  const anyOf = (values: readonly string[], equal: "=" | "!=", like: "=~" | "!~"): Matcher => {
    const [first, ...more] = values;
    // An empty regular expression would match the series without the label.
    if (first === undefined) throw new Error(`no values to match label '${label}' with`);
    return more.length === 0
      ? { label, op: equal, value: first }
      : { label, op: like, value: values.map(escapeRegex).join("|") };
  };
  if (typeof match === "string") return { label, op: "=", value: match };
  if ("re" in match) return { label, op: "=~", value: match.re };
  if ("notRe" in match) return { label, op: "!~", value: match.notRe };
  if ("not" in match) {
    return typeof match.not === "string"
      ? { label, op: "!=", value: match.not }
      : anyOf(match.not, "!=", "!~");
  }
  return anyOf(match, "=", "=~");
}

/** Label values a metric is known to have, by label. */
export type Values = Readonly<Record<string, readonly string[]>>;
type ValueOf<V, P> = P extends keyof V
  ? V[P] extends readonly (infer X extends string)[]
    ? X | ""
    : string
  : string;

/** A named series: a metric of the catalogue or a recorded one. */
export class Metric<
  L extends string,
  K extends Kind,
  U extends Unit,
  V = unknown,
  N extends Need = never,
> extends Vector<L, K, U, N> {
  declare protected readonly values: V;
  constructor(
    readonly name: string,
    private readonly selector: Omit<Selector, "type" | "metric" | "range"> = { matchers: [] },
  ) {
    super({ type: "selector", metric: name, ...selector });
  }
  /**
   * Adds label matchers; the empty string matches series without the label.
   * @throws Error for an empty list of values.
   */
  where(selection: { readonly [P in L]?: Match<ValueOf<V, P>> }): Metric<L, K, U, V, N> {
    const added = Object.entries(selection as Record<string, Match<string> | undefined>).flatMap(
      ([label, match]) => (match === undefined ? [] : [matcher(label, match)]),
    );
    const { selector } = this;
    return new Metric(this.name, { ...selector, matchers: [...selector.matchers, ...added] });
  }
  /** The last samples within a window. */
  over<const S extends string>(window: S & Window<S>): Range<L, K, U, N | RangeNeed<S>> {
    return new Range({ type: "selector", metric: this.name, ...this.selector, range: window });
  }
  /** The same series, so long ago. */
  offset<const S extends string>(by: S & Duration<S>): Metric<L, K, U, V, N | RangeNeed<S>> {
    return new Metric(this.name, { ...this.selector, offset: by });
  }
  /** The same series at a time, whenever it is evaluated. */
  at(time: At): Metric<L, K, U, V, N> {
    return new Metric(this.name, { ...this.selector, at: time });
  }
  /** The series of all clusters, with the labels that tell them apart: for rules that run over all of them. */
  global(): Metric<L | ExternalLabel, K, U, V, N | "global"> {
    return new Metric(this.name, this.selector);
  }
}
