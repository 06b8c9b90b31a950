/**
 * What a sample means. `bucket` and `bucketRate` carry `le`; `quantile` must not be averaged or summed; `histogram`
 * and `histogramRate` are native histograms, whose samples are no numbers.
 */
export type Kind =
  | ("gauge" | "counter" | "bucket" | "rate" | "bucketRate" | "quantile" | "info")
  | ("histogram" | "histogramRate");

/** Kinds that go up and down, so that gauge functions make sense of them. */
export type GaugeLike = "gauge" | "rate" | "quantile" | "info";

/**
 * Units of values. The first row are base units, as names of metrics end in them; `timestamp` is a Unix time in
 * seconds, `one` a plain count. The others are what exporters use all the same: they meet base units only through a
 * conversion.
 */
export type Unit =
  | ("seconds" | "timestamp" | "bytes" | "ratio" | "one" | "celsius" | "watts" | "hertz" | "joules")
  | ("milliseconds" | "microseconds" | "nanoseconds" | "percent" | "kibibytes" | "mebibytes")
  | ("megahertz" | "millijoules");

/** A mistake, spelled out: the compiler shows `message` where a value of this type is demanded. */
export interface Err<Message extends string> {
  readonly ERROR: Message;
}

/** True where two label sets are the same. */
export type Same<A extends string, B extends string> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : false
  : false;

type NotIn<L extends string, O extends string> = Exclude<O, L>;

/** Both sides of `on(...)` must carry its labels. */
export type OnOk<L extends string, M extends string, O extends string> = [NotIn<L, O>] extends [
  never,
]
  ? [NotIn<M, O>] extends [never]
    ? unknown
    : Err<`on(): label '${NotIn<M, O>}' is not on the right side`>
  : Err<`on(): label '${NotIn<L, O>}' is not on the left side`>;

/** The "one" side of a many-to-one match carries exactly the matched and included labels. */
export type OneSide<M extends string, O extends string, I extends string> =
  Same<M, O | I> extends true
    ? unknown
    : Err<`the "one" side must carry exactly the on() and included labels; aggregate away: ${Exclude<M, O | I>}`>;

/** Without `on(...)` two vectors match on all their labels, so these must be the same. */
export type SameOk<L extends string, M extends string> =
  Same<L, M> extends true
    ? unknown
    : Err<`label sets differ: ${Exclude<L, M> | Exclude<M, L>}; say on(...) or aggregate`>;

/** Only like units are compared, added and united. */
export type UnitOk<U extends Unit, V extends Unit> = [V] extends [U]
  ? unknown
  : Err<`units differ: ${U} and ${V}`>;

/** Division of like units gives a ratio; by a count it keeps the unit: seconds per step are seconds. */
export type Quotient<U extends Unit, V extends Unit> = [U, V] extends [V, U]
  ? "ratio"
  : [V] extends ["one"]
    ? U
    : "one";

/** Kinds whose sum and mean mean something: of quantiles they never do, of buckets only once they are rates. */
export type Summable = Exclude<Kind, "quantile" | "bucket" | "histogram">;

/** Summing a counter's series hides their resets, so the sum is no counter any more. */
export type SumKind<K extends Summable> = K extends "counter" | "info" ? "gauge" : K;

/** What `rate` makes of a kind. */
export type RateKind<K extends Kind> = K extends "bucket" ? "bucketRate" : "rate";
