import { Metric, type Kind } from "../../../promql";
import type { RunLabel } from "../identity";

function ofMetrics<K extends Kind>(part: string) {
  return new Metric<RunLabel | "metric" | "split", K, "one">(`run_metric:training_metric:${part}`);
}

/** Metrics of runs, such as accuracy and perplexity, by split; of those that are better when low, the negative. */
export const metrics = {
  /** Newest value, absent while it is NaN or infinite; up is good. */
  score: ofMetrics<"gauge">("score"),
  /** Median of the score over the validation window. */
  scoreMedian: ofMetrics<"quantile">("median"),
  /** Highest of these medians within the baseline of validations. */
  scoreBest: ofMetrics<"quantile">("best"),
  /** By how much the median usually changes within a validation window, up or down. */
  scoreChange: ofMetrics<"quantile">("usual_change"),
} as const;
