import { changes, maxOverTime, on, seconds, secondsSince } from "../../../promql";
import { alert } from "../../alert";
import { times } from "../../conventions";
import type { AlertRule } from "../../model";
import { runLabels } from "../identity";
import { loss as losses } from "../loss/series";
import { speed } from "../speed/series";
import type { ResolvedClass } from "../windows";
import { progress, runPod } from "./series";

/** Outside of training proper (evaluation, checkpoint, compilation) a run may stand still this much longer. */
const patience = 6;

/**
 * No step of any rank for `windows` stall windows, although the process is scraped now and was before: neither a rate
 * nor a counter that began anew. What is recorded looks back by one window itself.
 */
function noStep({ where, stall }: ResolvedClass, windows: number) {
  const [rate, resets] = [progress.stepRate.where(where), progress.stepResets.where(where)];
  const rest = times(windows - 1, stall);
  const [steps, restarts] =
    windows === 1 ? [rate, resets] : [maxOverTime(rate.over(rest)), maxOverTime(resets.over(rest))];
  const pods = runPod.where(where);
  return steps
    .eq(0)
    .unless(restarts.gt(0))
    .and(pods, on(...runLabels))
    .and(pods.offset(times(windows, stall)), on(...runLabels));
}

/**
 * The last step ended more than `windows` stall windows ago. This is known of a run that counts no steps, and at once
 * of one that Prometheus has just begun to scrape. A clock that is wrong is not believed against the counter.
 */
function longSinceStep({ where, stall }: ResolvedClass, windows: number) {
  return secondsSince(progress.lastStep.where(where))
    .gt(windows * seconds(stall))
    .unless(progress.stepRate.where(where).gt(0));
}

/** No progress. In phases other than training the run is given {@link patience} times as long. */
export function stalled(c: ResolvedClass): AlertRule {
  const { where, team, stall } = c;
  const elsewhere = maxOverTime(progress.otherPhase.where(where).over(stall)).gt(0);
  const done = progress.done.where(where).gt(0);
  const idle = (windows: number) => noStep(c, windows).either(longSinceStep(c, windows));
  return alert({
    name: "TrainingStalled",
    expr: idle(1).unless(elsewhere).either(idle(patience).unless(done)),
    for: "0s",
    severity: "critical",
    team,
    summary: (l) => `Run ${l.run_id} in ${l.namespace} makes no progress`,
    description: (l) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) is up but has not finished a step for ${stall}, or for ${times(patience, stall)} in a phase other than training.`,
  });
}

/**
 * The same for runs that export nothing but a loss: it stays the same for longer than it could. A loop that has
 * ended but still serves its metrics looks alike, so this opens a ticket and pages nobody.
 */
export function plainStalled(c: ResolvedClass): AlertRule {
  const { where, team, plainStall } = c;
  const loss = losses.finiteLoss.where(where);
  return alert({
    name: "TrainingStalled",
    expr: changes(loss.over(plainStall))
      .eq(0)
      .and(loss)
      .and(loss.offset(plainStall))
      .unless(runPod.where(where), on(...runLabels)),
    for: "0s",
    severity: "warning",
    team,
    summary: (l) => `Loss of ${l.run_id} in ${l.namespace} has stopped changing`,
    description: (l) =>
      `The loss that ${l.run_id} (job ${l.job}, namespace ${l.namespace}) exports has not changed for ${plainStall}. The process is up but hangs, or it has ended its training and goes on serving metrics.`,
  });
}

/** Times its own usual step after which a step is overdue; single steps of healthy public runs took up to 10 times. */
const hangingSteps = 5;
/** Utilization in percent of a GPU that waits for others in a collective: its kernel spins. */
const spinning = 95;
/** Tensor activity, 0..1, below which no GPU of the run computes. */
const idleTensor = 0.01;

/** Every rank waits for one that does not come: no step, GPUs that look busy, and none that computes. */
export function hungOnBusyGpu(c: ResolvedClass): AlertRule {
  const { where, team, hang } = c;
  const idle = secondsSince(progress.lastStep.where(where));
  return alert({
    name: "TrainingHungOnBusyGpu",
    expr: idle
      .gt(seconds(hang))
      .unless(idle.le(speed.stepSecondsBaseline.where(where).mul(hangingSteps)))
      // The others wait for the rank that saves or evaluates as they would for one that is gone.
      .unless(maxOverTime(progress.otherPhase.where(where).over(hang)).gt(0))
      .and(speed.gpuUtilization.where(where).gt(spinning))
      .and(progress.tensorActivity.where(where).lt(idleTensor)),
    for: "0s",
    severity: "critical",
    team,
    summary: (l) => `Run ${l.run_id} in ${l.namespace} hangs, its GPUs wait`,
    description: (l, value) =>
      `No rank of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) has finished a step for ${value.duration}. Its GPUs are above ${spinning} % utilization, yet their tensor cores do nothing: they wait in a collective for a rank that does not come.`,
  });
}

/** Some ranks no longer export their steps, while the others go on. */
export function ranksMissing(c: ResolvedClass): AlertRule {
  const { where, team, stall, baseline, events } = c;
  const { rankCount, plannedRanks, stepRate, done } = progress;
  return alert({
    name: "TrainingRanksMissing",
    expr: plannedRanks
      .where(where)
      .sub(rankCount.where(where))
      .gt(0)
      // Where only one rank is instrumented, the others are not missing.
      .and(maxOverTime(rankCount.where(where).subquery(baseline, events)).gt(1))
      .and(stepRate.where(where).gt(0))
      .unless(done.where(where).gt(0)),
    for: stall,
    severity: "warning",
    team,
    summary: (l) => `Ranks of run ${l.run_id} in ${l.namespace} are missing`,
    description: (l, value) =>
      `${value.humanize} of the ranks of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) have not exported their steps for ${stall}, while the others go on. Nobody sees what they do.`,
  });
}
