import { ofRuns } from "../identity";

/** The training loss and what tells a planned rise from a fault. */
export const loss = {
  /** Newest training loss; NaN and infinite values included. */
  loss: ofRuns<"gauge", "one">("run:training_loss:current"),
  /** Newest training loss, absent while it is NaN or infinite: statistics over it are not poisoned. */
  finiteLoss: ofRuns<"gauge", "one">("run:training_loss:finite"),
  /** Median of the finite loss over the smoothing window. */
  lossMedian: ofRuns<"quantile", "one">("run:training_loss:median"),
  /** Median of the finite loss over the recent window: where the loss is now, without single steps. */
  lossRecent: ofRuns<"quantile", "one">("run:training_loss:recent"),
  /** Lowest median within the baseline window; divergence is judged against it. */
  lossBaseline: ofRuns<"quantile", "one">("run:training_loss:baseline"),
  /** How often the process has counted a loss far above its usual within the smoothing window. */
  lossSpikes: ofRuns<"increase", "one">("run:training_loss_spike_steps:increase"),
  /** Standard deviation of the finite loss over the smoothing window: how much it moves from step to step. */
  lossSpread: ofRuns<"gauge", "one">("run:training_loss:stddev"),
  /** Largest learning rate of the parameter groups. */
  learningRate: ofRuns<"gauge", "one">("run:training_learning_rate:current"),
  /** The learning rate as a share of the highest that the run has known. */
  learningRateShare: ofRuns<"ratio", "ratio">("run:training_learning_rate:share"),
  /** How many times its highest of before the learning rate has reached of late, after the warm-up. */
  learningRateRise: ofRuns<"ratio", "ratio">("run:training_learning_rate:rise"),
  /** Runs whose learning rate is back at a height that they have known, value 1: a rising loss is planned. */
  warmRestart: ofRuns<"info", "one">("run:training_learning_rate:warm_restart"),
} as const;
