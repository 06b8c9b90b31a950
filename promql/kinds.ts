import type { Err, First } from "./types";

/**
 * What a sample means.
 * - `counter` only grows, and falls to 0 at a restart; `total` is a sum or maximum of counters, whose resets are lost;
 *   `rate` is per second, `increase` per window.
 * - `gauge` goes up and down; `boolean` is 0 or 1; `info` is always 1; `ratio` is one value divided by another, and
 *   `quantile` is one of a distribution: neither may be summed or averaged.
 * - `bucket` and what follows from it carry `le`; `histogram` and what follows from it are native histograms, whose
 *   samples are no numbers.
 */
export type Kind =
  | ("counter" | "total" | "rate" | "increase")
  | ("gauge" | "boolean" | "info" | "ratio" | "quantile")
  | ("bucket" | "bucketRate" | "bucketIncrease")
  | ("histogram" | "histogramRate" | "histogramIncrease");

/** Kinds that go up and down, so that gauge functions make sense of them. */
export type GaugeLike = "gauge" | "rate" | "increase" | "quantile" | "ratio" | "boolean" | "info";

/** Kinds of native histograms. */
type Native = "histogram" | "histogramRate" | "histogramIncrease";

/** No objection, or that of the table `Reasons` to one of the kinds. */
type Unless<K extends Kind, Reasons> = [K & keyof Reasons] extends [never]
  ? unknown
  : Err<Reasons[K & keyof Reasons] & string>;

interface RateOf {
  readonly counter: "rate";
  readonly bucket: "bucketRate";
  readonly histogram: "histogramRate";
}
interface IncreaseOf {
  readonly counter: "increase";
  readonly bucket: "bucketIncrease";
  readonly histogram: "histogramIncrease";
}
/** What `rate` makes of a kind. */
export type RateKind<K extends Kind> = RateOf[K & keyof RateOf];
/** What `increase` makes of a kind. */
export type IncreaseKind<K extends Kind> = IncreaseOf[K & keyof IncreaseOf];

/** Function F needs what only grows, series by series. */
export type CounterOk<F extends string, K extends Kind> = [K] extends [keyof RateOf]
  ? unknown
  : [K] extends ["total"]
    ? Err<`${F}() of a sum or maximum: it hides the resets of its series; take ${F}() first, then the sum`>
    : [K] extends [GaugeLike & ("rate" | "increase" | "quantile" | "ratio")]
      ? Err<`${F}() needs a counter; this is a ${K} already`>
      : [K] extends ["bucketRate" | "bucketIncrease" | "histogramRate" | "histogramIncrease"]
        ? Err<`${F}() needs a counter; this is a rate or an increase already`>
        : Err<`${F}() needs a counter; a gauge has deriv() or delta()`>;

/** Function F needs what goes up and down. */
export type GaugeOk<F extends string, K extends Kind> = [K] extends [GaugeLike]
  ? unknown
  : [K] extends ["counter" | "total"]
    ? Err<`${F}() is for what goes up and down; a counter only grows: take its rate() or increase()`>
    : Err<`${F}() is no function of histograms: take histogramQuantile(), histogramCount() or histogramSum() first`>;

/** Values that may be summed and averaged over series. */
export type SumOk<F extends string, K extends Kind> = Unless<
  K,
  {
    readonly quantile: `${F}() of quantiles means nothing: sum the rates of the buckets by le, then take histogramQuantile()`;
    readonly ratio: `${F}() of ratios weighs them all alike: divide the sums, sum(a).div(sum(b))`;
    readonly bucket: `${F}() of buckets hides their resets: take the rate first`;
    readonly histogram: `${F}() of histograms hides their resets: take the rate first`;
  }
>;

/** Values that may be averaged over time. */
export type TimeMeanOk<F extends string, K extends Kind> = First<
  GaugeOk<F, K>,
  Unless<
    K,
    {
      readonly quantile: `${F}() of quantiles means nothing: take the rate of the buckets over the whole window`;
      readonly ratio: `${F}() of ratios weighs quiet times like busy ones: divide the increases over the whole window`;
    }
  >
>;

/** Values that may be added up over time: those that are one per sample. */
export type TimeSumOk<F extends string, K extends Kind> = First<
  TimeMeanOk<F, K>,
  Unless<
    K,
    {
      readonly rate: `${F}() of a rate depends on how often it is sampled: take increase() of the counter`;
    }
  >
>;

/** Values that are numbers, so that there is a smallest and a largest, and arithmetic. */
export type NumberOk<F extends string, K extends Kind> = [K] extends [Exclude<Kind, Native>]
  ? unknown
  : Err<`${F} needs numbers; of a native histogram take histogramQuantile(), histogramCount() or histogramSum() first`>;

/** Values that can be held against a limit. */
export type ComparableOk<K extends Kind> = Unless<
  K,
  Readonly<
    Record<
      "counter" | "total" | "bucket",
      "a counter only grows: compare its rate() or increase() instead"
    > &
      Record<
        Native,
        "a native histogram is no number: compare its histogramQuantile(), histogramCount() or histogramSum()"
      >
  >
>;

/** Numbers that mean something by themselves: how far a counter has come depends on when its process started. */
export type LevelOk<F extends string, K extends Kind> = First<
  NumberOk<F, K>,
  Unless<
    K,
    Readonly<
      Record<
        "counter" | "total" | "bucket",
        `${F}: a counter begins anew at each restart: take its rate() or increase() first`
      >
    >
  >
>;

/** Info series, whose value is 1, so that multiplying by them changes labels only. */
export type InfoOk<F extends string, K extends Kind> = [K] extends ["info"]
  ? unknown
  : Err<`${F} needs info series, whose value is 1: group(v) makes them`>;

/** Two kinds that may be added, compared and united. */
export type PairOk<K extends Kind, J extends Kind> = ["rate" | "increase"] extends [K | J]
  ? Err<"a rate is per second, an increase per window: take the same of both">
  : [K | J] extends [Native]
    ? unknown
    : [(K | J) & Native] extends [never]
      ? unknown
      : Err<"a native histogram meets numbers only through histogramQuantile(), histogramCount() or histogramSum()">;

/** A counter's value after a function: its resets can no longer be told. */
export type Settled<K extends Kind> = K extends "counter" | "bucket"
  ? "total"
  : K extends "bucketRate" | "bucketIncrease"
    ? "gauge"
    : K;
/** As {@link Settled}, after arithmetic that changes the value: twice an info is none. */
export type Computed<K extends Kind> = K extends "boolean" | "info" ? "gauge" : Settled<K>;
/** As {@link Settled}, of the sum over several series. */
export type SumKind<K extends Kind> = K extends "counter"
  ? "total"
  : K extends "boolean" | "info"
    ? "gauge"
    : K;
/** As {@link SumKind}, of the mean: that of zeros and ones is a share. */
export type MeanKind<K extends Kind> = K extends "boolean" ? "ratio" : SumKind<K>;

/** What dividing J into K gives: per second stays per second, unless it cancels out. */
export type QuotientKind<K extends Kind, J extends Kind> = K extends "rate" | "increase"
  ? J extends K
    ? "ratio"
    : K
  : "ratio";
/** What multiplying J with K gives. */
export type ProductKind<K extends Kind, J extends Kind> = [
  Extract<K | J, "counter" | "total" | "bucket">,
] extends [never]
  ? "quantile" extends K | J
    ? "quantile"
    : "rate" extends K | J
      ? "rate"
      : "increase" extends K | J
        ? "increase"
        : [K | J] extends ["ratio"]
          ? "ratio"
          : "gauge"
  : "total";
