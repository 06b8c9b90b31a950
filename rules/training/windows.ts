import { seconds } from "../../promql";
import { check, longest, times } from "../conventions";
import type { TrainingClass, TrainingOptions } from "./options";

/** A class with every default applied; lengths are Prometheus durations. */
export interface ResolvedClass {
  readonly name: string;
  readonly team: string;
  readonly namespace: string;
  readonly scrapeInterval: string;
  readonly warmupSteps: number;
  readonly smoothing: string;
  readonly baseline: string;
  readonly sustained: string;
  readonly stall: string;
  /** As `stall`, for runs that export no step: their loss changes only once per log interval. */
  readonly plainStall: string;
  /** Within which single events are counted. */
  readonly events: string;
  readonly gpuMetrics: boolean;
}

/**
 * A gauge that is logged rarely repeats itself between two log intervals: statistics over fewer than 5 of
 * them say nothing, 20 are plenty (the default).
 */
const fewestUpdates = 5;
const plentyUpdates = 20;

/**
 * Applies defaults and checks that the windows fit each other, the log interval and the scrape interval.
 * @throws Error naming class, option, value and rule.
 */
function resolveClass(options: TrainingOptions, own: TrainingClass): ResolvedClass {
  const name = own.name ?? own.team;
  const { logInterval = "30s", warmupSteps = 1000, windows = {}, select } = own;
  const at = (option: string) => `training class '${name}', ${option}`;
  const length = (option: string, text: string) => {
    try {
      return seconds(text);
    } catch (error) {
      throw new Error(`${at(option)}: ${String(error)}`, { cause: error });
    }
  };
  const scrape = select.interval ?? options.scrapeInterval ?? "30s";
  const update = Math.max(length("logInterval", logInterval), length("select.interval", scrape));
  check(update > 0, at("logInterval"), logInterval, "it must be longer than nothing");

  const plenty = times(plentyUpdates, logInterval);
  const smoothing = windows.smoothing ?? longest("30m", plenty);
  const baseline = windows.baseline ?? longest("6h", times(12, smoothing));
  const sustained = windows.sustained ?? longest("1h", smoothing);
  const stall = windows.stall ?? longest("10m", plenty);
  const rule = `it must hold at least ${fewestUpdates} updates; one comes every ${update} s (log interval ${logInterval}, scrape interval ${scrape})`;
  for (const [option, text] of Object.entries({ smoothing, stall })) {
    const enough = length(`windows.${option}`, text) >= fewestUpdates * update;
    check(enough, at(`windows.${option}`), text, rule);
  }
  check(
    length("windows.baseline", baseline) >= 2 * seconds(smoothing),
    at("windows.baseline"),
    baseline,
    `it must be at least twice the smoothing (${smoothing}), or there is no past to compare with`,
  );
  check(
    length("windows.sustained", sustained) < seconds(baseline),
    at("windows.sustained"),
    sustained,
    `it must be shorter than the baseline (${baseline}): by then the good past is forgotten`,
  );
  check(
    Number.isInteger(warmupSteps) && warmupSteps >= 0,
    at("warmupSteps"),
    warmupSteps,
    "it must be a whole number of steps, 0 or more",
  );
  return {
    name,
    team: own.team,
    namespace: select.namespace,
    scrapeInterval: scrape,
    warmupSteps,
    smoothing,
    baseline,
    sustained,
    stall,
    plainStall: longest(stall, plenty),
    events: longest("5m", times(4, scrape)),
    gpuMetrics: options.gpuMetrics ?? true,
  };
}

/**
 * The classes with defaults applied.
 * @throws Error when two share a name or a namespace, or a window cannot work.
 */
export function resolveClasses(options: TrainingOptions): readonly ResolvedClass[] {
  const classes = options.classes.map((own) => resolveClass(options, own));
  for (const [i, { name, namespace }] of classes.entries()) {
    for (const other of classes.slice(0, i)) {
      check(
        other.name !== name,
        "training classes",
        name,
        "two classes have this name; give one of them another `name`",
      );
      check(
        other.namespace !== namespace,
        `training classes '${other.name}' and '${name}', select.namespace`,
        namespace,
        "every run would be judged twice; put the classes into namespaces of their own, or make them one class",
      );
    }
  }
  return classes;
}
