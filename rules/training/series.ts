import { Metric, type Kind, type Unit } from "../../promql";

/**
 * What identifies a training run. Where the instrumentation carries no `run_id`, it is the name of the pod.
 */
export type RunLabel = "namespace" | "job" | "run_id";

function series<K extends Kind, U extends Unit>(name: string): Metric<RunLabel, K, U> {
  return new Metric(name);
}

/**
 * Recorded series of training runs: the rules judge them and the dashboards draw them. Every class of runs
 * records the same names, for runs of its own namespace; windows are options of the class, so no name
 * carries one.
 */
export const run = {
  /** Newest training loss; NaN and infinite values included. */
  loss: series<"gauge", "one">("run:training_loss:current"),
  /** Newest validation loss. */
  validationLoss: series<"gauge", "one">("run:training_loss:validation"),
  /** Newest training loss, absent while it is NaN or infinite: statistics over it are not poisoned. */
  finiteLoss: series<"gauge", "one">("run:training_loss:finite"),
  /** Median of the finite loss over the smoothing window. */
  lossMedian: series<"quantile", "one">("run:training_loss:median"),
  /** Lowest median within the baseline window; divergence is judged against it. */
  lossBaseline: series<"quantile", "one">("run:training_loss:baseline"),
  /** Number of the current step; goes on after a restart from a checkpoint. */
  step: series<"gauge", "one">("run:training_step:current"),
  /** Optimizer steps per second over the stall window. */
  stepRate: series<"rate", "one">("run:training_steps:rate"),
  /** How often the step counter went back within the stall window: restarts that change nothing else. */
  stepResets: series<"gauge", "one">("run:training_steps:resets"),
  /** Training samples per second of all ranks together. */
  sampleRate: series<"rate", "one">("run:training_samples:rate"),
  /** Mean wall time of a step over the stall window, in seconds. */
  stepSeconds: series<"ratio", "seconds">("run:training_step_duration_seconds:mean"),
  /** Median of the step time within the baseline window, in seconds. */
  stepSecondsBaseline: series<"quantile", "seconds">("run:training_step_duration_seconds:baseline"),
  /** 1 while a rank evaluates, saves, compiles or is done, 0 while all train. */
  otherPhase: series<"boolean", "one">("run:training_phase:other"),
  /** Largest learning rate of the parameter groups. */
  learningRate: series<"gauge", "one">("run:training_learning_rate:current"),
  /** Gradient norm before clipping. */
  gradientNorm: series<"gauge", "one">("run:training_gradient_norm:current"),
  /** Attempt of the run. */
  attempt: series<"gauge", "one">("run:training_attempt:current"),
  /** Start of the youngest process that exports the loss, as Unix time. */
  startTime: series<"gauge", "timestamp">("run:process_start_time_seconds:max"),
  /** Mean utilization of the run's GPUs over the stall window, 0..100. */
  gpuUtilization: series<"gauge", "percent">("run:DCGM_FI_DEV_GPU_UTIL:avg"),
} as const;

/** The pods that have exported a loss or steps within the event window, value 1. */
export const trainingPod = new Metric<"namespace" | "pod", "info", "one">("pod:training:present");

/** The pods of a run, value 1. */
export const runPod = new Metric<RunLabel | "pod", "info", "one">("run_pod:training_steps:present");
