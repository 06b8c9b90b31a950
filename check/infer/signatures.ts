/** Types of values in PromQL. */
export type ValueType = "scalar" | "string" | "instant" | "range";

/** What a function makes of the samples it gets; `special` is described in calls.ts. */
type Effect =
  /** Kind, unit and bounds stay. */
  | "same"
  /** Unit stays, but neither kind nor bounds do. */
  | "gauge"
  /** The increase of a counter, with or without dividing by time. */
  | "rate"
  | "increase"
  /** The slope of a gauge. */
  | "slope"
  /** A plain number of samples or events. */
  | "count"
  /** A number of which nothing is known. */
  | "number"
  | "special";

/** A function of PromQL. */
export interface Signature {
  readonly args: readonly ValueType[];
  /** How many of the last arguments may be left out. @default 0 */
  readonly optional?: number;
  /** True where the last argument may be repeated, or left out. @default false */
  readonly variadic?: boolean;
  readonly returns: "scalar" | "instant";
  readonly effect: Effect;
  /** Samples that make sense. @default any */
  readonly samples?: "counter" | "gauge" | "no counter";
}

type Row = readonly [Effect, Signature["samples"]?];

const table = (
  args: readonly ValueType[],
  rows: Readonly<Record<string, Row>>,
  more: Partial<Signature> = {},
): Readonly<Record<string, Signature>> =>
  Object.fromEntries(
    Object.entries(rows).map(([name, [effect, samples]]) => [
      name,
      { args, returns: "instant" as const, effect, ...(samples && { samples }), ...more },
    ]),
  );

/** Every function of Prometheus 3, experimental ones included. */
export const SIGNATURES: Readonly<Record<string, Signature>> = {
  ...table(["range"], {
    rate: ["rate", "counter"],
    irate: ["rate", "counter"],
    increase: ["increase", "counter"],
    resets: ["count", "counter"],
    changes: ["count"],
    count_over_time: ["count"],
    present_over_time: ["count"],
    absent_over_time: ["special"],
    delta: ["gauge", "gauge"],
    idelta: ["gauge", "gauge"],
    deriv: ["slope", "gauge"],
    min_over_time: ["same"],
    max_over_time: ["same"],
    last_over_time: ["same"],
    first_over_time: ["same"],
    avg_over_time: ["same", "no counter"],
    sum_over_time: ["gauge", "no counter"],
    mad_over_time: ["gauge", "no counter"],
    stddev_over_time: ["gauge", "no counter"],
    stdvar_over_time: ["number", "no counter"],
    ts_of_first_over_time: ["special"],
    ts_of_last_over_time: ["special"],
    ts_of_max_over_time: ["special"],
    ts_of_min_over_time: ["special"],
  }),
  ...table(["scalar", "range"], { quantile_over_time: ["same", "no counter"] }),
  ...table(["range", "scalar"], { predict_linear: ["gauge", "gauge"] }),
  ...table(["range", "scalar", "scalar"], {
    double_exponential_smoothing: ["same", "no counter"],
    holt_winters: ["same", "no counter"],
  }),
  ...table(["instant"], {
    abs: ["same"],
    ceil: ["same"],
    floor: ["same"],
    sort: ["same"],
    sort_desc: ["same"],
    sgn: ["count"],
    absent: ["special"],
    timestamp: ["special"],
    histogram_count: ["special"],
    histogram_sum: ["special"],
    histogram_avg: ["special"],
    histogram_stddev: ["special"],
    histogram_stdvar: ["special"],
  }),
  ...table(
    ["instant"],
    Object.fromEntries(
      [
        ...["exp", "ln", "log2", "log10", "sqrt", "deg", "rad"],
        ...["sin", "cos", "tan", "asin", "acos", "atan"],
        ...["sinh", "cosh", "tanh", "asinh", "acosh", "atanh"],
      ].map((name) => [name, ["number"] as const]),
    ),
  ),
  ...table(["instant", "scalar"], { round: ["same"] }, { optional: 1 }),
  ...table(["instant", "scalar"], { clamp_min: ["same"], clamp_max: ["same"] }),
  ...table(["instant", "scalar", "scalar"], { clamp: ["same"] }),
  ...table(
    ["instant", "string"],
    { sort_by_label: ["same"], sort_by_label_desc: ["same"] },
    {
      variadic: true,
    },
  ),
  ...table(["instant", "instant"], { info: ["special"] }, { optional: 1 }),
  ...table(["scalar", "instant"], { histogram_quantile: ["special"] }),
  ...table(
    ["instant", "string", "scalar", "scalar"],
    { histogram_quantiles: ["special"] },
    {
      variadic: true,
    },
  ),
  ...table(["scalar", "scalar", "instant"], { histogram_fraction: ["special"] }),
  ...table(["instant", "string", "string", "string", "string"], { label_replace: ["special"] }),
  ...table(
    ["instant", "string", "string", "string"],
    { label_join: ["special"] },
    {
      variadic: true,
    },
  ),
  ...table(["scalar"], { vector: ["special"] }),
  ...table(["instant"], { scalar: ["special"] }, { returns: "scalar" }),
  ...table([], { time: ["special"], pi: ["special"] }, { returns: "scalar" }),
  ...table(
    ["instant"],
    Object.fromEntries(
      [
        ...["minute", "hour", "month", "year", "days_in_month"],
        ...["day_of_month", "day_of_week", "day_of_year"],
      ].map((name) => [name, ["count"] as const]),
    ),
    { optional: 1 },
  ),
};
