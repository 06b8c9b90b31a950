import { training } from "../../../metrics";
import { changes, max, maxOverTime, on } from "../../../promql";
import { alert } from "../../alert";
import { times } from "../../conventions";
import type { AlertRule } from "../../model";
import { identified, runLabels } from "../identity";
import { loss as losses } from "../loss/series";
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

/** No progress. In phases other than training the run is given {@link patience} times as long. */
export function stalled(c: ResolvedClass): AlertRule {
  const { where, team, stall } = c;
  const elsewhere = maxOverTime(progress.otherPhase.where(where).over(stall)).gt(0);
  const done = max(
    identified((run_id) => training.training_phase.where({ ...where, run_id, phase: "done" })),
  )
    .by(...runLabels)
    .gt(0);
  return alert({
    name: "TrainingStalled",
    expr: noStep(c, 1).unless(elsewhere).either(noStep(c, patience).unless(done)),
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
