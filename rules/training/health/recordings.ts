import { training } from "../../../metrics";
import { max } from "../../../promql";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { identified, runLabels } from "../identity";
import type { ResolvedClass } from "../windows";
import { health } from "./series";

/** What {@link health} says is recorded. */
export function healthRecordings({ where }: ResolvedClass): readonly RecordingRule[] {
  return recordEach(health, {
    gradientNorm: max(
      identified((run_id) => training.training_gradient_norm.where({ ...where, run_id })),
    ).by(...runLabels),
  });
}
