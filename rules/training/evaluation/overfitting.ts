import { changes, lastOverTime, minOverTime } from "../../../promql";
import { alert } from "../../alert";
import { times } from "../../conventions";
import type { AlertRule } from "../../model";
import { ticketOpen } from "../guards";
import { loss } from "../loss/series";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { evaluation } from "./series";

/**
 * Factor over its lowest at which a validation loss says that the model memorizes. With the two below, 1 of 80 public
 * runs that ended well got a ticket; the one that overfits and logs its training loss got it an hour after 1.1.
 */
const overfit = 1.1;
/** Evaluations that must say so, one after the other. */
const evaluations = 5;
/** The training loss has fallen by more than this meanwhile. */
const falling = 0.95;
/** And is no further above its lowest than this: with harder data or a fault it rises too. */
const lowest = 1.05;

/** The validation loss gets worse while the training loss still gets better: memorizing. */
export function overfitting(c: ResolvedClass): AlertRule {
  const { where, team, evaluationInterval, warmupSteps } = c;
  const judged = times(evaluations, evaluationInterval);
  const best = evaluation.validationBaseline.where(where).offset(judged);
  const median = loss.lossMedian.where(where);
  return alert({
    name: "TrainingOverfitting",
    expr: minOverTime(evaluation.validationMedian.where(where).over(judged))
      .gt(best.gt(0).mul(overfit))
      .and(changes(evaluation.finiteValidationLoss.where(where).over(judged)).ge(evaluations - 1))
      .and(median.lt(median.offset(judged).mul(falling)))
      .and(median.le(loss.lossBaseline.where(where).mul(lowest)))
      .unless(progress.step.where(where).lt(warmupSteps))
      .unless(lastOverTime(progress.restarted.where(where).over(judged)))
      .unless(loss.warmRestart.where(where)),
    for: "5m",
    keepFiringFor: ticketOpen,
    severity: "warning",
    team,
    summary: (l) => `Run ${l.run_id} in ${l.namespace} is overfitting`,
    description: (l, value) =>
      `The validation loss of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) has been ${value.humanize} or more for ${evaluations} evaluations, more than ${overfit} times its lowest, while the training loss has fallen.`,
  });
}
