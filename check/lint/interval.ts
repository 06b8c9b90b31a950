import type { BinaryOp } from "../../promql";

/** The values a sample can have; an open end is not among them. NaN is left out of account. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly lowOpen?: boolean;
  readonly highOpen?: boolean;
}

/** Every number. */
export const anything: Interval = { low: -Infinity, high: Infinity };
/** Zero or more. */
export const positive: Interval = { low: 0, high: Infinity };

/** The one value. */
export function exactly(value: number): Interval {
  return { low: value, high: value };
}

/** Whether no value is in it. */
export function isEmpty({ low, high, lowOpen = false, highOpen = false }: Interval): boolean {
  return low > high || (low === high && (lowOpen || highOpen));
}

/** The values in both. */
export function both(a: Interval, b: Interval): Interval {
  return {
    low: Math.max(a.low, b.low),
    high: Math.min(a.high, b.high),
    lowOpen: [a, b].some((i) => i.lowOpen === true && i.low >= Math.max(a.low, b.low)),
    highOpen: [a, b].some((i) => i.highOpen === true && i.high <= Math.min(a.high, b.high)),
  };
}

/** The smallest interval with all values of both. */
export function hull(a: Interval, b: Interval): Interval {
  return {
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
    lowOpen: [a, b].every((i) => i.lowOpen === true || i.low > Math.min(a.low, b.low)),
    highOpen: [a, b].every((i) => i.highOpen === true || i.high < Math.max(a.high, b.high)),
  };
}

/** Whether all values of `inner` are in `outer`. */
export function within(inner: Interval, outer: Interval): boolean {
  const low = inner.low > outer.low || (inner.low === outer.low && !(outer.lowOpen ?? false));
  const high = inner.high < outer.high || (inner.high === outer.high && !(outer.highOpen ?? false));
  const sameLow = inner.low === outer.low && inner.lowOpen === true;
  const sameHigh = inner.high === outer.high && inner.highOpen === true;
  return (low || sameLow) && (high || sameHigh);
}

/** The values that a comparison with `limit` lets through, `!=` apart: two pieces are no interval. */
export function allowed(op: BinaryOp, limit: number): Interval {
  switch (op) {
    case ">":
      return { low: limit, high: Infinity, lowOpen: true };
    case ">=":
      return { low: limit, high: Infinity };
    case "<":
      return { low: -Infinity, high: limit, highOpen: true };
    case "<=":
      return { low: -Infinity, high: limit };
    case "==":
      return exactly(limit);
    default:
      return anything;
  }
}

/** The values of an arithmetic operation on values of both; {@link anything} where little can be said. */
export function arithmetic(op: BinaryOp, a: Interval, b: Interval): Interval {
  const closed = (values: readonly number[]): Interval =>
    values.some(Number.isNaN) ? anything : { low: Math.min(...values), high: Math.max(...values) };
  const notNegative = a.low >= 0 && b.low >= 0;
  switch (op) {
    case "+":
      return closed([a.low + b.low, a.high + b.high]);
    case "-":
      return closed([a.low - b.high, a.high - b.low]);
    case "*": {
      const products = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
      return notNegative ? { low: a.low * b.low, high: Infinity } : closed(products);
    }
    case "/":
    case "^":
      return notNegative ? positive : anything;
    default:
      return anything;
  }
}
