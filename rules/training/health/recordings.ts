import { training } from "../../../metrics";
import { abs, increase, max, quantileOverTime } from "../../../promql";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { identified, runLabels } from "../identity";
import type { ResolvedClass } from "../windows";
import { health } from "./series";

/** What {@link health} says is recorded. */
export function healthRecordings(c: ResolvedClass): readonly RecordingRule[] {
  const { where, smoothing, baseline, events } = c;
  // Every rank does the same steps, and counts the same ones that have no finite gradients.
  const gradients = max(
    identified((run_id) =>
      increase(
        training.training_loss_nonfinite_steps_total
          .where({ ...where, run_id, what: "gradient" })
          .over(events),
      ),
    ),
  ).by(...runLabels);
  const steps = max(
    identified((run_id) =>
      increase(training.training_steps_total.where({ ...where, run_id }).over(events)),
    ),
  ).by(...runLabels);
  const skipped = training.training_skipped_steps_total;
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
    nonFiniteGradients: gradients.div(steps),
    overflows: max(
      identified((run_id) =>
        increase(
          skipped.where({ ...where, run_id, reason: ["overflow", "nonfinite"] }).over(events),
        ),
      ),
    ).by(...runLabels),
    lossScale: max(
      identified((run_id) => training.training_loss_scale.where({ ...where, run_id })),
    ).by(...runLabels),
    lossScaleBaseline: quantileOverTime(0.5, health.lossScale.where(where).over(baseline)),
  });
}
