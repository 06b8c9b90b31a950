import { ofRuns } from "../identity";

/** The training loss and what tells a planned rise from a fault. */
export const loss = {
  /** Newest training loss; NaN and infinite values included. */
  loss: ofRuns<"gauge", "one">("run:training_loss:current"),
  /** Newest training loss, absent while it is NaN or infinite: statistics over it are not poisoned. */
  finiteLoss: ofRuns<"gauge", "one">("run:training_loss:finite"),
  /** Median of the finite loss over the smoothing window. */
  lossMedian: ofRuns<"quantile", "one">("run:training_loss:median"),
  /** Lowest median within the baseline window; divergence is judged against it. */
  lossBaseline: ofRuns<"quantile", "one">("run:training_loss:baseline"),
  /** Largest learning rate of the parameter groups. */
  learningRate: ofRuns<"gauge", "one">("run:training_learning_rate:current"),
} as const;
