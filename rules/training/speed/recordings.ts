import { dcgm, training } from "../../../metrics";
import {
  avg,
  avgOverTime,
  labelReplace,
  max,
  on,
  quantileOverTime,
  rate,
  spread,
  sum,
  type Unit,
  type Vector,
} from "../../../promql";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { identified, runLabels } from "../identity";
import { runPod } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { speed } from "./series";

/** What {@link speed} says is recorded. */
export function speedRecordings(c: ResolvedClass): readonly RecordingRule[] {
  const { where, baseline, stall, gpuMetrics } = c;
  return recordEach(speed, {
    // Samples are each rank's own.
    sampleRate: sum(
      identified((run_id) =>
        rate(training.training_samples_total.where({ ...where, run_id }).over(stall)),
      ),
    ).by(...runLabels),
    stepSeconds: stepSeconds(c),
    stepSecondsBaseline: quantileOverTime(0.5, speed.stepSeconds.where(where).over(baseline)),
    gpuUtilization: gpuMetrics ? gpuUtilization(c) : undefined,
  });
}

/** Mean step time; without a step in the window there is none, rather than NaN, which would bias the median. */
function stepSeconds({ where, stall }: ResolvedClass) {
  const { sum: spent, count: steps } = training.training_step_duration_seconds;
  const seconds = sum(
    identified((run_id) => rate(spent.where({ ...where, run_id }).over(stall))),
  ).by(...runLabels);
  const count = sum(identified((run_id) => rate(steps.where({ ...where, run_id }).over(stall)))).by(
    ...runLabels,
  );
  return seconds.div(count.gt(0));
}

/**
 * DCGM series under the name of the pod that holds the GPU. The exporter names the workload in `exported_*`; its
 * own pod is aggregated away before the names are swapped.
 */
export function byPod<U extends Unit>(
  perPod: Vector<"exported_namespace" | "exported_pod", "gauge", U>,
): Vector<"namespace" | "pod", "gauge", U> {
  const named = labelReplace(
    labelReplace(perPod, { to: "namespace", from: "exported_namespace" }),
    { to: "pod", from: "exported_pod" },
  );
  return max(named).by("namespace", "pod");
}

/** Utilization of the GPUs that the run's pods hold. */
function gpuUtilization({ where, stall }: ResolvedClass) {
  const exported_namespace = where.namespace;
  const perPod = avg(
    avgOverTime(dcgm.DCGM_FI_DEV_GPU_UTIL.where({ exported_namespace }).over(stall)),
  ).by("exported_namespace", "exported_pod");
  return avg(spread(runPod.where(where), byPod(perPod), on("namespace", "pod").groupLeft())).by(
    ...runLabels,
  );
}
