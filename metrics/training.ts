import { defineMetrics } from "./define";

/**
 * The training contract, version 1. The plainest instrumentation (`training_loss` without labels) is a
 * valid part of it: identity then comes from pod and job.
 */
export const training = defineMetrics(
  {
    name: "training contract",
    versions: "1",
    targetLabels: ["namespace", "pod", "job", "instance"],
  },
  {
    training_loss: {
      type: "gauge",
      unit: "one",
      help: "Loss, smoothed over the log interval; exported by the rank that owns it.",
      labels: ["run_id", "split"],
      values: { split: ["train", "validation"] },
    },
    training_loss_nonfinite_steps_total: {
      type: "counter",
      unit: "one",
      help: "Steps whose loss or gradient norm was NaN or infinite, counted in the process.",
      labels: ["run_id", "what"],
      values: { what: ["loss", "gradient"] },
      zeroInitialised: true,
    },
    training_steps_total: {
      type: "counter",
      unit: "one",
      help: "Optimizer steps done by this process.",
      labels: ["run_id"],
      zeroInitialised: true,
    },
    training_step_current: {
      type: "gauge",
      unit: "one",
      help: "Number of the current step within the run; goes on after a restart from a checkpoint.",
      labels: ["run_id"],
    },
    training_attempt: {
      type: "gauge",
      unit: "one",
      help: "Attempt of the run; raised at every restart and re-initialisation.",
      labels: ["run_id"],
    },
    training_phase: {
      type: "gauge",
      unit: "one",
      boolean: true,
      help: "1 for the phase the run is in, 0 for the others.",
      labels: ["run_id", "phase"],
      values: { phase: ["init", "compile", "train", "eval", "checkpoint", "restore", "done"] },
    },
    training_step_duration_seconds: {
      type: "histogram",
      unit: "seconds",
      help: "Wall time of one optimizer step.",
      labels: ["run_id", "rank"],
    },
    training_learning_rate: {
      type: "gauge",
      unit: "one",
      help: "Learning rate in use.",
      labels: ["run_id", "group"],
    },
    training_gradient_norm: {
      type: "gauge",
      unit: "one",
      help: "Global gradient norm before clipping.",
      labels: ["run_id"],
    },
    training_samples_total: {
      type: "counter",
      unit: "one",
      help: "Training samples consumed.",
      labels: ["run_id"],
      zeroInitialised: true,
    },
    training_run_info: {
      type: "info",
      unit: "one",
      help: "Value 1; carries the free-form labels of a run.",
      labels: ["run_id", "experiment", "model", "team", "framework", "world_size"],
    },
  },
);
