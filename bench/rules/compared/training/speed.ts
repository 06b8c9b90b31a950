import type { Comparison } from "../comparison";
import { byRun, newest, rateOf, stepTime, train, utilization } from "./parts";

const summed = (metric: string, range: string) => `sum ${byRun} (${rateOf(metric, range)})`;
const mfu = (range: string) =>
  `${summed("training_model_flops_total", range)} / ${newest("training_peak_flops_per_second").replace("max", "sum")}`;

/** Rules of rules/training/speed. */
export const speed: readonly Comparison[] = [
  { rule: "TrainingStepsSlow", naive: `${stepTime("10m")} > 1.5 * (${stepTime("6h")})` },
  {
    rule: "TrainingThroughputDropped",
    naive: `${summed("training_tokens_total", "30m")} < 0.8 * ${summed("training_tokens_total", "6h")}`,
    public: {
      source: "tutorials on monitoring training: tokens per second below 0.85 of the last hour",
      expr: `${summed("training_tokens_total", "5m")} < 0.85 * ${summed("training_tokens_total", "1h")}`,
    },
  },
  {
    rule: "TrainingMfuDropped",
    naive: `${mfu("30m")} < 0.9 * ${mfu("1d")}`,
  },
  {
    rule: "TrainingSlowOnBusyGpu",
    naive: `${stepTime("10m")} > 1.2 * (${stepTime("6h")}) and on () ${utilization} > 80`,
  },
  {
    rule: "run:training_samples:rate",
    naive: summed("training_samples_total", "10m"),
  },
  { rule: "run:training_tokens:rate", naive: summed("training_tokens_total", "10m") },
  { rule: "run:training_throughput:rate", naive: summed("training_tokens_total", "10m") },
  { rule: "run:training_throughput:baseline", naive: summed("training_tokens_total", "6h") },
  {
    rule: "run:training_mfu:ratio",
    naive: mfu("10m"),
    reason: "it also asks for a throughput: an evaluation is no drop",
  },
  { rule: "run:training_mfu:baseline", naive: mfu("1d") },
  {
    rule: "run:training_restart:recent",
    naive: `max ${byRun} (changes(training_attempt{${train}}[6h])) > 0`,
  },
  { rule: "run:training_step_duration_seconds:mean", naive: stepTime("10m") },
  {
    rule: "run:training_step_duration_seconds:baseline",
    naive: stepTime("6h"),
  },
  {
    rule: "run:DCGM_FI_DEV_GPU_UTIL:avg",
    naive: utilization,
    reason: "it also reads the pods of runs, to say which GPUs are whose",
  },
];
