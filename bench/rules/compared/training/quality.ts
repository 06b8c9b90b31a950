import type { Comparison } from "../comparison";
import { byRun, newest, train } from "./parts";

const split = (name: string) => `training_loss{${train},split="${name}"}`;
const metric = `training_metric_value{${train}}`;
const gradients = `increase(training_loss_nonfinite_steps_total{${train},what="gradient"}[5m])`;
const byMetric = byRun.replace(")", ", metric, split)");

/** Of models that do not get better, and of numbers that foretell it. */
export const quality: readonly Comparison[] = [
  {
    rule: "TrainingNonFiniteMasked",
    naive: `training_loss{${train}} == 0 and on (namespace, job, run_id) training_gradient_norm{${train}} != training_gradient_norm{${train}}`,
    reason:
      "it also reads the steps without finite gradients that the process counts, so that skipped ones between two scrapes are seen",
  },
  {
    rule: "TrainingLossScaleCollapsed",
    naive: `training_loss_scale{${train}} < max_over_time(training_loss_scale{${train}}[6h]) / 1024`,
    reason: "it also reads which steps overflow, so that a scale that is only low is spared",
  },
  {
    rule: "TrainingOverfitting",
    naive: `min_over_time(${split("validation")}[100m]) > 1.1 * min_over_time(${split("validation")}[6h]) and on (namespace, job, run_id) ${split("train")} < ${split("train")} offset 100m`,
  },
  {
    rule: "TrainingPlateau",
    naive: `min_over_time(${split("train")}[6h]) > 0.99 * min_over_time(${split("train")}[6h] offset 1d)`,
  },
  {
    rule: "TrainingMetricCollapsed",
    naive: `avg_over_time(${metric}[30m]) < 0.7 * max_over_time(${metric}[6h])`,
    reason:
      "it also reads restarts and learning rates, and what the metric usually changes, so that noise is spared",
  },
  {
    rule: "run:training_gradient_norm:nonfinite_ratio",
    naive: `max ${byRun} (${gradients}) / max ${byRun} (increase(training_steps_total{${train}}[5m]))`,
  },
  {
    rule: "run:training_skipped_steps:overflow",
    naive: `max ${byRun} (increase(training_skipped_steps_total{${train}}[5m]))`,
  },
  { rule: "run:training_loss_scale:current", naive: newest("training_loss_scale") },
  {
    rule: "run:training_loss_scale:baseline",
    naive: `quantile_over_time(0.5, training_loss_scale{${train}}[6h])`,
  },
  {
    rule: "run_metric:training_metric:score",
    naive: `max ${byMetric} (training_metric_value{${train},direction="up"}) or -1 * min ${byMetric} (training_metric_value{${train},direction="down"})`,
  },
  {
    rule: "run_metric:training_metric:median",
    naive: `quantile_over_time(0.5, ${metric}[30m])`,
  },
  { rule: "run_metric:training_metric:best", naive: `max_over_time(${metric}[6h])` },
  {
    rule: "run_metric:training_metric:usual_change",
    naive: `stddev_over_time(${metric}[6h])`,
  },
];
