import type { Comparison } from "../comparison";
import { newest } from "./parts";

/** Rules of rules/training/evaluation. */
export const evaluation: readonly Comparison[] = [
  { rule: "run:training_loss:validation", naive: newest("training_loss", ',split="validation"') },
];
