import { ofRuns } from "../identity";

/** What evaluations say. */
export const evaluation = {
  /** Newest validation loss. */
  validationLoss: ofRuns<"gauge", "one">("run:training_loss:validation"),
} as const;
