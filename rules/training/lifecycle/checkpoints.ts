import { avgOverTime, lastOverTime, seconds } from "../../../promql";
import { alert } from "../../alert";
import { times } from "../../conventions";
import type { AlertRule } from "../../model";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { lifecycle } from "./series";

/** Intervals without a checkpoint after which one is overdue: two may be lost to a slow volume and a long step. */
const overdue = 3;
/** The same of a run whose checkpoints fail. */
const overdueWhenFailing = 1.5;
/** Share of {@link overdue} intervals outside of training above which the run had little to save. */
const mostly = 0.5;

/** A checkpoint has failed, and none was saved since, by whichever attempt of the run. */
export function checkpointFailing(c: ResolvedClass): AlertRule {
  const { where, team, stall, baseline, events } = c;
  // The series look back as far as a step: no failure is missed, and one sample in ten is read.
  const failed = lastOverTime(lifecycle.checkpointFailed.where(where).subquery(baseline, events));
  const saved = lastOverTime(lifecycle.saved.where(where).subquery(baseline, events));
  return alert({
    name: "TrainingCheckpointFailing",
    expr: failed
      .sub(saved)
      // A failure is seen for so long; one before the checkpoint is seen no longer.
      .gt(seconds(events))
      .either(failed.unless(saved))
      .and(lifecycle.checkpointFailures.where(where))
      .unless(progress.done.where(where).gt(0)),
    for: stall,
    severity: "warning",
    team,
    summary: (l) => `Checkpoints of run ${l.run_id} in ${l.namespace} fail`,
    description: (l) =>
      `A checkpoint of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) failed more than ${stall} ago, and none has been saved since. What the run has done since its last checkpoint is lost if it ends now.`,
  });
}

/**
 * The work at risk is far more than the interval at which the class saves; that of an attempt begins with it. Nothing
 * of a class that names no interval.
 */
export function checkpointStale(c: ResolvedClass): readonly AlertRule[] {
  const { where, team, checkpointInterval: interval } = c;
  if (interval === undefined) return [];
  const age = lifecycle.checkpointAge.where(where);
  const after = (intervals: number) => age.gt(intervals * seconds(interval));
  const failed = lifecycle.checkpointFailed.where(where).over(times(overdueWhenFailing, interval));
  const elsewhere = progress.otherPhase.where(where).over(times(overdue, interval));
  const rule = alert({
    name: "TrainingCheckpointStale",
    expr: after(overdue)
      .either(after(overdueWhenFailing).and(lastOverTime(failed)))
      .unless(avgOverTime(elsewhere).gt(mostly))
      .unless(progress.done.where(where).gt(0)),
    for: "0s",
    severity: "warning",
    team,
    summary: (l) => `The last checkpoint of run ${l.run_id} in ${l.namespace} is old`,
    description: (l, value) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) has saved no checkpoint for ${value.duration}, though it should every ${interval}. So much work is lost if it ends now.`,
  });
  return [rule];
}
