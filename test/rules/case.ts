import type { Series } from "./series";

/** Labels of a series or of an alert, without the metric's or the alert's name. */
export type Labels = Readonly<Record<string, string>>;

/** What a query returns at the time of a case. NaN cannot be expected: it equals nothing. */
export interface Sample {
  readonly query: string;
  readonly returns: readonly { readonly labels: Labels; readonly value: number }[];
}

/**
 * One situation: the series there are, and what the rules make of them at one moment. Time starts at 0; the first
 * sample is there at 0. At least one of `fires`, `quiet`, `pending` and `samples` is given.
 */
export interface Case {
  /** Unique within the pack; the name of the jest test. */
  readonly name: string;
  readonly series: readonly Series[];
  /** Time between two samples. @default the evaluation interval */
  readonly interval?: string;
  /** When to look, e.g. "2h"; a multiple of the evaluation interval. */
  readonly at: string;
  /** The alert judged. Without it `quiet` means every alert of the pack. */
  readonly alert?: string;
  /** Exactly these alerts of this name fire, with exactly these labels (alertname left out). */
  readonly fires?: readonly Labels[];
  /** No alert of this name fires. */
  readonly quiet?: true;
  /** Exactly these alerts of this name wait for their `for`. */
  readonly pending?: readonly Labels[];
  /** Annotations of the one alert that fires; those without a template may be left out. */
  readonly annotations?: Labels;
  /** Queries and what they return, e.g. of recorded series. */
  readonly samples?: readonly Sample[];
}

/** Cases of one alert, looked at at one time. */
export function casesOf(alert: string, at = "40m") {
  return {
    fires: (name: string, by: Labels, ...given: readonly Series[]): Case => ({
      name: `${alert}: fires ${name}`,
      alert,
      series: given,
      at,
      fires: [by],
    }),
    quiet: (name: string, ...given: readonly Series[]): Case => ({
      name: `${alert}: quiet ${name}`,
      alert,
      series: given,
      at,
      quiet: true,
      pending: [],
    }),
  };
}
