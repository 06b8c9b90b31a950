import { ofRuns } from "../identity";

/** How fast runs are, and how busy their GPUs. */
export const speed = {
  /** Training tokens per second of all ranks together. */
  tokenRate: ofRuns<"rate", "one">("run:training_tokens:rate"),
  /** Training samples per second of all ranks together. */
  sampleRate: ofRuns<"rate", "one">("run:training_samples:rate"),
  /**
   * Tokens per second, or samples, or steps where a run counts nothing better; none while other phases take more than
   * a tenth of the stall window. A longer sequence is fewer samples, but as many tokens.
   */
  throughput: ofRuns<"rate", "one">("run:training_throughput:rate"),
  /** Median of the throughput within the baseline window. */
  throughputBaseline: ofRuns<"quantile", "one">("run:training_throughput:baseline"),
  /** Model FLOPs utilisation, 0..1: what the model needs over what the devices could do; none as the throughput. */
  mfu: ofRuns<"ratio", "ratio">("run:training_mfu:ratio"),
  /** Median of the utilisation within four baseline windows. */
  mfuBaseline: ofRuns<"quantile", "ratio">("run:training_mfu:baseline"),
  /** Mean wall time of a step over the stall window, in seconds. */
  stepSeconds: ofRuns<"ratio", "seconds">("run:training_step_duration_seconds:mean"),
  /** Median of the step time within the baseline window, in seconds. */
  stepSecondsBaseline: ofRuns<"quantile", "seconds">("run:training_step_duration_seconds:baseline"),
  /** Mean utilization of the run's GPUs over the stall window, 0..100. */
  gpuUtilization: ofRuns<"gauge", "percent">("run:DCGM_FI_DEV_GPU_UTIL:avg"),
} as const;
