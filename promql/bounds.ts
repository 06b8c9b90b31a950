import { Metric } from "./metric";
import { escapeRegex } from "./print";
import type { Err } from "./types";

type Listed<B> = B extends readonly [infer First extends number, ...infer Rest extends number[]]
  ? Rest extends []
    ? `${First}`
    : `${First}, ${Listed<Rest>}`
  : string;

/** Whether a bucket of bounds B ends at N; unknown bounds and values are checked when the series is built. */
type BoundOk<N extends number, B> = B extends readonly number[]
  ? number extends N | B[number]
    ? unknown
    : N extends B[number]
      ? unknown
      : Err<`no bucket ends at ${N}: take one of ${Listed<B>}`>
  : unknown;

/**
 * Observations up to a bound of the histogram: a counter, exact where a quantile is interpolated. Divided by `count` it
 * is the share that was fast enough.
 * @throws Error when no bucket ends there.
 */
export type Below<L extends string, V, B> = <const N extends number>(
  bound: N & BoundOk<N, B>,
) => Metric<L | "le", "counter", "one", V>;

/** The counters of a histogram's buckets; `bounds` are its finite bounds, where they are known. */
export function below<L extends string, V, B>(
  histogram: string,
  bounds: readonly number[] | undefined,
): Below<L, V, B> {
  return (bound) => {
    if (bounds && !bounds.includes(bound)) {
      throw new Error(`${histogram}: no bucket ends at ${bound}: take one of ${bounds.join(", ")}`);
    }
    return new Metric(`${histogram}_bucket`, { matchers: [boundMatcher(bound)] });
  };
}

/** Matches a bound however it is written: Prometheus 3 stores `1.0` and `1e+06`, older ones what was exposed, `1`. */
function boundMatcher(bound: number) {
  const spellings = Number.isInteger(bound)
    ? [String(bound), `${bound}.0`, ...(bound >= 1e6 ? [exponential(bound)] : [])]
    : [String(bound)];
  const [only, ...others] = spellings;
  return others.length === 0 && only !== undefined
    ? ({ label: "le", op: "=", value: only } as const)
    : ({ label: "le", op: "=~", value: spellings.map(escapeRegex).join("|") } as const);
}

/** As Go writes it: at least two digits of exponent. */
function exponential(value: number): string {
  return value.toExponential().replace(/e\+(\d)$/, "e+0$1");
}
