import type { Comparison } from "../comparison";
import { byRun, newest, rateOf, train } from "./parts";

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
];
