import { seconds, duration } from "../../promql";
import { trainingPack, type TrainingClass, type TrainingWindows } from "../../rules";
import { resolveClasses } from "../../rules/training/windows";
import { contender, ourPack, type ClassOptions, type Contender, type RunClass } from "./contenders";
import { interval } from "./replay";

/** Windows that are tried: what decides how long the rules on losses wait. */
export const windowOptions = [
  ...(["recent", "sustained", "smoothing", "validation", "validationLong"] as const),
] satisfies readonly (keyof TrainingWindows)[];

/** By how much windows differ from those that a class has by default. */
export type Factors = Readonly<Partial<Record<(typeof windowOptions)[number], number>>>;

/**
 * The options of a class whose windows are so many times their defaults. A window that is refused keeps its default:
 * half of it may be too short for a class that logs seldom.
 */
export function optionsOf(own: RunClass, factors: Factors): ClassOptions {
  const [defaults] = resolveClasses({ classes: [classWith(own, {})], scrapeInterval });
  if (!defaults) return own;
  let windows: TrainingWindows = {};
  for (const option of windowOptions) {
    const factor = factors[option];
    if (factor === undefined || factor === 1) continue;
    // Whole scrapes.
    const length = Math.round((factor * seconds(defaults[option])) / interval) * interval;
    const tried = { ...windows, [option]: duration(length) };
    if (accepted(own, tried)) windows = tried;
  }
  return { ...own, ...(Object.keys(windows).length > 0 && { windows }) };
}

const scrapeInterval = `${interval}s`;

function classWith(own: RunClass, windows: TrainingWindows): TrainingClass {
  return { team: "ml", select: { namespace: "n" }, ...own, windows };
}

function accepted(own: RunClass, windows: TrainingWindows): boolean {
  try {
    trainingPack({ classes: [classWith(own, windows)], scrapeInterval });
    return true;
  } catch {
    return false;
  }
}

/** Our pack with windows that differ from their defaults. */
export function variant(name: string, classes: readonly RunClass[], factors: Factors): Contender {
  return contender(
    name,
    ourPack(classes, (own) => optionsOf(own, factors)),
  );
}
