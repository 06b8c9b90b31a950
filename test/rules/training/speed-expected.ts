import type { TrainingClass } from "../../../rules";
import { casesOf, ramp, type Case, type Series } from "../bench";
import { utilization } from "./devices";
import { firing, ofRun, windows } from "./subjects";

/** A class that says how long a step should take. */
export const expecting: Partial<TrainingClass> = { stepDuration: "2s", windows };

/** 30 steps a minute that have always taken so many seconds. */
const always = (seconds: number): readonly Series[] => [
  ofRun("training_step_duration_seconds_sum", [ramp(0, 30 * seconds, 60)]),
  ofRun("training_step_duration_seconds_count", [ramp(0, 30, 60)]),
  ofRun("training_steps_total", [ramp(0, 30, 60)]),
];
const ticket = firing("warning");
const slow = casesOf("TrainingStepsSlow", "40m");
const busy = casesOf("TrainingSlowOnBusyGpu", "40m");

/** Steps that have been slow from the start. */
export const expected: readonly Case[] = [
  {
    ...slow.fires("on steps that were never as quick as expected", ticket, ...always(3.1)),
    annotations: {
      summary: "Steps of run r1 in train are slow",
      description:
        "A step of training run r1 (job train/runs, namespace train) takes 3.1s, more than 1.5 times the median of the last 30m, or of the 2s expected, and has been slow for 5m.",
      dashboard_url:
        "https://grafana.example.com/d/training?var-namespace=train&var-job=train%2Fruns&var-run_id=r1&",
    },
  },
  slow.quiet("on steps that are hardly slower than expected", ...always(3)),
  busy.fires("on busy GPUs", ticket, ...always(2.5), utilization(95)),
  busy.quiet("on busy GPUs", ...always(2.4), utilization(95)),
];
