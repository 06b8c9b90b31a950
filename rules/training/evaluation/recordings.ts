import { training } from "../../../metrics";
import { abs, max, minOverTime, quantileOverTime } from "../../../promql";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { identified, runLabels } from "../identity";
import type { ResolvedClass } from "../windows";
import { evaluation } from "./series";

/** What {@link evaluation} says is recorded. */
export function evaluationRecordings(c: ResolvedClass): readonly RecordingRule[] {
  const { where, validation, validationBaseline } = c;
  const newest = evaluation.validationLoss.where(where);
  return recordEach(evaluation, {
    validationLoss: max(
      identified((run_id) =>
        training.training_loss.where({ ...where, run_id, split: "validation" }),
      ),
    ).by(...runLabels),
    finiteValidationLoss: newest.and(abs(newest).lt(Infinity)),
    validationMedian: quantileOverTime(
      0.5,
      evaluation.finiteValidationLoss.where(where).over(validation),
    ),
    validationBaseline: minOverTime(
      evaluation.validationMedian.where(where).over(validationBaseline),
    ),
  });
}
