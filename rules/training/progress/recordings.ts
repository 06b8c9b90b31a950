import { processMetrics, training } from "../../../metrics";
import { countOverTime, group, max, on, rate, resets, spread } from "../../../promql";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { identified, runLabels } from "../identity";
import type { ResolvedClass } from "../windows";
import { progress, runPod, trainingPod } from "./series";

/** What {@link progress} says is recorded, and the pods that train. */
export function progressRecordings(c: ResolvedClass): readonly RecordingRule[] {
  const { where, stall } = c;
  const process = max(processMetrics.process_start_time_seconds.where(where));
  const losses = identified((run_id) =>
    training.training_loss.where({ ...where, run_id, split: { not: "validation" } }),
  );
  return recordEach(
    { ...progress, pod: runPod, trainingPod },
    {
      step: max(
        identified((run_id) => training.training_step_current.where({ ...where, run_id })),
      ).by(...runLabels),
      attempt: max(
        identified((run_id) => training.training_attempt.where({ ...where, run_id })),
      ).by(...runLabels),
      startTime: max(
        spread(
          group(losses).by(...runLabels, "pod"),
          process.by("namespace", "pod"),
          on("namespace", "pod").groupLeft(),
        ),
      ).by(...runLabels),
      otherPhase: max(
        identified((run_id) =>
          training.training_phase.where({ ...where, run_id, phase: { not: "train" } }),
        ),
      ).by(...runLabels),
      pod: group(
        identified((run_id) => training.training_steps_total.where({ ...where, run_id })),
      ).by(...runLabels, "pod"),
      trainingPod: trainingPods(c),
      // All ranks take the same steps: the furthest one speaks for the run.
      stepRate: max(
        identified((run_id) =>
          rate(training.training_steps_total.where({ ...where, run_id }).over(stall)),
        ),
      ).by(...runLabels),
      stepResets: max(
        identified((run_id) =>
          resets(training.training_steps_total.where({ ...where, run_id }).over(stall)),
        ),
      ).by(...runLabels),
    },
  );
}

/** Every pod that trains, also a rank without a loss and a loop without the contract. */
function trainingPods({ where, events }: ResolvedClass) {
  const loss = group(countOverTime(training.training_loss.where(where).over(events)));
  const steps = group(countOverTime(training.training_steps_total.where(where).over(events)));
  return loss
    .by("namespace", "pod", "training_class")
    .or(steps.by("namespace", "pod", "training_class"));
}
