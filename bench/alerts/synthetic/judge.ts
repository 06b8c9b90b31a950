import { trainingPack } from "../../../rules";
import { contender, type Contender } from "../contenders";
import { interval } from "../replay";
import { shareInterval, type Interval } from "../intervals";
import { median, type Alarm } from "../score";
import { namespace } from "./series";
import { AFTER, CHECKPOINT_INTERVAL, EVALUATION_INTERVAL } from "./schedule";
import type { SyntheticRun } from "./simulation";

/** What our pack says of runs of a kind. */
export interface KindScore {
  readonly kind: string;
  readonly fault: boolean;
  readonly runs: number;
  /** Runs for which an alert fired that is right for a fault of this kind. */
  readonly detected: number;
  readonly interval95: Interval;
  /** From the onset to the first of them; a miss counts as later than every detection. */
  readonly medianDelaySeconds: number | null;
  readonly paged: number;
  readonly ticketed: number;
  /** Runs by alert that fired. */
  readonly alerts: Readonly<Record<string, number>>;
}

/** How an alert does over all runs. */
export interface AlertScore {
  readonly alert: string;
  /** Runs with a fault that it is right for. */
  readonly expected: number;
  readonly detected: number;
  /** Runs with another fault for which it fired too. */
  readonly besides: number;
  /** Runs without a fault, and those of them for which it fired. */
  readonly benign: number;
  readonly false: number;
}

/** Our pack for the one class that the runs are of. */
export function syntheticContender(): Contender {
  const pack = trainingPack({
    classes: [
      {
        team: "ml",
        select: { namespace },
        checkpointInterval: `${CHECKPOINT_INTERVAL}s`,
        evaluationInterval: `${EVALUATION_INTERVAL}s`,
      },
    ],
    scrapeInterval: `${interval}s`,
  });
  return contender("mlwatch", pack);
}

/**
 * Whether an alarm is about a run; some alerts know only its pods. That samples end is no event, unless the run ended
 * before them.
 */
function about({ id, setting }: SyntheticRun, alarm: Alarm): boolean {
  const own = alarm.run === id || alarm.run.startsWith(`${id}-`);
  return own && alarm.from <= setting.onset + AFTER;
}

function rightFor({ kind }: SyntheticRun, alert: string): boolean {
  return kind.expected.some((prefix) => alert.startsWith(prefix));
}

/** Marks by kind, in the order of the runs. */
export function kindScores(
  runs: readonly SyntheticRun[],
  alarms: readonly Alarm[],
): readonly KindScore[] {
  const kinds = [...new Set(runs.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const own = runs.filter((run) => run.kind === kind);
    const fired = own.map((run) => alarms.filter((alarm) => about(run, alarm)));
    const delays = own.map((run, i) => {
      const right = (fired[i] ?? []).filter(
        ({ alert, from }) => rightFor(run, alert) && from >= run.setting.onset,
      );
      const times = right.map(({ from }) => from - run.setting.onset);
      return times.length > 0 ? Math.min(...times) : undefined;
    });
    const detected = delays.filter((delay) => delay !== undefined).length;
    const of = (severity: string) =>
      fired.filter((all) => all.some((alarm) => alarm.severity === severity)).length;
    const names = [...new Set(fired.flat().map(({ alert }) => alert))].sort();
    const count = (name: string) =>
      fired.filter((all) => all.some(({ alert }) => alert === name)).length;
    return {
      kind: kind.name,
      fault: kind.expected.length > 0,
      runs: own.length,
      detected,
      interval95: shareInterval(detected, own.length),
      medianDelaySeconds: median(delays),
      paged: of("critical"),
      ticketed: of("warning"),
      alerts: Object.fromEntries(names.map((name) => [name, count(name)])),
    };
  });
}

/** Marks by alert; those of which nothing was expected and that never fired are left out. */
export function alertScores(
  runs: readonly SyntheticRun[],
  alarms: readonly Alarm[],
  names: readonly string[],
): readonly AlertScore[] {
  return [...new Set(names)].flatMap((alert) => {
    const firedFor = (run: SyntheticRun) =>
      alarms.some((alarm) => alarm.alert === alert && about(run, alarm));
    const expected = runs.filter((run) => rightFor(run, alert));
    const benign = runs.filter(({ kind }) => kind.expected.length === 0);
    const others = runs.filter((run) => !expected.includes(run) && !benign.includes(run));
    const marks = {
      alert,
      expected: expected.length,
      detected: expected.filter(firedFor).length,
      besides: others.filter(firedFor).length,
      benign: benign.length,
      false: benign.filter(firedFor).length,
    };
    return marks.expected + marks.besides + marks.false > 0 ? [marks] : [];
  });
}
