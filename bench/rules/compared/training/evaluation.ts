import type { Comparison } from "../comparison";
import { newest, train } from "./parts";

const validation = `training_loss{${train},split="validation"}`;
const risen = `avg_over_time(${validation}[30m]) > 1.5 * min_over_time(${validation}[6h])`;

/** Rules of rules/training/evaluation. */
export const evaluation: readonly Comparison[] = [
  {
    rule: "TrainingValidationLossDiverging",
    naive: `${risen} and changes(${validation}[24m]) >= 2`,
  },
  { rule: "TrainingValidationLossRising", naive: risen },
  { rule: "run:training_loss:validation", naive: newest("training_loss", ',split="validation"') },
  {
    rule: "run:training_loss:validation_finite",
    naive: `${validation} and abs(${validation}) < Inf`,
  },
  {
    rule: "run:training_loss:validation_median",
    naive: `quantile_over_time(0.5, ${validation}[30m])`,
  },
  { rule: "run:training_loss:validation_baseline", naive: `min_over_time(${validation}[6h])` },
];
