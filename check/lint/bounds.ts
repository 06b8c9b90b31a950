import { entryOf } from "../../metrics";
import type { BinaryOp, Expr } from "../../promql";
import { isComparison, mirrored } from "../operators";
import {
  allowed,
  anything,
  arithmetic,
  both,
  exactly,
  hull,
  isEmpty,
  positive,
  type Interval,
} from "./interval";

/** The expressions that record a series, by its name. */
export type Recordings = ReadonlyMap<string, readonly Expr[]>;

const unit: Interval = { low: 0, high: 1 };
const one = exactly(1);
const several: Interval = { low: 1, high: Infinity };

/** What a function makes of its arguments' values; a function that is not here may return anything. */
const ofFunction: Readonly<Record<string, (args: readonly Interval[]) => Interval>> = {
  ...same(0, "avg_over_time", "last_over_time", "max_over_time", "min_over_time", "vector"),
  ...same(0, "first_over_time", "label_replace", "label_join", "scalar", "sort", "sort_desc"),
  ...same(1, "quantile_over_time"),
  ...always(positive, "rate", "increase", "irate", "changes", "resets", "stddev_over_time", "time"),
  ...always(positive, "stdvar_over_time", "histogram_count", "mad_over_time"),
  ...always(one, "absent", "absent_over_time", "present_over_time"),
  ...always(several, "count_over_time"),
  ...always(unit, "histogram_fraction"),
  ...always({ low: 0, high: 23 }, "hour"),
  ...always({ low: 0, high: 6 }, "day_of_week"),
  abs: ([a = anything]) => ({
    low: a.low > 0 ? a.low : a.high < 0 ? -a.high : 0,
    high: Math.max(Math.abs(a.low), Math.abs(a.high)),
  }),
  sum_over_time: ([a = anything]) => summed(a),
  clamp: ([, low = anything, high = anything]) => ({ low: low.low, high: high.high }),
  clamp_min: ([a = anything, low = anything]) => both(a, { low: low.low, high: Infinity }),
  clamp_max: ([a = anything, high = anything]) => both(a, { low: -Infinity, high: high.high }),
};

function same(position: number, ...names: readonly string[]) {
  return Object.fromEntries(
    names.map((name) => [name, (args: readonly Interval[]) => args[position] ?? anything]),
  );
}

function always(interval: Interval, ...names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, () => interval]));
}

// A sum has one term at least.
function summed({ low, lowOpen = false }: Interval): Interval {
  return low >= 0 ? { low, high: Infinity, lowOpen } : anything;
}

/**
 * The values an expression can have, by what its functions, the catalogue and the expressions of recorded series
 * say; NaN, which every number may be, is left out.
 */
export function bounds(expr: Expr, recordings: Recordings): Interval {
  const of = (inner: Expr) => bounds(inner, recordings);
  switch (expr.type) {
    case "number":
      return exactly(expr.value);
    case "string":
      return anything;
    case "selector":
      return ofSeries(expr.metric, recordings);
    case "subquery":
      return of(expr.expr);
    case "negate": {
      const { low, high, lowOpen = false, highOpen = false } = of(expr.expr);
      return { low: -high, high: -low, lowOpen: highOpen, highOpen: lowOpen };
    }
    case "call":
      return ofFunction[expr.fn]?.(expr.args.map(of)) ?? anything;
    case "aggregate":
      return ofAggregation(expr, of(expr.expr));
    case "binary":
      return ofBinary(expr, of);
  }
}

function ofAggregation({ op }: Extract<Expr, { type: "aggregate" }>, inner: Interval): Interval {
  switch (op) {
    case "sum":
      return summed(inner);
    case "count":
    case "count_values":
      return several;
    case "group":
      return one;
    case "stddev":
    case "stdvar":
      return positive;
    default:
      return inner;
  }
}

function ofBinary(expr: Extract<Expr, { type: "binary" }>, of: (e: Expr) => Interval): Interval {
  const { op, left, right } = expr;
  const [a, b] = [of(left), of(right)];
  if (op === "or") return hull(a, b);
  if (op === "and" || op === "unless") return a;
  if (!isComparison(op)) return arithmetic(op, a, b);
  if (expr.bool) return unit;
  // A number on the left: the vector's samples are kept, not the number.
  if (left.type === "number") return narrowed(b, mirrored(op), a);
  return narrowed(a, op, b);
}

function narrowed(a: Interval, op: BinaryOp, b: Interval): Interval {
  if (b.low !== b.high) return a;
  const rest = both(a, allowed(op, b.low));
  // What is impossible is a finding of its own, and says nothing about what is around it.
  return isEmpty(rest) ? a : rest;
}

function ofSeries(name: string, recordings: Recordings): Interval {
  const rest = new Map(recordings);
  rest.delete(name); // a rule that reads its own series must not send us round in circles
  const recorded = (recordings.get(name) ?? []).map((expr) => bounds(expr, rest));
  if (recorded.length > 0) {
    const made = recorded.reduce(hull);
    return name.endsWith("ratio") ? both(made, unit) : made;
  }
  if (name === "up" || name.endsWith(":ratio")) return unit;
  const entry = entryOf(name);
  if (entry === undefined) return anything;
  if (entry.type === "info") return one;
  if (entry.type !== "gauge") return name.endsWith("_sum") ? anything : positive;
  if (entry.unit === "ratio") return unit;
  if (entry.unit === "percent") return { low: 0, high: 100 };
  return anything;
}
