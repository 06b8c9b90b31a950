import { training } from "../../../metrics";
import { abs, count, increase, lastOverTime, sum } from "../../../promql";
import { alert } from "../../alert";
import type { AlertRule } from "../../model";
import { outlive } from "../guards";
import { identified, runLabels } from "../identity";
import { loss } from "../loss/series";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { health } from "./series";

/** Share of the steps without finite gradients that dynamic loss scaling does not explain: it skips one of thousands. */
const mostSteps = 0.5;
/** The same where nothing but such steps is left. */
const allSteps = 0.9;
/** The search for a loss scale, from 2^32 at most, skips the first steps of a run: 32, or twice as many with hysteresis. */
const firstSteps = 100;

/**
 * A loss or a gradient that is no number. The gauge shows the state, the in-process counter what falls between
 * two scrapes or is hidden by a filter; parameters count like the loss. Steps with infinite gradients are normal
 * under dynamic loss scaling, above all at the start, where the scale is looked for: gradients count only after the
 * warm-up, when half of all steps had none, and in a run that has had a norm: one that logs NaN from its first row
 * on does not compute it, as 13 of 80 healthy public runs.
 */
export function lossNonFinite(c: ResolvedClass): AlertRule {
  const { where, team, events, smoothing, baseline, warmupSteps } = c;
  const shown = count(
    identified((run_id) => {
      const newest = training.training_loss.where({ ...where, run_id });
      return newest.isNaN().either(abs(newest).eq(Infinity));
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
  // Each median speaks for all that its window held: one for every window is enough.
  const median = health.gradientNormMedian.where(where);
  const computed = median.or(lastOverTime(median.subquery(baseline, smoothing)));
  const gradients = health.nonFiniteGradients
    .where(where)
    .gt(mostSteps)
    .and(computed)
    .unless(progress.step.where(where).lt(warmupSteps));
  return alert({
    name: "TrainingLossNonFinite",
    expr: shown.either(counted).either(gradients),
    for: "0s",
    keepFiringFor: outlive,
    severity: "critical",
    team,
    summary: (l) => `Loss of run ${l.run_id} in ${l.namespace} is NaN or infinite`,
    description: (l) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) has a loss or gradients that are no finite numbers. Further steps cannot repair the weights: the GPU time since is lost.`,
  });
}

/**
 * A loss of exactly 0 that hides a NaN: a filter that leaves such steps out of the mean, as Hugging Face's
 * `logging_nan_inf_filter`, or a mean over skipped steps only. A perfect fit has gradients.
 */
export function nonFiniteMasked({ where, team }: ResolvedClass): AlertRule {
  const newest = health.gradientNorm.where(where);
  const none = newest
    .isNaN()
    .either(newest.eq(Infinity))
    .either(health.nonFiniteGradients.where(where).gt(allSteps));
  return alert({
    name: "TrainingNonFiniteMasked",
    expr: loss.loss.where(where).eq(0).and(none).unless(progress.step.where(where).lt(firstSteps)),
    for: "1m",
    keepFiringFor: outlive,
    severity: "critical",
    team,
    summary: (l) => `Loss of run ${l.run_id} in ${l.namespace} is 0 because it is NaN`,
    description: (l) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) logs a loss of exactly 0 while its gradients are no finite numbers: a filter hides that the loss is NaN, or every step is skipped. The GPU time since is lost.`,
  });
}
