import type { Expr } from "./ast";
import type { Kind } from "./kinds";
import type { Err } from "./types";

/**
 * Units of values. The first row are base units, as names of metrics end in them; `timestamp` is a Unix time in
 * seconds, `one` a plain count. The others are what exporters use all the same: they meet base units only through
 * a conversion, {@link CONVERSIONS}.
 */
export type Unit =
  | ("seconds" | "timestamp" | "bytes" | "ratio" | "one" | "celsius" | "watts" | "hertz" | "joules")
  | ("milliseconds" | "microseconds" | "nanoseconds" | "percent" | "kibibytes" | "mebibytes")
  | ("megahertz" | "millijoules");

interface Conversion {
  readonly base: Unit;
  readonly op: "*" | "/";
  readonly by: number;
}

/** How a unit becomes its base unit. Division where the factor is no whole number: `/ 1000` is exact, `* 0.001` is not. */
export const CONVERSIONS = {
  milliseconds: { base: "seconds", op: "/", by: 1e3 },
  microseconds: { base: "seconds", op: "/", by: 1e6 },
  nanoseconds: { base: "seconds", op: "/", by: 1e9 },
  percent: { base: "ratio", op: "/", by: 100 },
  kibibytes: { base: "bytes", op: "*", by: 2 ** 10 },
  mebibytes: { base: "bytes", op: "*", by: 2 ** 20 },
  megahertz: { base: "hertz", op: "*", by: 1e6 },
  millijoules: { base: "joules", op: "/", by: 1e3 },
} as const satisfies Readonly<Partial<Record<Unit, Conversion>>>;

/** `value` of one unit in another; one of the two is the base of the other, as {@link ConvertOk} demands. */
export function converted(value: Expr, from: Unit, to: Unit): Expr {
  const scale = (op: "*" | "/", by: number): Expr => ({
    type: "binary",
    op,
    left: value,
    right: { type: "number", value: by },
  });
  const conversions: Readonly<Partial<Record<Unit, Conversion>>> = CONVERSIONS;
  const { [from]: down, [to]: up } = conversions;
  if (down?.base === to) return scale(down.op, down.by);
  if (up?.base === from) return scale(up.op === "*" ? "/" : "*", up.by);
  throw new Error(`no conversion from ${from} to ${to}`);
}

type Conversions = typeof CONVERSIONS;
type BaseOf<U extends Unit> = U extends keyof Conversions ? Conversions[U]["base"] : never;

/** One of the two units must be the base of the other. */
export type ConvertOk<U extends Unit, V extends Unit> = [U] extends [V]
  ? Err<`this is in ${U} already`>
  : [V] extends [BaseOf<U>]
    ? unknown
    : [U] extends [BaseOf<V>]
      ? unknown
      : Err<`no conversion from ${U} to ${V}`>;

/** Only like units are compared, added and united. */
export type UnitOk<U extends Unit, V extends Unit> = [V] extends [U]
  ? unknown
  : Err<`units differ: ${U} and ${V}${Advice<U, V>}`>;

type Advice<U extends Unit, V extends Unit> = [V] extends [BaseOf<U>]
  ? `; convert('${U}', '${V}') the left side`
  : [U] extends [BaseOf<V>]
    ? `; convert('${V}', '${U}') the right side`
    : "";

/** What may be added: like units, and seconds to a time, but no time to a time. */
export type AddOk<U extends Unit, V extends Unit> = [V] extends ["timestamp"]
  ? SumUnitOk<"add()", V>
  : DifferenceOk<U, V>;
/** Values that add up to something: points in time and temperatures do not. */
export type SumUnitOk<F extends string, U extends Unit> = [U] extends ["timestamp" | "celsius"]
  ? Err<`${F} of values in ${U} means nothing: take max(), min() or avg()`>
  : unknown;

/** What may be subtracted: like units, and seconds from a time. */
export type DifferenceOk<U extends Unit, V extends Unit> = [U, V] extends ["timestamp", "seconds"]
  ? unknown
  : UnitOk<U, V>;
/** Between two times lie seconds. */
export type Difference<U extends Unit, V extends Unit> = [U, V] extends ["timestamp", "timestamp"]
  ? "seconds"
  : U;

interface Quotients {
  readonly joules: { readonly seconds: "watts"; readonly watts: "seconds" };
}
interface Products {
  readonly watts: { readonly seconds: "joules" };
  readonly seconds: { readonly watts: "joules" };
}
type Entry<T, U, V> = U extends keyof T ? (V extends keyof T[U] ? T[U][V] & Unit : never) : never;

/** Whether dividing has a unit. */
export type QuotientOk<U extends Unit, V extends Unit> = [QuotientUnit<U, V>] extends [never]
  ? Err<`no unit for ${U} divided by ${V}: convert, or divide by a count`>
  : unknown;
type QuotientUnit<U extends Unit, V extends Unit> = [U, V] extends [V, U]
  ? "ratio"
  : [V] extends ["one" | "ratio"]
    ? U
    : [U] extends ["one"]
      ? "one"
      : Entry<Quotients, U, V>;
type PerTime<K extends Kind> = [K] extends ["rate"] ? true : false;
/**
 * Like units give a ratio; divided by a count the unit stays: seconds per step are seconds. What is left, divided by
 * its rate, is the time that it lasts.
 */
export type Quotient<U extends Unit, K extends Kind, V extends Unit, J extends Kind> = [
  U,
  PerTime<J>,
] extends [V, true]
  ? PerTime<K> extends true
    ? "ratio"
    : "seconds"
  : [U, PerTime<K>] extends [V, true]
    ? "one"
    : QuotientUnit<U, V>;

/** Whether multiplying has a unit. */
export type ProductOk<U extends Unit, V extends Unit> = [Product<U, V>] extends [never]
  ? Err<`no unit for ${U} times ${V}: one side must be a count or a ratio`>
  : unknown;
/** A count or a ratio keeps the other side's unit. */
export type Product<U extends Unit, V extends Unit> = [V] extends ["one" | "ratio"]
  ? U
  : [U] extends ["one" | "ratio"]
    ? V
    : Entry<Products, U, V>;

/** Energy per second is power; of other units the kind `rate` says that they are per second. */
export type RateUnit<U extends Unit> = U extends "joules" ? "watts" : U;
