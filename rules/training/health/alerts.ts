import { training } from "../../../metrics";
import { abs, count, increase, max, sum } from "../../../promql";
import { alert } from "../../alert";
import type { AlertRule } from "../../model";
import { outlive } from "../guards";
import { identified, runLabels } from "../identity";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";

/**
 * A loss or a gradient that is no number. The gauge shows the state, the in-process counter what falls between
 * two scrapes or is hidden by a filter. Steps with infinite gradients are normal under dynamic loss scaling,
 * above all at the start, where the scale is looked for: gradients count only after the warm-up, and when half of
 * all steps had none. Every rank counts the same ones.
 */
export function lossNonFinite(c: ResolvedClass): AlertRule {
  const { where, team, events, warmupSteps } = c;
  const shown = count(
    identified((run_id) => {
      const loss = training.training_loss.where({ ...where, run_id });
      return loss.isNaN().either(abs(loss).eq(Infinity));
    }),
  )
    .by(...runLabels)
    .gt(0);
  const counter = training.training_loss_nonfinite_steps_total;
  const counted = sum(
    identified((run_id) =>
      increase(counter.where({ ...where, run_id, what: { not: "gradient" } }).over(events)),
    ),
  )
    .by(...runLabels)
    .gt(0);
  const gradients = max(
    identified((run_id) =>
      increase(counter.where({ ...where, run_id, what: "gradient" }).over(events)),
    ),
  ).by(...runLabels);
  const steps = max(
    identified((run_id) =>
      increase(training.training_steps_total.where({ ...where, run_id }).over(events)),
    ),
  ).by(...runLabels);
  return alert({
    name: "TrainingLossNonFinite",
    expr: shown
      .either(counted)
      .either(gradients.gt(steps.mul(0.5)).unless(progress.step.where(where).lt(warmupSteps))),
    for: "0s",
    keepFiringFor: outlive,
    severity: "critical",
    team,
    summary: (l) => `Loss of run ${l.run_id} in ${l.namespace} is NaN or infinite`,
    description: (l) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) has a loss or gradients that are no finite numbers. Further steps cannot repair the weights: the GPU time since is lost.`,
  });
}
