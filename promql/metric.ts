import type { Matcher } from "./ast";
import type { Duration } from "./duration";
import { escapeRegex } from "./print";
import type { Kind, Unit } from "./types";
import { Range, Vector } from "./vector";

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
