import { training } from "../../../metrics";
import { max } from "../../../promql";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { identified, runLabels } from "../identity";
import type { ResolvedClass } from "../windows";
import { evaluation } from "./series";

/** What {@link evaluation} says is recorded. */
export function evaluationRecordings({ where }: ResolvedClass): readonly RecordingRule[] {
  return recordEach(evaluation, {
    validationLoss: max(
      identified((run_id) =>
        training.training_loss.where({ ...where, run_id, split: "validation" }),
      ),
    ).by(...runLabels),
  });
}
