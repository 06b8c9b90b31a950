import type { Comparison } from "../comparison";
import { places } from "../../fleet";
import { byRun, newest, rateOf, train, utilization } from "./parts";

/** Rules of rules/training/progress. */
export const progress: readonly Comparison[] = [
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
  { rule: "run:training_step:current", naive: newest("training_step_current") },
  { rule: "run:training_attempt:current", naive: newest("training_attempt") },
  {
    rule: "run:process_start_time_seconds:max",
    naive: `max by (namespace, job) (process_start_time_seconds{${train}})`,
    reason: "the process does not know its run: the loss of each pod is read beside its start time",
  },
  { rule: "run:training_phase:other", naive: newest("training_phase", ',phase!="train"') },
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
    rule: "TrainingHungOnBusyGpu",
    naive: `changes(training_steps_total{${train}}[5m]) == 0 and on () ${utilization} > 95`,
    public: {
      source: "DLRover's hang detection: no step while the tensor cores do nothing",
      expr: `changes(training_steps_total{${train}}[10m]) == 0 and on () avg_over_time(DCGM_FI_PROF_PIPE_TENSOR_ACTIVE{exported_namespace="${places.training}"}[10m]) < 0.01`,
    },
    reason: "it also reads what a step usually takes and the pods of runs, to say whose GPUs wait",
  },
  {
    rule: "TrainingRanksMissing",
    naive: `training_world_size{${train}} > on (namespace, job, run_id) group_right () count ${byRun} (training_steps_total{${train}})`,
    public: {
      source: "kubernetes-mixin: a workload has fewer replicas than it should have",
      expr: `count by (namespace, job) (up{${train}} == 1) < count by (namespace, job) (up{${train}})`,
    },
    reason: "it also reads how many ranks there have been, and whether the others go on",
  },
  {
    rule: "run:training_step:furthest",
    naive: `max_over_time(training_step_current{${train}}[3h])`,
  },
  { rule: "run:training_step:planned", naive: newest("training_step_planned") },
  {
    rule: "run:training_last_step_timestamp_seconds:max",
    naive: newest("training_last_step_timestamp_seconds"),
  },
  {
    rule: "run:training_phase:done",
    naive: newest("training_phase", ',phase="done"'),
    reason:
      "it remembers for five minutes that a run has said that it is done, for its process goes away then",
  },
  { rule: "run:training_ranks:present", naive: `count ${byRun} (training_steps_total{${train}})` },
  { rule: "run:training_ranks:planned", naive: newest("training_world_size") },
  {
    rule: "run:DCGM_FI_PROF_PIPE_TENSOR_ACTIVE:avg",
    naive: `avg by (exported_namespace, exported_pod) (avg_over_time(DCGM_FI_PROF_PIPE_TENSOR_ACTIVE{exported_namespace="${places.training}"}[5m]))`,
    reason: "it also reads the pods of runs, to say which GPUs are whose",
  },
];
