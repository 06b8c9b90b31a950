import type { Labels } from "./case";

/** An input series of a case: its selector and promtool's notation of its samples. */
export interface Series {
  readonly series: string;
  readonly values: string;
}

/**
 * An input series from parts that follow one another, e.g.
 * `series("up", { job: "node" }, level(1, 30), missing(5), level(0, 10))`.
 */
export function series(metric: string, labels: Labels, ...parts: readonly string[]): Series {
  const matchers = Object.entries(labels).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  return { series: `${metric}{${matchers.join(",")}}`, values: parts.join(" ") };
}

/** `samples` times the same value. */
export function level(value: number, samples: number): string {
  return repeated(number(value), samples);
}

/** `samples` values from `from` on, each `step` more than the one before. */
export function ramp(from: number, step: number, samples: number): string {
  const sign = step < 0 ? "-" : "+";
  return samples === 1
    ? number(from)
    : `${number(from)}${sign}${number(Math.abs(step))}x${count(samples) - 1}`;
}

/** A counter that starts at 0 and grows by `perSample`; two of them in a row are a restart. */
export function counter(perSample: number, samples: number): string {
  return ramp(0, perSample, samples);
}

/** The values as they are. */
export function points(...values: readonly number[]): string {
  return values.map(number).join(" ");
}

/** `samples` times NaN. */
export function nan(samples: number): string {
  return repeated("NaN", samples);
}

/** Scrapes without a sample: the series is looked up for 5 more minutes. */
export function missing(samples: number): string {
  return `_x${count(samples)}`;
}

/** One staleness marker, as when a target or a series vanishes: the series is gone at once. */
export const stale = "stale";

function repeated(value: string, samples: number): string {
  // The notation repeats finite numbers only.
  if (/[NI]/.test(value)) return new Array<string>(count(samples)).fill(value).join(" ");
  return samples === 1 ? value : `${value}x${count(samples) - 1}`;
}

function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? String(value) : value > 0 ? "Inf" : "-Inf";
}

function count(samples: number): number {
  if (!Number.isInteger(samples) || samples < 1) {
    throw new Error(`${samples} samples: it must be a whole number from 1 on`);
  }
  return samples;
}
