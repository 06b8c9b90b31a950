import { ofRuns } from "../identity";

/** Numbers that are none, and what foretells them. */
export const health = {
  /** Gradient norm before clipping; NaN and infinite values included. */
  gradientNorm: ofRuns<"gauge", "one">("run:training_gradient_norm:current"),
  /** Gradient norm, absent while it is NaN or infinite. */
  finiteGradientNorm: ofRuns<"gauge", "one">("run:training_gradient_norm:finite"),
  /** Median of the finite gradient norm over the smoothing window. */
  gradientNormMedian: ofRuns<"quantile", "one">("run:training_gradient_norm:median"),
} as const;
