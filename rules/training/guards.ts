import { changes, maxOverTime, minOverTime, type Condition } from "../../promql";
import { times } from "../conventions";
import type { RunLabel } from "./identity";
import { unplannedRate } from "./limits";
import { loss } from "./loss/series";
import { progress } from "./progress/series";
import type { ResolvedClass } from "./windows";

/** A dead process takes its series along; an alert on them outlives it by so long. */
export const outlive = "15m";
/** How long a ticket stays open: a noisy run opens one in so long, not one for every spike. */
export const ticketOpen = "2h";

/**
 * The run began anew within `memory`: another attempt, a counter that went back, or a younger process. The level
 * before says nothing about the loss after it, as long as anything that is compared knows it.
 */
export function restarted({ where, memory }: ResolvedClass): Condition<RunLabel, "gauge", "one"> {
  return changes(progress.attempt.where(where).over(memory))
    .gt(0)
    .either(changes(progress.startTime.where(where).over(memory)).gt(0))
    .either(maxOverTime(progress.stepResets.where(where).over(memory)).gt(0));
}

/** A learning rate that is so many times its low, as a share of the highest, has been raised on purpose. */
const raised = 1.5;

/**
 * A warm restart of the learning rate: it had come down from a height and is back. The warm-up comes from below, and a
 * rise to a height never seen is no schedule but a fault: neither excuses a rising loss.
 */
export function warmRestart({
  where,
  baseline,
}: ResolvedClass): Condition<RunLabel, "ratio", "ratio"> {
  const share = loss.learningRateShare.where(where);
  const rise = loss.learningRateRise.where(where);
  return share
    .gt(minOverTime(share.over(baseline)).mul(raised))
    .unless(maxOverTime(rise.over(times(2, baseline))).gt(unplannedRate));
}
