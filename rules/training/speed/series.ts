import { ofRuns } from "../identity";

/** How fast runs are, and how busy their GPUs. */
export const speed = {
  /** Training samples per second of all ranks together. */
  sampleRate: ofRuns<"rate", "one">("run:training_samples:rate"),
  /** Mean wall time of a step over the stall window, in seconds. */
  stepSeconds: ofRuns<"ratio", "seconds">("run:training_step_duration_seconds:mean"),
  /** Median of the step time within the baseline window, in seconds. */
  stepSecondsBaseline: ofRuns<"quantile", "seconds">("run:training_step_duration_seconds:baseline"),
  /** Mean utilization of the run's GPUs over the stall window, 0..100. */
  gpuUtilization: ofRuns<"gauge", "percent">("run:DCGM_FI_DEV_GPU_UTIL:avg"),
} as const;
