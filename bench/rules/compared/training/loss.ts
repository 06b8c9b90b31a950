import type { Comparison } from "../comparison";
import { byRun, newest, train } from "./parts";

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
  {
    rule: "TrainingLossRising",
    naive: `avg_over_time(training_loss{${train}}[10m]) > 1.7 * min_over_time(training_loss{${train}}[6h])`,
    public: {
      source: "tutorials on monitoring training: a loss half as high again as an hour ago",
      expr: `(training_loss{${train}} - training_loss{${train}} offset 1h) / training_loss{${train}} offset 1h > 0.5`,
    },
  },
  {
    rule: "TrainingLossSpiked",
    naive: `increase(training_loss_spike_steps_total{${train}}[30m]) >= 2`,
    reason: "it also reads steps and learning rates, so that warm-ups and warm restarts are spared",
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
    rule: "run:training_loss:recent",
    naive: `quantile_over_time(0.5, training_loss{${train}}[10m])`,
  },
  {
    rule: "run:training_loss:baseline",
    naive: `min_over_time(training_loss{${train}}[6h])`,
  },
  {
    rule: "run:training_loss_spike_steps:increase",
    naive: `max ${byRun} (increase(training_loss_spike_steps_total{${train}}[30m]))`,
  },
  {
    rule: "run:training_loss:stddev",
    naive: `stddev_over_time(training_loss{${train}}[30m])`,
  },
  { rule: "run:training_learning_rate:current", naive: newest("training_learning_rate") },
  {
    rule: "run:training_learning_rate:share",
    naive: `training_learning_rate{${train}} / max_over_time(training_learning_rate{${train}}[12h])`,
  },
  {
    rule: "run:training_learning_rate:rise",
    naive: `max_over_time(training_learning_rate{${train}}[1h]) / max_over_time(training_learning_rate{${train}}[6h] offset 1h)`,
  },
  {
    rule: "run:training_learning_rate:warm_restart",
    naive: `max ${byRun} (training_learning_rate{${train}} > 1.5 * min_over_time(training_learning_rate{${train}}[6h]) and training_learning_rate{${train}} <= 1.01 * max_over_time(training_learning_rate{${train}}[6h] offset 6h))`,
  },
];
