import { dcgm, processMetrics, training } from "../../../metrics";
import {
  avg,
  avgOverTime,
  count,
  countOverTime,
  group,
  max,
  maxOverTime,
  on,
  rate,
  resets,
  spread,
  type Vector,
} from "../../../promql";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { meanOfPods } from "../devices";
import { restarted } from "../guards";
import { identified, runLabels, type RunLabel } from "../identity";
import type { ResolvedClass } from "../windows";
import { progress, runPod, trainingPod } from "./series";

/** What {@link progress} says is recorded, and the pods that train. */
export function progressRecordings(c: ResolvedClass): readonly RecordingRule[] {
  const { where, stall, events, crashLoop, plannedSteps, ranks, gpuMetrics } = c;
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
      furthestStep: maxOverTime(progress.step.where(where).over(crashLoop[1])),
      plannedSteps: orElse(
        max(identified((run_id) => training.training_step_planned.where({ ...where, run_id }))).by(
          ...runLabels,
        ),
        progress.step.where(where),
        plannedSteps,
      ),
      lastStep: max(
        identified((run_id) =>
          training.training_last_step_timestamp_seconds.where({ ...where, run_id }),
        ),
      ).by(...runLabels),
      // Remembers the end for a while: a process that is done goes away soon.
      done: max(
        identified((run_id) =>
          maxOverTime(
            training.training_phase.where({ ...where, run_id, phase: "done" }).over(events),
          ),
        ),
      ).by(...runLabels),
      // Ranks of one pod differ in their ports.
      rankCount: count(
        identified((run_id) => training.training_steps_total.where({ ...where, run_id })),
      ).by(...runLabels),
      plannedRanks: orElse(
        max(identified((run_id) => training.training_world_size.where({ ...where, run_id }))).by(
          ...runLabels,
        ),
        progress.rankCount.where(where),
        ranks,
      ),
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
      restarted: group(restarted(c)).by(...runLabels),
      tensorActivity: gpuMetrics ? tensorActivity(c) : undefined,
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

/** What the runs export, or else, for each of `others`, what their class says. */
function orElse(
  exported: Vector<RunLabel, "gauge", "one">,
  others: Vector<RunLabel, "gauge", "one">,
  ofClass: number | undefined,
): Vector<RunLabel, "gauge", "one"> {
  if (ofClass === undefined) return exported;
  return exported.or(
    group(others)
      .by(...runLabels)
      .mul(ofClass),
  );
}

/** Tensor activity of the GPUs that the run's pods hold. */
function tensorActivity(c: ResolvedClass) {
  const exported_namespace = c.where.namespace;
  return meanOfPods(
    c,
    avg(
      avgOverTime(dcgm.DCGM_FI_PROF_PIPE_TENSOR_ACTIVE.where({ exported_namespace }).over(c.hang)),
    ).by("exported_namespace", "exported_pod"),
  );
}
