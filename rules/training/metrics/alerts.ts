import { abs, max, on } from "../../../promql";
import { alert } from "../../alert";
import type { AlertRule } from "../../model";
import { outlive } from "../guards";
import { runLabels } from "../identity";
import { loss } from "../loss/series";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { metrics } from "./series";

/** Share of its best that a metric may lose. */
const lost = 0.3;
/**
 * How many times its usual change a metric may lose: a reward near 0 has no share, and a noisy one loses more now and
 * then. With both, 8 of 14 public series of evaluations that ended far below their best were found, and 6 of 216 that
 * ended near it.
 */
const unusual = 5;

/**
 * A metric has fallen far below its best in this run, in two evaluations one after the other. A ticket: metrics are noisier than
 * losses, rewards come back, and where a model is lost its losses page.
 */
export function metricCollapsed(c: ResolvedClass): AlertRule {
  const { where, team, validation, warmupSteps } = c;
  const best = metrics.scoreBest.where(where);
  const drop = best.sub(metrics.scoreMedian.where(where));
  const ofRun = on(...runLabels);
  return alert({
    name: "TrainingMetricCollapsed",
    expr: max(drop.div(abs(best).gt(0)).and(drop.gt(metrics.scoreChange.where(where).mul(unusual))))
      .by(...runLabels, "metric")
      .gt(lost)
      .unless(progress.step.where(where).lt(warmupSteps), ofRun)
      .unless(progress.restarted.where(where), ofRun)
      .unless(loss.warmRestart.where(where), ofRun),
    for: validation,
    keepFiringFor: outlive,
    severity: "warning",
    team,
    summary: (l) => `Metric ${l.metric} of run ${l.run_id} in ${l.namespace} has collapsed`,
    description: (l, value) =>
      `The metric ${l.metric} of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) is ${value.percentage} worse than its best, and has been more than ${lost * 100} % worse for ${validation}.`,
  });
}
