import { variant, windowOptions, type Factors } from "../alerts/variants";
import type { Contender, RunClass } from "../alerts/contenders";
import { alarmsOf, delay, FAULTS, held, PAGE, type Alarm, type Run } from "../alerts/score";

/** Windows that were tried, and what each run cost with them. */
export interface Tried {
  readonly name: string;
  readonly factors: Factors;
  /** Minutes by run. */
  readonly costs: ReadonlyMap<string, number>;
}

/** Factors of one window that are tried first, the others left alone; and what lies between them and the default. */
const FACTORS = new Map([
  [0.5, 0.75],
  [2, 1.5],
]);
/** A fault of which no page tells is found by somebody after so many minutes. */
const MISSED = 360;
/** It is defensible to page these, and not to. */
const EITHER = ["transient-instability"];

/** The name of what is tried. */
export function nameOf(factors: Factors): string {
  const changed = Object.entries(factors).filter(([, factor]) => factor !== 1);
  return changed.map(([option, factor]) => `${option} ${factor}x`).join(", ") || "defaults";
}

/** The first things to try: the defaults, and each window by itself, shorter and longer. */
export function firstTries(): readonly Factors[] {
  return [
    {},
    ...windowOptions.flatMap((option) =>
      [...FACTORS.keys()].map((factor) => ({ [option]: factor })),
    ),
  ];
}

/**
 * What to try next: where a window is better than its default, what lies between the two, and the better ones together,
 * all of them and the best two.
 */
export function nextTries(tried: readonly Tried[]): readonly Factors[] {
  const base = total(tried.find(({ name }) => name === "defaults"));
  const better = windowOptions.flatMap((option) => {
    const own = tried.filter(({ factors }) => factors[option] !== undefined);
    const [best] = [...own].sort((a, b) => total(a) - total(b));
    return best && total(best) < base ? [best] : [];
  });
  better.sort((a, b) => total(a) - total(b));
  const between = better.map(({ factors }): Factors => {
    const halfway = Object.entries(factors).map(([option, factor]): [string, number] => [
      option,
      FACTORS.get(factor) ?? factor,
    ]);
    return Object.fromEntries(halfway);
  });
  const together = (of: readonly Tried[]): Factors =>
    of.reduce<Factors>((all, { factors }) => ({ ...all, ...factors }), {});
  return [
    ...between,
    ...(better.length > 2 ? [together(better.slice(0, 2))] : []),
    ...(better.length > 1 ? [together(better)] : []),
  ];
}

/** What is tried, as a contender. */
export function contenderOf(factors: Factors, classes: readonly RunClass[]): Contender {
  return variant(nameOf(factors), classes, factors);
}

/**
 * What each run cost, in minutes: of a fault the time until the page, of any other run so many minutes for each page.
 * @param pageMinutes what a page for nothing costs
 */
export function costs(
  runs: readonly Run[],
  alarms: readonly Alarm[],
  pageMinutes: number,
): ReadonlyMap<string, number> {
  const of = alarmsOf(alarms);
  return new Map(
    runs.map((run) => {
      if (FAULTS.includes(run.label)) {
        const seconds = delay(run, of(run), PAGE) ?? Infinity;
        return [run.id, Math.min(MISSED, seconds / 60)];
      }
      if (EITHER.includes(run.label)) return [run.id, 0];
      return [run.id, held(run, of(run), PAGE) * pageMinutes];
    }),
  );
}

/** What all runs cost together, or those that are named. */
export function total(tried: Tried | undefined, runs?: ReadonlySet<string>): number {
  if (!tried) return Infinity;
  return [...tried.costs].reduce(
    (sum, [run, cost]) => sum + (!runs || runs.has(run) ? cost : 0),
    0,
  );
}

/** The cheapest; of equals the first, so that nothing is changed without a reason. */
export function cheapest(tried: readonly Tried[], runs?: ReadonlySet<string>): Tried {
  const [first, ...others] = tried;
  if (!first) throw new Error("nothing was tried");
  return others.reduce((best, one) => (total(one, runs) < total(best, runs) ? one : best), first);
}

/** Least number of groups for which leaving one out says something. */
const FEWEST_GROUPS = 3;
const FOLDS = 5;

/**
 * What is saved on runs that the choice did not see: every group of runs is left out once, and judged by what is
 * cheapest for the others. Where there are too few groups, every fifth run is one.
 * @returns minutes of all runs, by the choice and by the defaults
 */
export function crossValidated(
  tried: readonly Tried[],
  groupOf: (run: string) => string | undefined,
): { readonly chosen: number; readonly defaults: number; readonly groups: number } {
  const [defaults] = tried;
  const runs = [...(defaults?.costs.keys() ?? [])];
  const named = new Set(runs.map(groupOf));
  const enough = named.size >= FEWEST_GROUPS && !named.has(undefined);
  const keys = runs.map((run, i) => (enough ? (groupOf(run) ?? "") : String(i % FOLDS)));
  const groups = [...new Set(keys)];
  const chosen = groups.reduce((sum, group) => {
    const left = new Set(runs.filter((_, i) => keys[i] === group));
    const others = new Set(runs.filter((_, i) => keys[i] !== group));
    return sum + total(cheapest(tried, others), left);
  }, 0);
  return { chosen, defaults: total(defaults), groups: groups.length };
}
