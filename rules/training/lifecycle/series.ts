import { Metric } from "../../../promql";
import { ofRuns, type RunLabel } from "../identity";

/** What becomes of runs: checkpoints, restarts, ends. */
export const lifecycle = {
  /** When this attempt of the run began, or else its youngest process, as Unix time. */
  begun: ofRuns<"gauge", "timestamp">("run:training_start_timestamp_seconds:latest"),
  /** When a checkpoint was last saved by an attempt seen within the event window, as Unix time. */
  saved: ofRuns<"gauge", "timestamp">("run:training_checkpoint_last_success_timestamp_seconds:max"),
  /** Work at risk: seconds since the last checkpoint, or since the attempt began where that is later. */
  checkpointAge: ofRuns<"gauge", "seconds">("run:training_checkpoint:age"),
  /** Checkpoints that failed within the event window. */
  checkpointFailures: ofRuns<"increase", "one">("run:training_checkpoint_failures:increase"),
  /** The time, while checkpoints have failed within the event window. */
  checkpointFailed: ofRuns<"gauge", "timestamp">("run:training_checkpoint_failures:seen"),
  /** Seconds of training within the event window. */
  trainSeconds: ofRuns<"increase", "seconds">("run:training_phase_seconds:train"),
  /** Seconds within the event window of all phases but evaluation and the end. */
  phaseSeconds: ofRuns<"increase", "seconds">("run:training_phase_seconds:increase"),
  /** Share of the time that goes into training, evaluation left out, within the baseline window. */
  goodput: ofRuns<"ratio", "ratio">("run:training_goodput:ratio"),
} as const;

/** The pod of each run that says in which phase the run is, value 1. */
export const owningPod = new Metric<RunLabel | "pod", "info", "one">(
  "run_pod:training_phase:present",
);
