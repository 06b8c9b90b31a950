import { abs, changes, lastOverTime, minOverTime } from "../../../promql";
import { alert } from "../../alert";
import { shortest, times } from "../../conventions";
import type { AlertRule } from "../../model";
import { evaluation } from "../evaluation/series";
import { outlive, ticketOpen } from "../guards";
import { divergence, divergenceLimit, steepRise, unplannedRate } from "../limits";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { loss } from "./series";

/** What falls by more than this share within the recent window heals by itself. */
const healing = 0.05;
/**
 * Multiples mean little of a loss that lies near zero and may cross it: below zero it must also have risen by so
 * many standard deviations of its quietest time.
 */
const manySpreads = 20;

/** The recent loss stands so many times above its baseline, in a run that has a past to be judged by. */
function risen(c: ResolvedClass, factor: number) {
  const { where, smoothing, baseline, warmupSteps } = c;
  const lowest = loss.lossBaseline.where(where);
  const recent = loss.lossRecent.where(where);
  const spread = minOverTime(loss.lossSpread.where(where).over(baseline));
  const before = loss.finiteLoss.where(where).offset(smoothing).over(smoothing);
  return recent
    .gt(divergenceLimit(lowest, factor))
    .and(lowest.gt(0).either(recent.sub(lowest).gt(spread.mul(manySpreads))))
    .and(lastOverTime(before))
    .unless(progress.step.where(where).lt(warmupSteps));
}

/**
 * The loss stands well above the lowest it has been, and either has for long, or something says at once that it
 * will not come back: evaluations that see it too, one after the other, while it does not fall; or a learning
 * rate as the run has never known. Measured: docs/alert-benchmark.md.
 */
export function lossDiverging(c: ResolvedClass): AlertRule {
  const { where, team, recent, baseline, sustained } = c;
  const median = loss.lossMedian.where(where);
  const lowest = loss.lossBaseline.where(where);
  const newest = loss.lossRecent.where(where);
  const validation = evaluation.finiteValidationLoss.where(where);
  const long = minOverTime(median.over(sustained))
    .gt(divergenceLimit(lowest))
    .and(median.offset(sustained));
  const confirmed = newest
    .gt(divergenceLimit(lowest, steepRise))
    .and(
      minOverTime(validation.over(recent)).gt(
        divergenceLimit(evaluation.validationBaseline.where(where)),
      ),
    )
    // The oldest value in the window is of an evaluation before: with another, two have seen it.
    .and(changes(validation.over(recent)).gt(0))
    .unless(newest.offset(recent).sub(newest).gt(abs(newest).mul(healing)));
  const driven = loss.learningRateRise.where(where).gt(unplannedRate);
  return alert({
    name: "TrainingLossDiverging",
    expr: risen(c, divergence)
      .and(long.either(confirmed).either(driven))
      .unless(progress.restarted.where(where))
      .unless(loss.warmRestart.where(where)),
    for: shortest("3m", times(0.3, recent)),
    keepFiringFor: outlive,
    severity: "critical",
    team,
    summary: (l) => `Loss of run ${l.run_id} in ${l.namespace} is diverging`,
    description: (l, value) =>
      `The median loss of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) is ${value.humanize}, more than ${divergence} times the lowest of the last ${baseline}. It has been for ${sustained}, or evaluations confirm it, or the learning rate is higher than the run has ever known.`,
  });
}

/** The early sign: the loss has risen steeply, and may still come back. */
export function lossRising(c: ResolvedClass): AlertRule {
  const { where, team, recent, baseline } = c;
  return alert({
    name: "TrainingLossRising",
    expr: risen(c, steepRise)
      .unless(progress.restarted.where(where))
      .unless(loss.warmRestart.where(where)),
    for: times(0.5, recent),
    keepFiringFor: ticketOpen,
    severity: "warning",
    team,
    summary: (l) => `Loss of run ${l.run_id} in ${l.namespace} has risen steeply`,
    description: (l, value) =>
      `The loss of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) is ${value.humanize}, more than ${steepRise} times the lowest of the last ${baseline}. It may come back; TrainingLossDiverging pages when it does not.`,
  });
}

/** Steps far above the usual, counted in the process: a spike between two scrapes, healed or not. */
export function lossSpiked(c: ResolvedClass): AlertRule {
  const { where, team, smoothing, warmupSteps } = c;
  return alert({
    name: "TrainingLossSpiked",
    // What increase() extrapolates of one step stays below.
    expr: loss.lossSpikes
      .where(where)
      .ge(2)
      .unless(progress.step.where(where).lt(warmupSteps))
      .unless(loss.warmRestart.where(where)),
    for: "0s",
    keepFiringFor: ticketOpen,
    severity: "warning",
    team,
    summary: (l) => `Loss of run ${l.run_id} in ${l.namespace} has spiked`,
    description: (l, value) =>
      `${value.humanize} steps of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) within ${smoothing} had a loss far above the usual.`,
  });
}
