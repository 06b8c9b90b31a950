import { ofRuns } from "../identity";

/** Numbers that are none, and what foretells them. */
export const health = {
  /** Gradient norm before clipping. */
  gradientNorm: ofRuns<"gauge", "one">("run:training_gradient_norm:current"),
} as const;
