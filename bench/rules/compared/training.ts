import { places } from "../fleet";
import type { Comparison } from "./comparison";

const train = `namespace="${places.training}"`;
const byRun = "by (namespace, job, run_id)";
const newest = (metric: string, matcher = "") => `max ${byRun} (${metric}{${train}${matcher}})`;
const rateOf = (metric: string, range = "10m") => `rate(${metric}{${train}}[${range}])`;
/** Mean over a range: what there is without a recorded series to take a median of. */
const stepTime = (range: string) =>
  ["sum", "count"]
    .map((part) => `sum ${byRun} (${rateOf(`training_step_duration_seconds_${part}`, range)})`)
    .join(" / ");
const utilization = `avg by (exported_namespace, exported_pod) (avg_over_time(DCGM_FI_DEV_GPU_UTIL{exported_namespace="${places.training}"}[10m]))`;

/** What the rules of the training pack are compared with. */
export const trainingComparisons: readonly Comparison[] = [
  {
    rule: "TrainingLossNonFinite",
    naive: `training_loss{${train}} != training_loss{${train}}`,
    public: {
      source: "tutorials on monitoring training: a loss that differs from itself",
      expr: `training_loss{${train}} != training_loss{${train}}`,
    },
    reason:
      "it also sees infinite losses, and losses and gradients between two scrapes, from counters that the naive form does not read",
  },
  {
    rule: "TrainingLossDiverging",
    naive: `avg_over_time(training_loss{${train}}[30m]) > 1.5 * min_over_time(training_loss{${train}}[6h])`,
    public: {
      source: "tutorials on monitoring training: a loss twice that of an hour ago",
      expr: `training_loss{${train}} > 2 * training_loss{${train}} offset 1h`,
    },
  },
  {
    rule: "TrainingStalled",
    naive: `changes(training_steps_total{${train}}[10m]) == 0`,
    public: {
      source: "tutorials on monitoring training: no step for half an hour while the job runs",
      expr: `rate(training_steps_total{${train}}[30m]) == 0 and on (pod) up{${train}} == 1`,
    },
    reason:
      "it also reads an hour of recorded rates and restarts, and the phases, so that a run that evaluates, saves or has begun anew is spared",
  },
  {
    rule: "TrainingSlowOnBusyGpu",
    naive: `${stepTime("10m")} > 1.5 * (${stepTime("6h")}) and on () ${utilization} > 80`,
  },
  {
    rule: "TrainingTargetDown",
    naive: `up{${train}} == 0`,
    public: {
      source: "kubernetes-mixin: a share of a job's targets is down",
      expr: `100 * count by (namespace, job) (up{${train}} == 0) / count by (namespace, job) (up{${train}}) > 10`,
    },
    reason:
      "it asks which pods have trained within the hour, so that other pods of the namespace raise no alert",
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
  { rule: "run:training_loss:validation", naive: newest("training_loss", ',split="validation"') },
  { rule: "run:training_step:current", naive: newest("training_step_current") },
  { rule: "run:training_attempt:current", naive: newest("training_attempt") },
  {
    rule: "run:process_start_time_seconds:max",
    naive: `max by (namespace, job) (process_start_time_seconds{${train}})`,
    reason: "the process does not know its run: the loss of each pod is read beside its start time",
  },
  { rule: "run:training_phase:other", naive: newest("training_phase", ',phase!="train"') },
  { rule: "run:training_learning_rate:current", naive: newest("training_learning_rate") },
  { rule: "run:training_gradient_norm:current", naive: newest("training_gradient_norm") },
  {
    rule: "run_pod:training_steps:present",
    naive: `group by (namespace, job, run_id, pod) (training_steps_total{${train}})`,
  },
  {
    rule: "pod:training:present",
    naive: ["training_loss", "training_steps_total"]
      .map((metric) => `group by (namespace, pod) (count_over_time(${metric}{${train}}[5m]))`)
      .join(" or "),
  },
  { rule: "run:training_steps:rate", naive: `max ${byRun} (${rateOf("training_steps_total")})` },
  {
    rule: "run:training_steps:resets",
    naive: `max ${byRun} (resets(training_steps_total{${train}}[10m]))`,
  },
  {
    rule: "run:training_samples:rate",
    naive: `sum ${byRun} (${rateOf("training_samples_total")})`,
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
