import type { TrainingClass } from "../../../rules";
import { casesOf, ramp, type Case, type Series } from "../bench";
import type { Exemplar } from "../standard";
import { utilization } from "./devices";
import { speed } from "./exemplars/speed";
import { speedCases } from "./speed";
import { dashboard_url, firing, ofRun, windows } from "./subjects";

/** A class that says how long a step should take. */
export const expecting: Partial<TrainingClass> = { stepDuration: "2s", windows };

/** 30 steps a minute that have always taken so many seconds. */
const always = (seconds: number, run_id = "r1"): readonly Series[] => [
  ofRun("training_step_duration_seconds_sum", [ramp(0, 30 * seconds, 60)], {}, run_id),
  ofRun("training_step_duration_seconds_count", [ramp(0, 30, 60)], {}, run_id),
  ofRun("training_steps_total", [ramp(0, 30, 60)], {}, run_id),
];
const ticket = firing("warning");
const slow = casesOf("TrainingStepsSlow", "40m");
const ofSlowSteps = ({ alert }: { readonly alert?: string }) => alert === "TrainingStepsSlow";

/** Of the same alert where nothing is expected, and the edge of what is. */
export const expectedExemplars: readonly Exemplar[] = speed.filter(ofSlowSteps).map((exemplar) => ({
  ...exemplar,
  edges: { ...exemplar.edges, "> 3": { series: (s) => always(s, "a"), step: 0.1, at: 40 } },
}));

/** Steps that have been slow from the start; the rest is as where nothing is expected. */
export const expected: readonly Case[] = [
  ...speedCases.filter(ofSlowSteps).filter(({ annotations }) => annotations === undefined),
  {
    ...slow.fires("on steps that were never as quick as expected", ticket, ...always(3.1)),
    annotations: {
      summary: "Steps of run r1 in train are slow",
      description:
        "A step of training run r1 (job train/runs, namespace train) takes 3.1s, more than 1.5 times the median of the last 30m, or of the 2s expected, and has been slow for 5m.",
      dashboard_url,
    },
  },
  slow.fires("on busy GPUs, too", ticket, ...always(3.1), utilization(95)),
];
