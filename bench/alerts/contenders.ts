import { parse, print, seconds, type Expr } from "../../promql";
import {
  trainingPack,
  type AlertRule,
  type Pack,
  type RecordingRule,
  type TrainingClass,
} from "../../rules";
import { neededNames } from "./needed";
import { evaluationInterval, logInterval, type Curve } from "./curves";
import { publicRules, type PublicRule } from "./public";
import { interval } from "./replay";

/** An alert that is judged; lengths are seconds. */
export interface JudgedAlert {
  readonly name: string;
  readonly severity: string;
  /** As Prometheus reads it. */
  readonly expr: string;
  readonly for: number;
  readonly keepFiringFor: number;
}

/** Rules that are judged together: a pack of ours, or a rule that others published. */
export interface Contender {
  readonly name: string;
  /** Where the rules were published, in words. */
  readonly source?: string;
  /** What the alerts read, directly or through others. */
  readonly recordings: readonly RecordingRule[];
  readonly alerts: readonly JudgedAlert[];
}

/** The intervals that classes of runs have; a run belongs to the first that is not shorter than its own. */
const LOGGING = ["30s", "1m", "2m", "5m", "10m", "15m", "30m", "1h"] as const;
const EVALUATION = ["1m", "5m", "10m", "15m", "30m", "1h", "3h"] as const;

/** Runs that log and evaluate alike, as the options of a training class say it. */
export interface RunClass {
  readonly logInterval: string;
  /** None where the runs do not evaluate. */
  readonly evaluationInterval?: string;
}

/** The class that a run belongs to. */
export function classOf(curve: Curve): RunClass {
  const evaluation = evaluationInterval(curve);
  return {
    logInterval: first(LOGGING, logInterval(curve)),
    ...(evaluation !== undefined && { evaluationInterval: first(EVALUATION, evaluation) }),
  };
}

function first(lengths: readonly string[], own: number): string {
  return lengths.find((length) => own <= seconds(length)) ?? lengths.at(-1) ?? "";
}

/** Namespace of the runs of a class; the class of our pack that they belong to is named alike. */
export function namespaceOf({ logInterval, evaluationInterval = "never" }: RunClass): string {
  return `training-${logInterval}-${evaluationInterval}`;
}

/** Options of a class that are tried; its place is none of them. */
export type ClassOptions = Omit<TrainingClass, "name" | "team" | "select">;

/**
 * Our pack over the classes that runs belong to.
 * @param of classes of the runs
 * @param options what a class should set
 */
export function ourPack(
  of: readonly RunClass[],
  options: (own: RunClass) => ClassOptions = () => ({}),
): Pack {
  const classes = new Map(of.map((own) => [namespaceOf(own), own]));
  return trainingPack({
    classes: [...classes].sort().map(([namespace, own]) => ({
      name: namespace.replace("training-", ""),
      team: "ml",
      select: { namespace },
      ...options(own),
    })),
    gpuMetrics: false,
    scrapeInterval: `${interval}s`,
  });
}

/** A pack as a contender, without recordings that no alert reads. */
export function contender(name: string, pack: Pack): Contender {
  const rules = pack.groups.flatMap((group) => group.rules);
  const alerts = rules.flatMap((rule) => ("alert" in rule ? [rule] : []));
  const recordings = rules.flatMap((rule) => ("record" in rule ? [rule] : []));
  const read = neededNames(
    alerts.map(({ expr }) => expr),
    recordings,
  );
  return {
    name,
    recordings: recordings.filter(({ record }) => read.has(record)),
    alerts: alerts.map(judged),
  };
}

function judged({ alert, expr, labels, ...held }: AlertRule): JudgedAlert {
  return {
    name: alert,
    severity: labels.severity,
    expr: print(expr),
    for: seconds(held.for),
    keepFiringFor: seconds(held.keepFiringFor ?? "0s"),
  };
}

/** Our pack with the two intervals of each class, and what else a class sets. */
export const OWN_INTERVALS = "mlwatch, own intervals";

/**
 * Everything that is judged: our pack first, then each public rule by itself.
 * @param classes of the runs
 */
export function contenders(classes: readonly RunClass[]): readonly Contender[] {
  return [
    contender("mlwatch, defaults", ourPack(classes)),
    contender(
      OWN_INTERVALS,
      ourPack(classes, (own) => own),
    ),
    ...publicRules.map(published),
  ];
}

/** A public rule as a contender: it pages. */
export function published({
  name,
  source,
  expr,
  for: held,
  recordings = [],
}: PublicRule): Contender {
  const read = neededNames([parse(expr)], recordings);
  return {
    name,
    source,
    recordings: recordings.filter(({ record }) => read.has(record)),
    alerts: [{ name, severity: "critical", expr: print(parse(expr)), for: held, keepFiringFor: 0 }],
  };
}

/** Names of all series that contenders read, recorded ones included. */
export function seriesRead(all: readonly Contender[]): ReadonlySet<string> {
  const exprs: readonly Expr[] = all.flatMap(({ alerts }) => alerts.map(({ expr }) => parse(expr)));
  return neededNames(
    exprs,
    all.flatMap(({ recordings }) => recordings),
  );
}
