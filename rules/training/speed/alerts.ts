import { duration, quantileOverTime } from "../../../promql";
import { alert } from "../../alert";
import { longest } from "../../conventions";
import type { AlertRule } from "../../model";
import { busyGpu, slowBusyStep, slowStep, slowStepLimit } from "../limits";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { speed } from "./series";

/** Share of the usual throughput from which slow steps are larger ones: more work in each, and no less done. */
const keptThroughput = 0.9;
/** Share of the usual throughput below which a run has become slow. */
const droppedThroughput = 0.8;
/**
 * Share of the usual utilisation below which something is wrong, ten times the swing of a day in Llama 3's report
 * (1 to 2 % in all).
 */
const droppedMfu = 0.9;

/**
 * Steps take longer than they did. Other phases are no part of a step, a single long one lifts the mean for one stall
 * window only, and a past shorter than the alert waits becomes slow with the run.
 */
function slow({ where }: ResolvedClass, factor: number) {
  const kept = speed.throughputBaseline.where(where).mul(keptThroughput);
  return speed.stepSeconds
    .where(where)
    .gt(slowStepLimit(speed.stepSecondsBaseline.where(where), factor))
    .unless(progress.restarted.where(where))
    .unless(speed.throughput.where(where).gt(kept));
}

/** Steps take longer while the GPUs are busy: a throttled or slow device, or a slow link. */
export function slowOnBusyGpu(c: ResolvedClass): AlertRule {
  const { where, team, smoothing, baseline } = c;
  return alert({
    name: "TrainingSlowOnBusyGpu",
    expr: slow(c, slowBusyStep).and(speed.gpuUtilization.where(where).gt(busyGpu)),
    for: smoothing,
    severity: "warning",
    team,
    summary: (l) => `Steps of run ${l.run_id} in ${l.namespace} are slow on busy GPUs`,
    description: (l, value) =>
      `A step of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) takes ${value.duration}, more than ${slowBusyStep} times the median of the last ${baseline}, while its GPUs are above ${busyGpu} % utilization.`,
  });
}

/**
 * Steps take longer, and busy GPUs do not say why; or longer than the class expects, whatever the GPUs do: a run that
 * was slow from its start has no better past.
 */
export function stepsSlow(c: ResolvedClass): AlertRule {
  const { where, team, smoothing, baseline, gpuMetrics, stepSeconds: expected } = c;
  const slower = slow(c, slowStep);
  const slowly = gpuMetrics ? slower.unless(speed.gpuUtilization.where(where).gt(busyGpu)) : slower;
  const orExpected = expected === undefined ? "" : `, or of the ${duration(expected)} expected`;
  return alert({
    name: "TrainingStepsSlow",
    expr:
      expected === undefined
        ? slowly
        : slowly.either(speed.stepSeconds.where(where).gt(expected * slowStep)),
    for: smoothing,
    severity: "warning",
    team,
    summary: (l) => `Steps of run ${l.run_id} in ${l.namespace} are slow`,
    description: (l, value) =>
      `A step of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) takes ${value.duration}, more than ${slowStep} times the median of the last ${baseline}${orExpected}, and has been slow for ${smoothing}.`,
  });
}

/**
 * Less is done per second than usual, whatever the reason: slow steps, fewer ranks, or pauses that no phase names.
 * Medians outlast the gaps that other phases leave; what is shown now must be there, or the last minutes of a run
 * that has ended would fire.
 */
export function throughputDropped(c: ResolvedClass): AlertRule {
  const { where, team, smoothing, stall, baseline } = c;
  const now = speed.throughput.where(where);
  return alert({
    name: "TrainingThroughputDropped",
    expr: quantileOverTime(0.5, now.over(smoothing))
      .lt(speed.throughputBaseline.where(where).mul(droppedThroughput))
      .and(now)
      .unless(progress.restarted.where(where)),
    // The rate moves by itself for as long as the window that it is a rate over.
    for: longest(stall, smoothing),
    severity: "warning",
    team,
    summary: (l) => `Run ${l.run_id} in ${l.namespace} does less per second than it did`,
    description: (l, value) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) does ${value.humanize} tokens per second (samples or steps where it counts no tokens), less than ${droppedThroughput * 100} % of the median of the last ${baseline}.`,
  });
}

/** The devices do less of what the model needs than they did the day before, by default. */
export function mfuDropped(c: ResolvedClass): AlertRule {
  const { where, team, smoothing, sustained } = c;
  const now = speed.mfu.where(where);
  return alert({
    name: "TrainingMfuDropped",
    expr: quantileOverTime(0.5, now.over(smoothing))
      .lt(speed.mfuBaseline.where(where).mul(droppedMfu))
      .and(now)
      .unless(progress.restarted.where(where)),
    for: sustained,
    severity: "warning",
    team,
    summary: (l) => `Run ${l.run_id} in ${l.namespace} uses its devices less well than it did`,
    description: (l, value) =>
      `The model FLOPs utilisation of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) is ${value.percentage}, less than ${droppedMfu * 100} % of its usual value, and has been for ${sustained}.`,
  });
}
