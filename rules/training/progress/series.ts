import { Metric } from "../../../promql";
import { ofRuns, type RunLabel } from "../identity";

/** Where runs are, and whether they go on. */
export const progress = {
  /** Number of the current step; goes on after a restart from a checkpoint. */
  step: ofRuns<"gauge", "one">("run:training_step:current"),
  /** Attempt of the run. */
  attempt: ofRuns<"gauge", "one">("run:training_attempt:current"),
  /** Start of the youngest process that exports the loss, as Unix time. */
  startTime: ofRuns<"gauge", "timestamp">("run:process_start_time_seconds:max"),
  /** 1 while a rank evaluates, saves, compiles or is done, 0 while all train. */
  otherPhase: ofRuns<"boolean", "one">("run:training_phase:other"),
  /** Optimizer steps per second over the stall window. */
  stepRate: ofRuns<"rate", "one">("run:training_steps:rate"),
  /** Furthest step of the restart memory, the run itself gone or not. */
  furthestStep: ofRuns<"gauge", "one">("run:training_step:furthest"),
  /** Steps that the run is to make. */
  plannedSteps: ofRuns<"gauge", "one">("run:training_step:planned"),
  /** When the furthest rank ended its last step, as Unix time. */
  lastStep: ofRuns<"gauge", "timestamp">("run:training_last_step_timestamp_seconds:max"),
  /** 1 when the run has said within the event window that it is done, 0 when it said something else. */
  done: ofRuns<"boolean", "one">("run:training_phase:done"),
  /** Ranks that export their steps. */
  rankCount: ofRuns<"gauge", "one">("run:training_ranks:present"),
  /** Ranks that the run has when all are there. */
  plannedRanks: ofRuns<"gauge", "one">("run:training_ranks:planned"),
  /** Mean tensor activity of the run's GPUs over the hang window, 0..1. */
  tensorActivity: ofRuns<"gauge", "ratio">("run:DCGM_FI_PROF_PIPE_TENSOR_ACTIVE:avg"),
  /** How often the step counter went back within the stall window: restarts that change nothing else. */
  stepResets: ofRuns<"gauge", "one">("run:training_steps:resets"),
  /** Runs that began anew within the memory of the rules, value 1: what was before says nothing about what is now. */
  restarted: ofRuns<"info", "one">("run:training_restart:recent"),
} as const;

/** The pods that have exported a loss or steps within the event window, value 1. */
export const trainingPod = new Metric<"namespace" | "pod" | "training_class", "info", "one">(
  "pod:training:present",
);

/** The pods of a run, value 1. */
export const runPod = new Metric<RunLabel | "pod", "info", "one">("run_pod:training_steps:present");
