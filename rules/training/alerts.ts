import { scrape, training } from "../../metrics";
import {
  abs,
  changes,
  count,
  increase,
  lastOverTime,
  max,
  maxOverTime,
  min,
  minOverTime,
  on,
  presentOverTime,
  sum,
  type Condition,
} from "../../promql";
import { times } from "../conventions";
import { alert } from "../alert";
import type { AlertRule } from "../model";
import { busyGpu, divergence, divergenceLimit, slowStep, slowStepLimit } from "./limits";
import { identified, runLabels } from "./recordings";
import { run, runPod, trainingPod, type RunLabel } from "./series";
import type { ResolvedClass } from "./windows";

/** Outside of training proper (evaluation, checkpoint, compilation) a run may stand still this much longer. */
const patience = 6;
/** A dead process takes its series along; the alert outlives it by so long. */
const outlive = "15m";

/**
 * A loss or a gradient that is no number. The gauge shows the state, the in-process counter what falls between
 * two scrapes or is hidden by a filter. Steps with infinite gradients are normal under dynamic loss scaling,
 * above all at the start, where the scale is looked for: gradients count only after the warm-up, and when half of
 * all steps had none. Every rank counts the same ones.
 */
export function lossNonFinite(c: ResolvedClass): AlertRule {
  const { namespace, team, events, warmupSteps } = c;
  const shown = count(
    identified((run_id) => {
      const loss = training.training_loss.where({ namespace, run_id });
      return loss.isNaN().either(abs(loss).eq(Infinity));
    }),
  )
    .by(...runLabels)
    .gt(0);
  const counter = training.training_loss_nonfinite_steps_total;
  const counted = sum(
    identified((run_id) =>
      increase(counter.where({ namespace, run_id, what: { not: "gradient" } }).over(events)),
    ),
  )
    .by(...runLabels)
    .gt(0);
  const gradients = max(
    identified((run_id) =>
      increase(counter.where({ namespace, run_id, what: "gradient" }).over(events)),
    ),
  ).by(...runLabels);
  const steps = max(
    identified((run_id) =>
      increase(training.training_steps_total.where({ namespace, run_id }).over(events)),
    ),
  ).by(...runLabels);
  return alert({
    name: "TrainingLossNonFinite",
    expr: shown
      .either(counted)
      .either(gradients.gt(steps.mul(0.5)).unless(run.step.where({ namespace }).lt(warmupSteps))),
    for: "0s",
    keepFiringFor: outlive,
    severity: "critical",
    team,
    summary: (l) => `Loss of run ${l.run_id} in ${l.namespace} is NaN or infinite`,
    description: (l) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) has a loss or gradients that are no finite numbers. Further steps cannot repair the weights: the GPU time since is lost.`,
  });
}

/**
 * The run began anew within the window: another attempt, a counter that went back, or a younger process. The
 * level before says nothing about the loss after it.
 */
function restarted({ namespace, baseline }: ResolvedClass): Condition<RunLabel, "gauge", "one"> {
  return changes(run.attempt.where({ namespace }).over(baseline))
    .gt(0)
    .either(changes(run.startTime.where({ namespace }).over(baseline)).gt(0))
    .either(maxOverTime(run.stepResets.where({ namespace }).over(baseline)).gt(0));
}

/**
 * A warm restart of the learning rate: it rose well above its low, but not above what the run has known before.
 * A rise to a height never seen is no schedule but a fault, and does not excuse a rising loss.
 */
function warmRestart({ namespace, baseline }: ResolvedClass): Condition<RunLabel, "gauge", "one"> {
  const rate = run.learningRate.where({ namespace });
  return rate
    .gt(minOverTime(rate.over(baseline)).mul(1.5))
    .and(rate.le(maxOverTime(rate.offset(baseline).over(baseline)).mul(1.01)));
}

/**
 * Level rule: the median of the loss lies well above the lowest it has been. Needs a positive loss, a run past
 * its warm-up and older than one smoothing window, and no restart within the baseline.
 */
export function lossDiverging(c: ResolvedClass): AlertRule {
  const { namespace, team, smoothing, baseline, sustained, warmupSteps } = c;
  const median = run.lossMedian.where({ namespace });
  const lowest = run.lossBaseline.where({ namespace });
  const before = run.finiteLoss.where({ namespace }).offset(smoothing).over(smoothing);
  return alert({
    name: "TrainingLossDiverging",
    expr: median
      .gt(divergenceLimit(lowest))
      .and(lowest.gt(0))
      .and(lastOverTime(before))
      .unless(run.step.where({ namespace }).lt(warmupSteps))
      .unless(restarted(c))
      .unless(warmRestart(c)),
    for: sustained,
    keepFiringFor: outlive,
    severity: "critical",
    team,
    summary: (l) => `Loss of run ${l.run_id} in ${l.namespace} is diverging`,
    description: (l, value) =>
      `The median loss of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) is ${value.humanize}, more than ${divergence} times the lowest of the last ${baseline}, and has been for ${sustained}.`,
  });
}

/**
 * No step of any rank for `windows` stall windows, although the process is scraped now and was before: neither a rate
 * nor a counter that began anew. What is recorded looks back by one window itself.
 */
function noStep({ namespace, stall }: ResolvedClass, windows: number) {
  const [rate, resets] = [run.stepRate.where({ namespace }), run.stepResets.where({ namespace })];
  const rest = times(windows - 1, stall);
  const [steps, restarts] =
    windows === 1 ? [rate, resets] : [maxOverTime(rate.over(rest)), maxOverTime(resets.over(rest))];
  const pods = runPod.where({ namespace });
  return steps
    .eq(0)
    .unless(restarts.gt(0))
    .and(pods, on(...runLabels))
    .and(pods.offset(times(windows, stall)), on(...runLabels));
}

/** No progress. In phases other than training the run is given {@link patience} times as long. */
export function stalled(c: ResolvedClass): AlertRule {
  const { namespace, team, stall } = c;
  const elsewhere = maxOverTime(run.otherPhase.where({ namespace }).over(stall)).gt(0);
  const done = max(
    identified((run_id) => training.training_phase.where({ namespace, run_id, phase: "done" })),
  )
    .by(...runLabels)
    .gt(0);
  return alert({
    name: "TrainingStalled",
    expr: noStep(c, 1).unless(elsewhere).either(noStep(c, patience).unless(done)),
    for: "0s",
    severity: "critical",
    team,
    summary: (l) => `Run ${l.run_id} in ${l.namespace} makes no progress`,
    description: (l) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) is up but has not finished a step for ${stall}, or for ${times(patience, stall)} in a phase other than training.`,
  });
}

/**
 * The same for runs that export nothing but a loss: it stays the same for longer than it could. A loop that has
 * ended but still serves its metrics looks alike, so this opens a ticket and pages nobody.
 */
export function plainStalled(c: ResolvedClass): AlertRule {
  const { namespace, team, plainStall } = c;
  const loss = run.finiteLoss.where({ namespace });
  return alert({
    name: "TrainingStalled",
    expr: changes(loss.over(plainStall))
      .eq(0)
      .and(loss)
      .and(loss.offset(plainStall))
      .unless(runPod.where({ namespace }), on(...runLabels)),
    for: "0s",
    severity: "warning",
    team,
    summary: (l) => `Loss of ${l.run_id} in ${l.namespace} has stopped changing`,
    description: (l) =>
      `The loss that ${l.run_id} (job ${l.job}, namespace ${l.namespace}) exports has not changed for ${plainStall}. The process is up but hangs, or it has ended its training and goes on serving metrics.`,
  });
}

/** Steps take longer than they did while the GPUs are busy: a throttled or slow device, or a slow link. */
export function slowOnBusyGpu(c: ResolvedClass): AlertRule {
  const { namespace, team, smoothing, baseline } = c;
  const now = run.stepSeconds.where({ namespace });
  return alert({
    name: "TrainingSlowOnBusyGpu",
    expr: now
      .gt(slowStepLimit(run.stepSecondsBaseline.where({ namespace })))
      .and(run.gpuUtilization.where({ namespace }).gt(busyGpu)),
    for: smoothing,
    severity: "warning",
    team,
    summary: (l) => `Steps of run ${l.run_id} in ${l.namespace} are slow on busy GPUs`,
    description: (l, value) =>
      `A step of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) takes ${value.duration}, more than ${slowStep} times the median of the last ${baseline}, while its GPUs are above ${busyGpu} % utilization.`,
  });
}

/** A process that has shown a loss or steps within the hour no longer answers its scrapes. */
export function targetDown(c: ResolvedClass): AlertRule {
  const { namespace, team, stall, events } = c;
  // The series looks back as far as a step: no pod is missed, and one sample in ten is read.
  const known = presentOverTime(trainingPod.where({ namespace }).subquery("1h", events));
  return alert({
    name: "TrainingTargetDown",
    expr: min(scrape.up.where({ namespace }))
      .by("namespace", "job", "pod")
      .eq(0)
      .and(known, on("namespace", "pod")),
    for: stall,
    severity: "warning",
    team,
    summary: (l) => `Training pod ${l.pod} in ${l.namespace} does not answer its scrapes`,
    description: (l) =>
      `Pod ${l.pod} of job ${l.job} (namespace ${l.namespace}) exported a training run within the last hour and has not answered a scrape for ${stall}. A hang that holds the interpreter lock looks like this, and no rule on its loss can fire.`,
  });
}
