import { changes, maxOverTime, minOverTime, type Condition } from "../../promql";
import type { RunLabel } from "./identity";
import { loss } from "./loss/series";
import { progress } from "./progress/series";
import type { ResolvedClass } from "./windows";

/** A dead process takes its series along; an alert on them outlives it by so long. */
export const outlive = "15m";

/**
 * The run began anew within the window: another attempt, a counter that went back, or a younger process. The
 * level before says nothing about the loss after it.
 */
export function restarted({ where, baseline }: ResolvedClass): Condition<RunLabel, "gauge", "one"> {
  return changes(progress.attempt.where(where).over(baseline))
    .gt(0)
    .either(changes(progress.startTime.where(where).over(baseline)).gt(0))
    .either(maxOverTime(progress.stepResets.where(where).over(baseline)).gt(0));
}

/**
 * A warm restart of the learning rate: it rose well above its low, but not above what the run has known before.
 * A rise to a height never seen is no schedule but a fault, and does not excuse a rising loss.
 */
export function warmRestart({
  where,
  baseline,
}: ResolvedClass): Condition<RunLabel, "gauge", "one"> {
  const rate = loss.learningRate.where(where);
  return rate
    .gt(minOverTime(rate.over(baseline)).mul(1.5))
    .and(rate.le(maxOverTime(rate.offset(baseline).over(baseline)).mul(1.01)));
}
