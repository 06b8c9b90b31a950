import { lastOverTime } from "../../../promql";
import { alert } from "../../alert";
import type { AlertRule } from "../../model";
import { outlive, restarted, warmRestart } from "../guards";
import { divergence, divergenceLimit } from "../limits";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { loss } from "./series";

/**
 * Level rule: the median of the loss lies well above the lowest it has been. Needs a positive loss, a run past
 * its warm-up and older than one smoothing window, and no restart within the baseline.
 */
export function lossDiverging(c: ResolvedClass): AlertRule {
  const { where, team, smoothing, baseline, sustained, warmupSteps } = c;
  const median = loss.lossMedian.where(where);
  const lowest = loss.lossBaseline.where(where);
  const before = loss.finiteLoss.where(where).offset(smoothing).over(smoothing);
  return alert({
    name: "TrainingLossDiverging",
    expr: median
      .gt(divergenceLimit(lowest))
      .and(lowest.gt(0))
      .and(lastOverTime(before))
      .unless(progress.step.where(where).lt(warmupSteps))
      .unless(restarted(c))
      .unless(warmRestart(c)),
    for: sustained,
    keepFiringFor: outlive,
    severity: "critical",
    team,
    summary: (l) => `Loss of run ${l.run_id} in ${l.namespace} is diverging`,
    description: (l, value) =>
      `The median loss of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) is ${value.humanize}, more than ${divergence} times the lowest of the last ${baseline}, and has been for ${sustained}.`,
  });
}
