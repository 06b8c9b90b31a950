import { changes, lastOverTime, maxOverTime, minOverTime } from "../../../promql";
import { alert } from "../../alert";
import type { AlertRule } from "../../model";
import { outlive, ticketOpen } from "../guards";
import { health } from "../health/series";
import { divergence, divergenceLimit } from "../limits";
import { loss } from "../loss/series";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { evaluation } from "./series";

/** What falls by more than this within the validation window heals by itself. */
const healing = 0.95;
/**
 * Factors over its lowest between which the median gradient norm says that the data have changed: in six runs
 * harder data raised it 1.3 to 1.8 times, and a fault by orders of magnitude.
 */
const harder = [1.25, 10] as const;
/** Factor over the baseline that no change of data explains; harder data reached 3. */
const inexplicable = 4;

/** The median validation loss stands well above its lowest, in a run that has a past to be judged by. */
function risen(c: ResolvedClass) {
  const { where, validation, warmupSteps } = c;
  const lowest = evaluation.validationBaseline.where(where);
  const before = evaluation.finiteValidationLoss.where(where).offset(validation).over(validation);
  return evaluation.validationMedian
    .where(where)
    .gt(divergenceLimit(lowest))
    .and(lowest.gt(0))
    .and(lastOverTime(before))
    .unless(progress.step.where(where).lt(warmupSteps))
    .unless(progress.restarted.where(where))
    .unless(loss.warmRestart.where(where));
}

/**
 * Evaluations get worse and stay so, whatever the training loss says: a broken evaluation mode, an optimizer whose
 * averaged weights diverge, or memorizing. Three evaluations, or long enough where they are rare; not while it
 * heals, nor where gradients say that the data have become harder. Measured: docs/alert-benchmark.md.
 */
export function validationLossDiverging(c: ResolvedClass): AlertRule {
  const { where, team, smoothing, baseline, validation, validationJudged, validationRest } = c;
  const median = evaluation.validationMedian.where(where);
  const lowest = evaluation.validationBaseline.where(where);
  const gradient = health.gradientNormMedian.where(where);
  const rise = maxOverTime(gradient.over(smoothing)).div(minOverTime(gradient.over(baseline)));
  // By the time that the alert fires, two changes within the rest are three evaluations that have seen it.
  const again = changes(evaluation.finiteValidationLoss.where(where).over(validationRest)).ge(2);
  const long = minOverTime(median.over(validationRest)).gt(divergenceLimit(lowest));
  return alert({
    name: "TrainingValidationLossDiverging",
    expr: risen(c)
      .and(again.either(long))
      .unless(median.lt(median.offset(validation).mul(healing)))
      .unless(
        rise
          .gt(harder[0])
          .and(rise.lt(harder[1]))
          .unless(median.gt(lowest.mul(inexplicable))),
      ),
    for: validationJudged,
    keepFiringFor: outlive,
    severity: "critical",
    team,
    summary: (l) => `Validation loss of run ${l.run_id} in ${l.namespace} is diverging`,
    description: (l, value) =>
      `The median validation loss of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) is ${value.humanize}, more than ${divergence} times its lowest, and has been for ${validationJudged}. The training loss may look fine.`,
  });
}

/** The early sign of the same; harder data open a ticket too. */
export function validationLossRising(c: ResolvedClass): AlertRule {
  const { team } = c;
  return alert({
    name: "TrainingValidationLossRising",
    expr: risen(c),
    for: "2m",
    keepFiringFor: ticketOpen,
    severity: "warning",
    team,
    summary: (l) => `Validation loss of run ${l.run_id} in ${l.namespace} is rising`,
    description: (l, value) =>
      `The median validation loss of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) is ${value.humanize}, more than ${divergence} times its lowest. TrainingValidationLossDiverging pages when it stays there.`,
  });
}
