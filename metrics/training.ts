import { defineMetrics } from "./define";

/** Bucket bounds of the step time, in seconds: from steps of a small model to minutes of a large one. */
export const stepBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120,
] as const;

const phases = ["init", "compile", "train", "eval", "checkpoint", "restore", "done"] as const;

/**
 * The training contract, version 1. The plainest instrumentation (`training_loss` without labels) is a
 * valid part of it: identity then comes from pod and job. {@link everyRank} lists what every rank exports; the
 * rest comes from the one rank that owns the loss.
 */
export const training = defineMetrics(
  {
    name: "training contract",
    versions: "1",
    // The last two only where a class shares its namespace, and where its runs export other names.
    targetLabels: ["namespace", "pod", "job", "instance", "training_class", "mapped_from"],
  },
  {
    training_run_info: {
      ...{ type: "info", unit: "one" },
      help: "Value 1; carries the free-form labels of a run.",
      labels: [
        ...(["run_id", "experiment", "model", "team", "framework", "precision"] as const),
        ...(["revision", "world_size", "contract"] as const),
      ],
    },
    training_world_size: {
      ...{ type: "gauge", unit: "one" },
      help: "Ranks that the run has when all are there.",
      labels: ["run_id"],
    },
    training_attempt: {
      ...{ type: "gauge", unit: "one" },
      help: "Attempt of the run; raised at every restart and re-initialisation.",
      labels: ["run_id"],
    },
    training_start_timestamp_seconds: {
      ...{ type: "gauge", unit: "timestamp" },
      help: "When this attempt began.",
      labels: ["run_id"],
    },
    training_phase: {
      ...{ type: "gauge", unit: "one", boolean: true },
      help: "1 for the phase the run is in, 0 for the others.",
      labels: ["run_id", "phase"],
      values: { phase: phases },
    },
    training_phase_seconds_total: {
      ...{ type: "counter", unit: "seconds", zeroInitialised: true },
      help: "Time spent in each phase; the current one grows with every scrape.",
      labels: ["run_id", "phase"],
      values: { phase: phases },
    },
    training_steps_total: {
      ...{ type: "counter", unit: "one", zeroInitialised: true },
      help: "Optimizer steps done by this process.",
      labels: ["run_id"],
    },
    training_step_current: {
      ...{ type: "gauge", unit: "one" },
      help: "Number of the current step within the run; goes on after a restart from a checkpoint.",
      labels: ["run_id"],
    },
    training_step_planned: {
      ...{ type: "gauge", unit: "one" },
      help: "Steps that the run is to make in all.",
      labels: ["run_id"],
    },
    training_epoch_current: {
      ...{ type: "gauge", unit: "one" },
      help: "Current epoch, from 0; a fraction where the program knows it.",
      labels: ["run_id"],
    },
    training_epoch_planned: {
      ...{ type: "gauge", unit: "one" },
      help: "Epochs that the run is to make in all.",
      labels: ["run_id"],
    },
    training_batch_current: {
      ...{ type: "gauge", unit: "one" },
      help: "Current batch within the epoch, from 0.",
      labels: ["run_id"],
    },
    training_batch_planned: {
      ...{ type: "gauge", unit: "one" },
      help: "Batches of an epoch.",
      labels: ["run_id"],
    },
    training_last_step_timestamp_seconds: {
      ...{ type: "gauge", unit: "timestamp" },
      help: "When this rank ended its last step.",
      labels: ["run_id", "rank"],
    },
    training_step_duration_seconds: {
      ...{ type: "histogram", unit: "seconds", buckets: stepBuckets },
      help: "Wall time of one optimizer step.",
      labels: ["run_id", "rank"],
    },
    training_step_seconds_total: {
      ...{ type: "counter", unit: "seconds", zeroInitialised: true },
      help: "Time that this rank spent in steps, waits included, evaluation and checkpoints not.",
      labels: ["run_id", "rank"],
    },
    training_data_wait_seconds_total: {
      ...{ type: "counter", unit: "seconds", zeroInitialised: true },
      help: "Time that this rank waited for its next batch.",
      labels: ["run_id", "rank"],
    },
    training_comm_wait_seconds_total: {
      ...{ type: "counter", unit: "seconds", zeroInitialised: true },
      help: "Time that this rank waited for other ranks.",
      labels: ["run_id", "rank"],
    },
    training_samples_total: {
      ...{ type: "counter", unit: "one", zeroInitialised: true },
      help: "Training samples consumed by this process.",
      labels: ["run_id"],
    },
    training_tokens_total: {
      ...{ type: "counter", unit: "one", zeroInitialised: true },
      help: "Training tokens consumed by this process.",
      labels: ["run_id"],
    },
    training_model_flops_total: {
      ...{ type: "counter", unit: "one", zeroInitialised: true },
      help: "Floating-point operations that the model needs for what this process did, without recomputation.",
      labels: ["run_id"],
    },
    training_peak_flops_per_second: {
      ...{ type: "gauge", unit: "one" },
      help: "Floating-point operations per second that this process's devices can do at their best.",
      labels: ["run_id"],
    },
    training_loss: {
      ...{ type: "gauge", unit: "one" },
      help: "Loss, smoothed over the log interval; exported by the rank that owns it.",
      labels: ["run_id", "split"],
      values: { split: ["train", "validation"] },
    },
    training_evaluations_total: {
      ...{ type: "counter", unit: "one", zeroInitialised: true },
      help: "Validation losses reported.",
      labels: ["run_id"],
    },
    training_metric_value: {
      ...{ type: "gauge", unit: "one" },
      help: "A metric of the run such as accuracy or perplexity; direction says whether up or down is good.",
      labels: ["run_id", "metric", "split", "direction"],
      values: { split: ["train", "validation", "test"], direction: ["up", "down"] },
    },
    training_loss_nonfinite_steps_total: {
      ...{ type: "counter", unit: "one", zeroInitialised: true },
      help: "Steps whose loss, gradient norm or parameter norm was NaN or infinite, counted in the process.",
      labels: ["run_id", "what"],
      values: { what: ["loss", "gradient", "parameters"] },
    },
    training_loss_spike_steps_total: {
      ...{ type: "counter", unit: "one", zeroInitialised: true },
      help: "Steps whose loss stood far above its baseline, counted in the process.",
      labels: ["run_id"],
    },
    training_loss_baseline: {
      ...{ type: "gauge", unit: "one" },
      help: "Median loss of the last steps.",
      labels: ["run_id"],
    },
    training_loss_baseline_stddev: {
      ...{ type: "gauge", unit: "one" },
      help: "Robust standard deviation of the last steps' losses: 1.4826 times their median absolute deviation.",
      labels: ["run_id"],
    },
    training_gradient_norm: {
      ...{ type: "gauge", unit: "one" },
      help: "Global gradient norm before clipping, without loss scale.",
      labels: ["run_id"],
    },
    training_gradient_norm_spike_steps_total: {
      ...{ type: "counter", unit: "one", zeroInitialised: true },
      help: "Steps whose gradient norm stood far above its baseline, counted in the process.",
      labels: ["run_id"],
    },
    training_gradient_norm_baseline: {
      ...{ type: "gauge", unit: "one" },
      help: "Median gradient norm of the last steps.",
      labels: ["run_id"],
    },
    training_gradient_norm_baseline_stddev: {
      ...{ type: "gauge", unit: "one" },
      help: "Robust standard deviation of the last steps' gradient norms.",
      labels: ["run_id"],
    },
    training_parameter_norm: {
      ...{ type: "gauge", unit: "one" },
      help: "Global norm of the parameters.",
      labels: ["run_id"],
    },
    training_learning_rate: {
      ...{ type: "gauge", unit: "one" },
      help: "Learning rate in use.",
      labels: ["run_id", "group"],
    },
    training_loss_scale: {
      ...{ type: "gauge", unit: "one" },
      help: "Loss scale of mixed-precision training.",
      labels: ["run_id"],
    },
    training_skipped_steps_total: {
      ...{ type: "counter", unit: "one", zeroInitialised: true },
      help: "Steps whose update was left out.",
      labels: ["run_id", "reason"],
      values: { reason: ["overflow", "nonfinite", "spike", "other"] },
    },
    training_checkpoint_last_success_timestamp_seconds: {
      ...{ type: "gauge", unit: "timestamp" },
      help: "When a checkpoint was last complete; absent before the first.",
      labels: ["run_id"],
    },
    training_checkpoint_failures_total: {
      ...{ type: "counter", unit: "one", zeroInitialised: true },
      help: "Checkpoints that failed.",
      labels: ["run_id"],
    },
    training_checkpoint_duration_seconds: {
      ...{ type: "histogram", unit: "seconds" },
      help: "Time of a checkpoint that succeeded.",
      labels: ["run_id"],
      buckets: [0.1, 1, 5, 10, 30, 60, 120, 300, 600, 1800],
    },
  },
);

/**
 * What every rank exports: its own work and waits. The step time's histogram is not among them, for 1024 ranks
 * would make 17 thousand series of it.
 */
export const everyRank: readonly (keyof typeof training)[] = [
  "training_steps_total",
  "training_samples_total",
  "training_tokens_total",
  "training_model_flops_total",
  "training_peak_flops_per_second",
  "training_step_seconds_total",
  "training_data_wait_seconds_total",
  "training_comm_wait_seconds_total",
  "training_last_step_timestamp_seconds",
];
