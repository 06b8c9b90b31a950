import { abs, type Vector } from "../../promql";
import type { RunLabel } from "./identity";

/** Factor over the lowest median at which a run has diverged: 0.01 false alarms per run-day on 150 public runs. */
export const divergence = 1.5;
/** Factor over its own median at which a step is slow; stalls and checkpoints of single steps stay below it. */
export const slowStep = 1.5;
/**
 * The same where the GPUs are busy, so that no other reason is left. Of 23 public run-days of step times (Megatron-LM's
 * golden values, means of 10 minutes), 2 episodes of 30 minutes lie above it, and 4 above 1.1.
 */
export const slowBusyStep = 1.2;
/** GPU utilization in percent from which a slow step is not the fault of waiting for data. */
export const busyGpu = 80;

/**
 * Factor over the lowest median that a spike reaches seldom and leaves soon: 1 of 106 public spikes that healed still was
 * above it when a second evaluation saw it.
 */
export const steepRise = 1.7;

/** A learning rate is unplanned when it exceeds by this factor all that the run has known. */
export const unplannedRate = 2;

/**
 * Median loss above which a run has diverged, from its baseline, which lies below zero where the loss is a likelihood:
 * what the alert compares with and the panel draws.
 */
export function divergenceLimit(
  baseline: Vector<RunLabel, "quantile", "one">,
  factor = divergence,
) {
  return baseline.add(abs(baseline).mul(factor - 1));
}

/** Step time above which a step is slow, from its baseline: what the alert compares with and the panel draws. */
export function slowStepLimit(
  baseline: Vector<RunLabel, "quantile", "seconds">,
  factor = slowStep,
) {
  return baseline.mul(factor);
}
