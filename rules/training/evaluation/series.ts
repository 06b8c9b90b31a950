import { ofRuns } from "../identity";

/** What evaluations say. */
export const evaluation = {
  /** Newest validation loss; NaN and infinite values included. */
  validationLoss: ofRuns<"gauge", "one">("run:training_loss:validation"),
  /** Newest validation loss, absent while it is NaN or infinite. */
  finiteValidationLoss: ofRuns<"gauge", "one">("run:training_loss:validation_finite"),
  /** Median of the finite validation loss over the validation window. */
  validationMedian: ofRuns<"quantile", "one">("run:training_loss:validation_median"),
  /** Lowest of these medians within the baseline window; divergence is judged against it. */
  validationBaseline: ofRuns<"quantile", "one">("run:training_loss:validation_baseline"),
} as const;
