import { Metric } from "../../../promql";
import { ofRuns, type RunLabel } from "../identity";

/** What the ranks of a run spend their steps with. */
export const ranks = {
  /** Seconds of a second that a rank spends in steps, over the stall window; mean of the ranks. */
  inSteps: ofRuns<"rate", "seconds">("run:training_step_seconds:rate"),
  /** Share of the steps that goes into waiting for data; mean of the ranks. */
  dataWait: ofRuns<"ratio", "ratio">("run:training_data_wait:ratio"),
} as const;

/** Share of the steps that each rank waits for others: the one series that there is per rank. */
export const commWait = new Metric<RunLabel | "pod" | "rank", "ratio", "ratio">(
  "run_rank:training_comm_wait:ratio",
);
