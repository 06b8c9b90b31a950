import { training } from "../../../metrics";
import {
  abs,
  group,
  increase,
  max,
  maxOverTime,
  minOverTime,
  quantileOverTime,
  stddevOverTime,
} from "../../../promql";
import { times } from "../../conventions";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { warmRestart } from "../guards";
import { identified, runLabels } from "../identity";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { loss } from "./series";

/** What {@link loss} says is recorded. */
export function lossRecordings(c: ResolvedClass): readonly RecordingRule[] {
  const { where, smoothing, recent, baseline, sustained, warmupSteps } = c;
  const newest = loss.loss.where(where);
  const finite = loss.finiteLoss.where(where);
  const rate = loss.learningRate.where(where);
  return recordEach(loss, {
    loss: max(
      identified((run_id) =>
        training.training_loss.where({ ...where, run_id, split: { not: "validation" } }),
      ),
    ).by(...runLabels),
    finiteLoss: newest.and(abs(newest).lt(Infinity)),
    lossMedian: quantileOverTime(0.5, finite.over(smoothing)),
    lossRecent: quantileOverTime(0.5, finite.over(recent)),
    lossBaseline: minOverTime(loss.lossMedian.where(where).over(baseline)),
    lossSpikes: max(
      identified((run_id) =>
        increase(
          training.training_loss_spike_steps_total.where({ ...where, run_id }).over(smoothing),
        ),
      ),
    ).by(...runLabels),
    lossSpread: stddevOverTime(finite.over(smoothing)),
    learningRate: max(
      identified((run_id) => training.training_learning_rate.where({ ...where, run_id })),
    ).by(...runLabels),
    learningRateShare: rate.div(maxOverTime(rate.over(times(2, baseline)))),
    // Of a younger run it would be the end of the warm-up.
    learningRateRise: maxOverTime(rate.over(sustained))
      .div(maxOverTime(rate.offset(sustained).over(baseline)))
      .and(rate.offset(times(2, sustained)))
      .unless(progress.step.where(where).lt(warmupSteps)),
    warmRestart: group(warmRestart(c)).by(...runLabels),
  });
}
