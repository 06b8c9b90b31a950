import type { Comparison } from "../comparison";
import { newest, train } from "./parts";

/** Rules of rules/training/loss. */
export const loss: readonly Comparison[] = [
  {
    rule: "TrainingLossDiverging",
    naive: `avg_over_time(training_loss{${train}}[30m]) > 1.5 * min_over_time(training_loss{${train}}[6h])`,
    public: {
      source: "tutorials on monitoring training: a loss twice that of an hour ago",
      expr: `training_loss{${train}} > 2 * training_loss{${train}} offset 1h`,
    },
  },
  { rule: "run:training_loss:current", naive: newest("training_loss", ',split!="validation"') },
  {
    rule: "run:training_loss:finite",
    naive: `training_loss{${train}} and abs(training_loss{${train}}) < Inf`,
  },
  {
    rule: "run:training_loss:median",
    naive: `quantile_over_time(0.5, training_loss{${train}}[30m])`,
  },
  {
    rule: "run:training_loss:baseline",
    naive: `min_over_time(training_loss{${train}}[6h])`,
  },
  { rule: "run:training_learning_rate:current", naive: newest("training_learning_rate") },
];
