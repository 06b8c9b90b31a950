import { training } from "../../../metrics";
import { abs, max, minOverTime, quantileOverTime } from "../../../promql";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { identified, runLabels } from "../identity";
import type { ResolvedClass } from "../windows";
import { loss } from "./series";

/** What {@link loss} says is recorded. */
export function lossRecordings(c: ResolvedClass): readonly RecordingRule[] {
  const { where, smoothing, baseline } = c;
  const newest = loss.loss.where(where);
  return recordEach(loss, {
    loss: max(
      identified((run_id) =>
        training.training_loss.where({ ...where, run_id, split: { not: "validation" } }),
      ),
    ).by(...runLabels),
    finiteLoss: newest.and(abs(newest).lt(Infinity)),
    lossMedian: quantileOverTime(0.5, loss.finiteLoss.where(where).over(smoothing)),
    lossBaseline: minOverTime(loss.lossMedian.where(where).over(baseline)),
    learningRate: max(
      identified((run_id) => training.training_learning_rate.where({ ...where, run_id })),
    ).by(...runLabels),
  });
}
