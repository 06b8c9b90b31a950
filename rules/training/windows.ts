import { duration, seconds } from "../../promql";
import { check, longest, shortest, times } from "../conventions";
import { resolveNames, type ResolvedNames } from "./names/resolve";
import type { TrainingClass, TrainingOptions, TrainingSelector } from "./options";

/** A class with every default applied; lengths are Prometheus durations. */
export interface ResolvedClass {
  readonly name: string;
  readonly team: string;
  /** What selects the series of its runs. */
  readonly where: { readonly namespace: string; readonly training_class?: string };
  readonly scrapeInterval: string;
  readonly logInterval: string;
  readonly warmupSteps: number;
  readonly smoothing: string;
  readonly baseline: string;
  readonly sustained: string;
  /** Where the loss is now: its median over so long. */
  readonly recent: string;
  /** Median of the validation loss. */
  readonly validation: string;
  /** Past within which the lowest of these medians is looked for. */
  readonly validationBaseline: string;
  /** How long a validation loss must be high that is evaluated seldom; the two below are its parts. */
  readonly validationLong: string;
  /** How long a validation loss must be high for a page. */
  readonly validationJudged: string;
  /** How long before: within it another evaluation has seen it too, or the loss was high throughout. */
  readonly validationRest: string;
  /** What came before is in none of these windows any more. */
  readonly memory: string;
  readonly stall: string;
  /** As `stall`, for runs that export no step: their loss changes only once per log interval. */
  readonly plainStall: string;
  /** No step for so long while the GPUs only wait is a hang. */
  readonly hang: string;
  /** Within which single events are counted. */
  readonly events: string;
  /** Within which restarts without progress make a crash loop, for quick ones and for slow ones. */
  readonly crashLoop: readonly [string, string];
  readonly evaluationInterval: string;
  readonly checkpointInterval?: string;
  /** Seconds that a step should take. */
  readonly stepSeconds?: number;
  readonly plannedSteps?: number;
  readonly ranks?: number;
  readonly metrics: Readonly<Record<string, "up" | "down">>;
  readonly gpuMetrics: boolean;
  /** What its runs call otherwise than the contract. */
  readonly names: ResolvedNames;
}

/**
 * A gauge that is logged rarely repeats itself between two log intervals: statistics over fewer than 5 of
 * them say nothing, 20 are plenty (the default).
 */
const fewestUpdates = 5;
const plentyUpdates = 20;
/** Share of the longest wait for a validation loss that must pass even where three evaluations have seen it. */
const judgedShare = 0.4;

/**
 * Applies defaults and checks that the windows fit each other, the log interval and the scrape interval.
 * @throws Error naming class, option, value and rule.
 */
function resolveClass(
  options: TrainingOptions,
  own: TrainingClass,
  where: ResolvedClass["where"],
): ResolvedClass {
  const name = own.name ?? own.team;
  const { logInterval = "30s", warmupSteps = 1000, windows = {}, select } = own;
  const { evaluationInterval = "20m", checkpointInterval, stepDuration } = own;
  const { plannedSteps, ranks, metrics = {} } = own;
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

  // What derives from them would not say which one is no duration.
  length("evaluationInterval", evaluationInterval);
  for (const [option, text] of Object.entries<string>({ ...windows })) {
    length(`windows.${option}`, text);
  }

  const plenty = times(plentyUpdates, logInterval);
  const smoothing = windows.smoothing ?? longest("30m", plenty);
  const baseline = windows.baseline ?? longest("6h", times(12, smoothing));
  const sustained = windows.sustained ?? longest("1h", smoothing);
  const recent =
    windows.recent ?? shortest(smoothing, longest("10m", times(fewestUpdates, logInterval)));
  const validation = windows.validation ?? longest("30m", times(1.2, evaluationInterval));
  const validationLong = windows.validationLong ?? longest("1h", times(2.5, evaluationInterval));
  const validationBaseline = longest(baseline, times(4, validation));
  const memory = duration(
    Math.max(
      seconds(baseline) + seconds(smoothing) + seconds(sustained),
      seconds(validationBaseline) + seconds(validation) + seconds(validationLong),
    ),
  );
  const step = stepDuration === undefined ? 0 : length("stepDuration", stepDuration);
  const stall = windows.stall ?? longest("10m", longest(plenty, duration(plentyUpdates * step)));
  const rule = `it must hold at least ${fewestUpdates} updates; one comes every ${update} s (log interval ${logInterval}, scrape interval ${scrape})`;
  for (const [option, text] of Object.entries({ smoothing, recent, stall })) {
    const enough = length(`windows.${option}`, text) >= fewestUpdates * update;
    check(enough, at(`windows.${option}`), text, rule);
  }
  check(
    seconds(stall) >= fewestUpdates * step,
    at("windows.stall"),
    stall,
    `it must hold at least ${fewestUpdates} steps; one takes ${step} s (stepDuration)`,
  );
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
  for (const [option, value, unit, least] of [
    ["warmupSteps", warmupSteps, "steps", 0],
    ["plannedSteps", plannedSteps, "steps", 1],
    ["ranks", ranks, "ranks", 1],
  ] as const) {
    if (value === undefined) continue;
    const whole = Number.isInteger(value) && value >= least;
    check(whole, at(option), value, `it must be a whole number of ${unit}, ${least} or more`);
  }
  for (const [option, text] of Object.entries({
    evaluationInterval,
    checkpointInterval,
    stepDuration,
    "windows.validation": validation,
    "windows.validationLong": validationLong,
  })) {
    if (text === undefined) continue;
    check(length(option, text) > 0, at(option), text, "it must be longer than nothing");
  }
  check(
    seconds(checkpointInterval ?? scrape) >= seconds(scrape),
    at("checkpointInterval"),
    checkpointInterval ?? scrape,
    `it must be no shorter than the scrape interval (${scrape}): most checkpoints would be unseen`,
  );
  return {
    name,
    team: own.team,
    where,
    scrapeInterval: scrape,
    logInterval,
    warmupSteps,
    smoothing,
    baseline,
    sustained,
    recent,
    validation,
    validationBaseline,
    validationLong,
    validationJudged: times(judgedShare, validationLong),
    validationRest: times(1 - judgedShare, validationLong),
    memory,
    stall,
    plainStall: longest(stall, plenty),
    hang: times(0.5, stall),
    events: longest("5m", times(4, scrape)),
    crashLoop: [longest("1h", times(3, stall)), longest("3h", times(9, stall))],
    evaluationInterval,
    ...(checkpointInterval !== undefined && { checkpointInterval }),
    ...(stepDuration !== undefined && { stepSeconds: seconds(stepDuration) }),
    ...(plannedSteps !== undefined && { plannedSteps }),
    ...(ranks !== undefined && { ranks }),
    metrics,
    gpuMetrics: options.gpuMetrics ?? true,
    names: resolveNames(own.names, at),
  };
}

/**
 * The classes with defaults applied.
 * @throws Error when two share a name or runs, or a window cannot work.
 */
export function resolveClasses(options: TrainingOptions): readonly ResolvedClass[] {
  const named = options.classes.map((own) => ({ ...own, name: own.name ?? own.team }));
  for (const [i, { name, select }] of named.entries()) {
    for (const other of named.slice(0, i)) {
      check(
        other.name !== name,
        "training classes",
        name,
        "two classes have this name; give one of them another `name`",
      );
      check(
        apart(other.select, select),
        `training classes '${other.name}' and '${name}', select`,
        select.namespace,
        "every run would be judged twice; put the classes into namespaces of their own, give each labels that differ in a value, or make them one class",
      );
    }
  }
  return named.map((own) => resolveClass(options, own, runsOf(own, named)));
}

/**
 * What selects the series of a class among all `classes`: its namespace, and where another shares that its name,
 * which the scrape then adds as the label `training_class`.
 */
export function runsOf<T extends Pick<TrainingClass, "name" | "team" | "select">>(
  own: T,
  classes: readonly T[],
): ResolvedClass["where"] {
  const { namespace } = own.select;
  const shared = classes.some((c) => c !== own && c.select.namespace === namespace);
  return { namespace, ...(shared && { training_class: own.name ?? own.team }) };
}

/** Whether no pod can belong to both selections. */
export function apart(a: TrainingSelector, b: TrainingSelector): boolean {
  const { labels = {} } = b;
  return (
    a.namespace !== b.namespace ||
    Object.entries(a.labels ?? {}).some(
      ([key, value]) => labels[key] !== undefined && labels[key] !== value,
    )
  );
}
