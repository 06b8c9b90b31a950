import { training } from "../../../metrics";
import {
  group,
  increase,
  max,
  maxOverTime,
  secondsSince,
  sum,
  sumOverTime,
  timestamp,
} from "../../../promql";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { identified, runLabels } from "../identity";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { lifecycle, owningPod } from "./series";

/** Phases that a run is in to get its training done. How much it evaluates is its user's choice. */
const ownPhases = ["init", "compile", "train", "checkpoint", "restore"] as const;

/** What {@link lifecycle} says is recorded, and the pods that own a run. */
export function lifecycleRecordings(c: ResolvedClass): readonly RecordingRule[] {
  const { where, baseline, events } = c;
  const inPhases = (phase: "train" | typeof ownPhases) =>
    sum(
      identified((run_id) =>
        increase(
          training.training_phase_seconds_total.where({ ...where, run_id, phase }).over(events),
        ),
      ),
    ).by(...runLabels);
  const overall = (series: typeof lifecycle.trainSeconds) =>
    sumOverTime(series.where(where).subquery(baseline, events));
  return recordEach(
    { ...lifecycle, owningPod },
    {
      begun: max(
        identified((run_id) =>
          training.training_start_timestamp_seconds.where({ ...where, run_id }),
        ),
      )
        .by(...runLabels)
        .or(progress.startTime.where(where)),
      // Remembers it for a while: a process that is told to end saves and is gone.
      saved: max(
        identified((run_id) =>
          maxOverTime(
            training.training_checkpoint_last_success_timestamp_seconds
              .where({ ...where, run_id })
              .over(events),
          ),
        ),
      ).by(...runLabels),
      checkpointFailures: max(
        identified((run_id) =>
          increase(
            training.training_checkpoint_failures_total.where({ ...where, run_id }).over(events),
          ),
        ),
      ).by(...runLabels),
      checkpointFailed: timestamp(lifecycle.checkpointFailures.where(where).gt(0)),
      checkpointAge: checkpointAge(c),
      trainSeconds: inPhases("train"),
      phaseSeconds: inPhases(ownPhases),
      goodput: overall(lifecycle.trainSeconds).div(overall(lifecycle.phaseSeconds).gt(0)),
      owningPod: group(
        identified((run_id) => training.training_phase.where({ ...where, run_id })),
      ).by(...runLabels, "pod"),
    },
  );
}

/** What came before a restart is saved or lost; only a run that says something of checkpoints has one due. */
function checkpointAge({ where }: ResolvedClass) {
  const begun = lifecycle.begun.where(where);
  const saved = lifecycle.saved.where(where);
  const failures = lifecycle.checkpointFailures.where(where);
  return secondsSince(begun.ge(saved).or(saved).or(begun.and(failures)));
}
