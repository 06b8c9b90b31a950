import { parse } from "../../promql";
import type { RecordingRule } from "../../rules";

/** A rule as somebody published it, written anew over our metrics. */
export interface PublicRule {
  readonly name: string;
  readonly source: string;
  readonly expr: string;
  /** Seconds; 0 where the source names none. */
  readonly for: number;
  /** What it would be too slow to compute at every evaluation. */
  readonly recordings?: readonly RecordingRule[];
}

const tutorial = "a tutorial on monitoring training";
const reference = "a level rule without guards, the simplest that works";
const loss = "training_loss";
const z = (offset: string) =>
  `(${loss} - avg_over_time(${loss}[1h]${offset})) / stddev_over_time(${loss}[1h]${offset})`;

/** The level rule: a median of the loss stands so many times above the lowest of six hours. */
function level(factor: number, minutes: number, smoothing = "30m"): PublicRule {
  const [smooth, median, lowest] = [
    `level:${loss}:median_${smoothing}`,
    `level:${loss}:median`,
    `level:${loss}:lowest`,
  ] as const;
  const recordings = [
    { record: smooth, expr: parse(`quantile_over_time(0.5, ${loss}[${smoothing}])`) },
    { record: median, expr: parse(`quantile_over_time(0.5, ${loss}[30m])`) },
    { record: lowest, expr: parse(`min_over_time(${median}[6h])`) },
  ];
  return {
    name: `level ${factor}x for ${minutes}m`,
    source: reference,
    expr: `${smooth} > ${factor} * ${lowest}`,
    for: 60 * minutes,
    recordings,
  };
}

/**
 * Public rules on the loss, and the level rules that they should be compared with. Every one pages: those who
 * published them name no other severity. They read the losses of both splits, as their selectors do.
 */
export const publicRules: readonly PublicRule[] = [
  { name: "loss > 10", source: tutorial, expr: `${loss} > 10`, for: 300 },
  {
    name: "abs(delta[5m]) > 2",
    source: tutorial,
    expr: `abs(delta(${loss}[5m])) > 2`,
    for: 120,
  },
  {
    name: "abs(rate[5m]) > 1",
    source: tutorial,
    expr: `abs(rate(${loss}[5m])) > 1`,
    for: 0,
  },
  {
    name: "> 1.5x of 5m ago",
    source: tutorial,
    expr: `${loss} > 1.5 * ${loss} offset 5m`,
    for: 60,
  },
  {
    name: "rise > 0.5 over 1h ago",
    source: tutorial,
    expr: `(${loss} - ${loss} offset 1h) / ${loss} offset 1h > 0.5`,
    for: 600,
  },
  { name: "> 2x of 1h ago", source: tutorial, expr: `${loss} > 2 * ${loss} offset 1h`, for: 600 },
  {
    name: "deriv[10m] > -0.001",
    source: tutorial,
    expr: `deriv(${loss}[10m]) > -0.001`,
    for: 900,
  },
  {
    name: "10m ago - now < 0.001",
    source: tutorial,
    expr: `${loss} offset 10m - ${loss} < 0.001`,
    for: 600,
  },
  { name: "deriv[30m] > 0", source: tutorial, expr: `deriv(${loss}[30m]) > 0`, for: 1800 },
  { name: "changes[2h] == 0", source: tutorial, expr: `changes(${loss}[2h]) == 0`, for: 1800 },
  { name: "loss == NaN", source: tutorial, expr: `${loss} == NaN`, for: 60 },
  { name: "loss != loss", source: tutorial, expr: `${loss} != ${loss}`, for: 60 },
  { name: "z[1h] > 3", source: tutorial, expr: `${z("")} > 3`, for: 0 },
  { name: "z[1h] of 5m ago > 5", source: tutorial, expr: `${z(" offset 5m")} > 5`, for: 300 },
  {
    name: "7 MAD, and 1.3x",
    source: "robust statistics, as papers on spikes propose them",
    expr:
      `${loss} > 1.3 * quantile_over_time(0.5, ${loss}[1h] offset 5m) and ` +
      `${loss} > quantile_over_time(0.5, ${loss}[1h] offset 5m) + 7 * 1.4826 * mad_over_time(${loss}[1h] offset 5m)`,
    for: 300,
  },
  level(1.3, 30),
  level(1.5, 60),
  level(3, 10, "20m"),
];

/** The level rule at several thresholds: what it costs in false pages to page sooner. */
export const levelRules: readonly (readonly PublicRule[])[] = [30, 60].map((minutes) =>
  [1.2, 1.3, 1.5, 2, 3].map((factor) => level(factor, minutes)),
);
