import { training } from "../../../metrics";
import { abs, max, quantileOverTime } from "../../../promql";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { identified, runLabels } from "../identity";
import type { ResolvedClass } from "../windows";
import { health } from "./series";

/** What {@link health} says is recorded. */
export function healthRecordings({ where, smoothing }: ResolvedClass): readonly RecordingRule[] {
  const newest = health.gradientNorm.where(where);
  return recordEach(health, {
    gradientNorm: max(
      identified((run_id) => training.training_gradient_norm.where({ ...where, run_id })),
    ).by(...runLabels),
    finiteGradientNorm: newest.and(abs(newest).lt(Infinity)),
    gradientNormMedian: quantileOverTime(
      0.5,
      health.finiteGradientNorm.where(where).over(smoothing),
    ),
  });
}
