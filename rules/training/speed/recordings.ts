import { dcgm, training } from "../../../metrics";
import { avg, avgOverTime, quantileOverTime, rate, sum, Vector } from "../../../promql";
import type { RecordingRule } from "../../model";
import { times } from "../../conventions";
import { recordEach } from "../../record";
import { meanOfPods } from "../devices";
import { identified, runLabels, type RunLabel } from "../identity";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { speed } from "./series";

/** Share of the stall window that other phases may take, and the throughput still is that of training. */
const pausedShare = 0.1;

/** What {@link speed} says is recorded. */
export function speedRecordings(c: ResolvedClass): readonly RecordingRule[] {
  const { where, baseline, stall, events, gpuMetrics } = c;
  // Samples, tokens and operations are each rank's own.
  const summed = (counter: Counter) =>
    sum(identified((run_id) => rate(training[counter].where({ ...where, run_id }).over(stall)))).by(
      ...runLabels,
    );
  const elsewhere = avgOverTime(progress.otherPhase.where(where).over(stall)).gt(pausedShare);
  const mostTelling = speed.tokenRate
    .where(where)
    .gt(0)
    .or(speed.sampleRate.where(where).gt(0))
    .or(progress.stepRate.where(where).gt(0));
  const peak = sum(
    identified((run_id) => training.training_peak_flops_per_second.where({ ...where, run_id })),
  ).by(...runLabels);
  const utilisation = summed("training_model_flops_total")
    .gt(0)
    .div(peak.gt(0))
    .and(speed.throughput.where(where));
  return recordEach(speed, {
    tokenRate: summed("training_tokens_total"),
    sampleRate: summed("training_samples_total"),
    throughput: mostTelling.unless(elsewhere),
    throughputBaseline: quantileOverTime(0.5, speed.throughput.where(where).over(baseline)),
    // Operations per second of operations per second; the unit of the latter does not say that it is a rate.
    mfu: new Vector<RunLabel, "ratio", "ratio">(utilisation.ast),
    mfuBaseline: quantileOverTime(0.5, speed.mfu.where(where).subquery(times(4, baseline), events)),
    stepSeconds: stepSeconds(c),
    stepSecondsBaseline: quantileOverTime(0.5, speed.stepSeconds.where(where).over(baseline)),
    gpuUtilization: gpuMetrics ? gpuUtilization(c) : undefined,
  });
}

type Counter = "training_samples_total" | "training_tokens_total" | "training_model_flops_total";

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

/** Utilization of the GPUs that the run's pods hold. */
function gpuUtilization(c: ResolvedClass) {
  const exported_namespace = c.where.namespace;
  return meanOfPods(
    c,
    avg(avgOverTime(dcgm.DCGM_FI_DEV_GPU_UTIL.where({ exported_namespace }).over(c.stall))).by(
      "exported_namespace",
      "exported_pod",
    ),
  );
}
