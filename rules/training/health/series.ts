import { ofRuns } from "../identity";

/** Numbers that are none, and what foretells them. */
export const health = {
  /** Gradient norm before clipping; NaN and infinite values included. */
  gradientNorm: ofRuns<"gauge", "one">("run:training_gradient_norm:current"),
  /** Gradient norm, absent while it is NaN or infinite. */
  finiteGradientNorm: ofRuns<"gauge", "one">("run:training_gradient_norm:finite"),
  /** Median of the finite gradient norm over the smoothing window. */
  gradientNormMedian: ofRuns<"quantile", "one">("run:training_gradient_norm:median"),
  /** Steps without a finite gradient norm over steps done, within the event window; infinite when none was done. */
  nonFiniteGradients: ofRuns<"ratio", "ratio">("run:training_gradient_norm:nonfinite_ratio"),
  /** Steps that were skipped within the event window because their gradients were no finite numbers. */
  overflows: ofRuns<"increase", "one">("run:training_skipped_steps:overflow"),
  /** Loss scale of mixed precision. */
  lossScale: ofRuns<"gauge", "one">("run:training_loss_scale:current"),
  /** Its median within the baseline window: where the search for it has ended. */
  lossScaleBaseline: ofRuns<"quantile", "one">("run:training_loss_scale:baseline"),
} as const;
