import { lastOverTime } from "../../../promql";
import { alert } from "../../alert";
import { times } from "../../conventions";
import type { AlertRule } from "../../model";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { loss } from "./series";

/** A lowest loss above this share of the one before has not improved. A choice: it notifies nobody. */
const improvement = 0.99;
/** Baselines that lie between the two: a day by default. */
const baselines = 4;

/** The run goes on, with a learning rate and before its planned end, and does not get better. */
export function plateau(c: ResolvedClass): AlertRule {
  const { where, team, baseline, smoothing, warmupSteps } = c;
  const past = times(baselines, baseline);
  const lowest = loss.lossBaseline.where(where);
  const step = progress.step.where(where);
  return alert({
    name: "TrainingPlateau",
    expr: lowest
      .gt(lowest.offset(past).mul(improvement))
      // The lowest outlives the run.
      .and(loss.finiteLoss.where(where))
      .unless(loss.learningRate.where(where).le(0))
      .unless(step.ge(progress.plannedSteps.where(where)))
      .unless(step.lt(warmupSteps))
      .unless(lastOverTime(progress.restarted.where(where).over(past)))
      .unless(loss.warmRestart.where(where)),
    for: smoothing,
    severity: "info",
    team,
    summary: (l) => `Loss of run ${l.run_id} in ${l.namespace} has stopped falling`,
    description: (l, value) =>
      `The lowest median loss of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) within ${baseline} is ${value.humanize}: less than 1 % better than ${past} before.`,
  });
}
