import type { Err, Need } from "./types";

const DASHBOARD_RANGES = ["$__rate_interval", "$__interval", "$__range"] as const;
/** Ranges that only a dashboard knows, by the width of what it shows and the interval of its data source. */
export type DashboardRange = (typeof DASHBOARD_RANGES)[number];
/** Whether a text is one of these. */
export function isDashboardRange(text: string): text is DashboardRange {
  return DASHBOARD_RANGES.some((range) => range === text);
}
/** Range for `rate` on a dashboard: four scrape intervals, or a step where that is longer. */
export const rateInterval = "$__rate_interval";
/** Where alone a range is known. */
export type RangeNeed<S extends string> = S extends DashboardRange ? Need & "dashboard" : never;

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
type Digits<S extends string> = S extends ""
  ? true
  : S extends `${Digit}${infer R}`
    ? Digits<R>
    : false;
type Count<S extends string> = S extends "" ? false : Digits<S>;
type Skip<S extends string, U extends string> = S extends `${infer N}${U}${infer R}`
  ? Count<N> extends true
    ? R
    : S
  : S;
// "ms" is tried on both sides of "m": "5ms" must not read as five minutes.
type Rest<S extends string> = Skip<Skips<Skip<S, "ms">>, "ms">;
type Skips<S extends string> = Skip<Skip<Skip<Skip<Skip<Skip<S, "y">, "w">, "d">, "h">, "m">, "s">;

/**
 * Checks a literal duration at compile time: `"5m"` and `"1h30m"` pass, `"1.5h"` and `"-5m"` do not.
 * A plain `string` passes the compiler and is checked by {@link seconds} when the expression is built.
 */
export type Duration<S extends string> = string extends S
  ? S
  : [S] extends [DashboardRange]
    ? S
    : S extends ""
      ? Err<"not a duration: write 30s, 5m, 6h, 1h30m or 7d">
      : Rest<S> extends ""
        ? S
        : Err<"not a duration: write 30s, 5m, 6h, 1h30m or 7d">;

/** As {@link Duration}, of a window or a step: it is longer than nothing. */
export type Window<S extends string> = S extends `0${Unit}`
  ? Err<"a window is longer than nothing: write 30s, 5m, 6h, 1h30m or 7d">
  : Duration<S>;
/** As {@link Duration}, where no dashboard is: of a rule itself. */
export type Length<S extends string> = [S] extends [DashboardRange]
  ? Err<"a rule has no ranges of a dashboard: write 30s, 5m, 6h, 1h30m or 7d">
  : Duration<S>;

const SECONDS = { y: 31_536_000, w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1, ms: 0.001 } as const;
// Prometheus counts nanoseconds in 64 bits.
const LONGEST_MILLISECONDS = 2 ** 63 / 1e6;
const PATTERN =
  /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

type Unit = keyof typeof SECONDS;

/**
 * Length of a Prometheus duration in seconds.
 * @throws Error when the text is not a duration as Prometheus writes it, is empty, or is longer than the
 * 292 years Prometheus can count.
 */
export function seconds(text: string): number {
  const match = text === "" ? null : PATTERN.exec(text);
  if (!match) {
    throw new Error(`'${text}' is not a Prometheus duration: write 30s, 5m, 6h, 1h30m or 7d`);
  }
  // Milliseconds are whole numbers: 0.001 * 5 + 1 would not be.
  const milliseconds = Object.values(SECONDS).reduce(
    (total, unit, i) => total + Math.round(unit * 1000) * Number(match[i + 1] ?? 0),
    0,
  );
  if (milliseconds > LONGEST_MILLISECONDS) {
    throw new Error(`'${text}' is longer than the 292 years that Prometheus can count`);
  }
  return milliseconds / 1000;
}

/** The canonical text of a duration given in seconds, as Prometheus prints it: 5400 is "1h30m", 604800 is "1w". */
export function duration(length: number): string {
  if (!(length >= 0) || !Number.isFinite(length)) {
    throw new Error(`a duration must be zero or more seconds, not ${length}`);
  }
  let rest = Math.round(length * 1000);
  if (rest === 0) return "0s";
  let text = "";
  for (const [unit, length] of Object.entries(SECONDS)) {
    const size = length * 1000;
    // Prometheus prints years and weeks only where they divide evenly.
    if ((unit === "y" || unit === "w") && rest % size !== 0) continue;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
