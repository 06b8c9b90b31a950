import type { Comparison } from "../comparison";
import { byRun, newest, train } from "./parts";

/** Rules of rules/training/lifecycle. */
export const lifecycle: readonly Comparison[] = [
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
  {
    rule: "TrainingVanished",
    naive: `count_over_time(training_steps_total{${train}}[3h]) unless training_steps_total{${train}}`,
  },
  {
    rule: "TrainingCrashLooping",
    naive: `changes(process_start_time_seconds{${train}}[3h]) >= 3 and on (namespace, pod) max_over_time(training_step_current{${train}}[1h]) <= max_over_time(training_step_current{${train}}[3h] offset 1h)`,
  },
  {
    rule: "TrainingGoodputLow",
    naive: `sum ${byRun} (increase(training_phase_seconds_total{${train},phase="train"}[6h])) / sum ${byRun} (increase(training_phase_seconds_total{${train}}[6h])) < 0.9`,
  },
  {
    rule: "TrainingCheckpointFailing",
    naive: `increase(training_checkpoint_failures_total{${train}}[1h]) > 0`,
    reason:
      "it also reads when the last checkpoint was saved and when one failed, over six hours, so that what was mended is spared",
  },
  {
    rule: "TrainingCheckpointStale",
    naive: `time() - training_checkpoint_last_success_timestamp_seconds{${train}} > 10800`,
    reason:
      "it also reads hours of phases and failures, so that a run that evaluates is spared and one that fails is seen sooner",
  },
  {
    rule: "run:training_start_timestamp_seconds:latest",
    naive: newest("training_start_timestamp_seconds"),
    reason: "a run that does not say when it began has the start of its process",
  },
  {
    rule: "run:training_checkpoint_last_success_timestamp_seconds:max",
    naive: newest("training_checkpoint_last_success_timestamp_seconds"),
    reason: "it remembers for five minutes what was saved just before the process went away",
  },
  {
    rule: "run:training_checkpoint:age",
    naive: `time() - ${newest("training_checkpoint_last_success_timestamp_seconds")}`,
    reason:
      "it also reads when the run began and whether its checkpoints fail, so that a first one that never comes is seen",
  },
  {
    rule: "run:training_checkpoint_failures:increase",
    naive: `max ${byRun} (increase(training_checkpoint_failures_total{${train}}[5m]))`,
  },
  {
    rule: "run:training_checkpoint_failures:seen",
    naive: `timestamp(max ${byRun} (increase(training_checkpoint_failures_total{${train}}[5m])) > 0)`,
  },
  ...["train", "increase"].map((part) => ({
    rule: `run:training_phase_seconds:${part}`,
    naive: `sum ${byRun} (increase(training_phase_seconds_total{${train}${part === "train" ? ',phase="train"' : ""}}[5m]))`,
  })),
  {
    rule: "run:training_goodput:ratio",
    naive: `sum ${byRun} (increase(training_phase_seconds_total{${train},phase="train"}[6h])) / sum ${byRun} (increase(training_phase_seconds_total{${train}}[6h]))`,
  },
  {
    rule: "run_pod:training_phase:present",
    naive: `group by (namespace, job, run_id, pod) (training_phase{${train}})`,
  },
];
