import type { Comparison } from "../comparison";
import { newest, train } from "./parts";

/** Rules of rules/training/health. */
export const health: readonly Comparison[] = [
  {
    rule: "TrainingLossNonFinite",
    naive: `training_loss{${train}} != training_loss{${train}}`,
    public: {
      source: "tutorials on monitoring training: a loss that differs from itself",
      expr: `training_loss{${train}} != training_loss{${train}}`,
    },
    reason:
      "it also sees infinite losses, and losses and gradients between two scrapes, from counters and a past that the naive form does not read",
  },
  { rule: "run:training_gradient_norm:current", naive: newest("training_gradient_norm") },
  {
    rule: "run:training_gradient_norm:finite",
    naive: `training_gradient_norm{${train}} and abs(training_gradient_norm{${train}}) < Inf`,
  },
  {
    rule: "run:training_gradient_norm:median",
    naive: `quantile_over_time(0.5, training_gradient_norm{${train}}[30m])`,
  },
];
