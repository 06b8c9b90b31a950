import { alert } from "../../alert";
import type { AlertRule } from "../../model";
import { outlive } from "../guards";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { health } from "./series";

/** Ten overflows in a row, each of which halves the scale; growing again takes thousands of steps each. */
const collapse = 1024;
/** Below it gradients overflow that are not scaled up at all. */
const unscaled = 1;

/**
 * Half precision does not hold the gradients any more: the loss scale falls and steps go on overflowing. The usual
 * scale is a median, so neither the search at the start nor a restart, which searches anew, sets it. A ticket, for
 * the scale may recover; when most steps overflow, {@link lossNonFinite} pages.
 */
export function lossScaleCollapsed(c: ResolvedClass): AlertRule {
  const { where, team, warmupSteps } = c;
  const scale = health.lossScale.where(where);
  return alert({
    name: "TrainingLossScaleCollapsed",
    expr: scale
      .lt(health.lossScaleBaseline.where(where).div(collapse))
      .either(scale.lt(unscaled))
      .and(health.overflows.where(where).gt(0))
      .unless(progress.step.where(where).lt(warmupSteps)),
    for: "2m",
    keepFiringFor: outlive,
    severity: "warning",
    team,
    summary: (l) => `Loss scale of run ${l.run_id} in ${l.namespace} has collapsed`,
    description: (l, value) =>
      `The loss scale of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) is down to ${value.humanize} and steps go on overflowing: half precision does not hold its gradients any more.`,
  });
}
