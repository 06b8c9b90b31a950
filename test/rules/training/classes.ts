import type { TrainingClass } from "../../../rules";
import { counter, level, type Case, type Series } from "../bench";
import { firing, loss, ofRun } from "./subjects";

/** A second class: another namespace and team, and windows four times as long. */
export const lab: TrainingClass = {
  team: "research",
  select: { namespace: "lab" },
  windows: {
    ...{ smoothing: "20m", baseline: "2h", sustained: "40m", stall: "40m" },
    ...{ validation: "20m", validationLong: "40m" },
  },
};

const there = { namespace: "lab", job: "lab/runs" };
const elsewhere = (s: Series): Series => ({
  ...s,
  series: s.series.replaceAll('"train', '"lab').replaceAll("r1", "r9"),
});

function both(...series: readonly Series[]): readonly Series[] {
  return [...series, ...series.map(elsewhere)];
}

function each(name: string, train: number, lab: number) {
  const labels = { __name__: name, namespace: "train", job: "train/runs", run_id: "r1" };
  return {
    query: name,
    returns: [
      { labels, value: train },
      { labels: { ...labels, ...there, run_id: "r9" }, value: lab },
    ],
  };
}

const rises = both(
  loss([level(2, 40), level(4, 80)]),
  ofRun("training_step_current", [level(5000, 120)]),
);

/** Every class judges its own runs only, by its own windows. */
export const classes: readonly Case[] = [
  {
    name: "a class records its own runs, over its own windows",
    at: "43m",
    series: both(
      loss([level(2, 40), level(4, 20)]),
      ofRun("training_steps_total", [counter(30, 60)]),
      ofRun("training_step_duration_seconds_sum", [counter(30, 40), `1260+60x19`]),
      ofRun("training_step_duration_seconds_count", [counter(30, 60)]),
    ),
    samples: [
      each("run:training_loss:finite", 4, 4),
      each("run:training_loss:median", 4, 2),
      each("run:training_step_duration_seconds:baseline", 1, 1),
      {
        query: "count(run:training_step_duration_seconds:mean > 1.2) by (namespace)",
        returns: [{ labels: { namespace: "train" }, value: 1 }],
      },
    ],
  },
  {
    name: "a class forgets its own past only, after its own windows",
    at: "80m",
    series: both(
      loss([level(2, 40), level(4, 50)]),
      ofRun("training_step_duration_seconds_sum", [counter(30, 50), `1530+60x39`]),
      ofRun("training_step_duration_seconds_count", [counter(30, 90)]),
    ),
    samples: [
      each("run:training_loss:baseline", 4, 2),
      each("run:training_step_duration_seconds:baseline", 2, 1),
    ],
  },
  {
    name: "a class pages for its own runs, after its own windows",
    alert: "TrainingLossDiverging",
    at: "60m",
    series: rises,
    fires: [firing("critical")],
    pending: [],
  },
  {
    // Half of 20 minutes until the median is high, 40 of that, and 3.
    name: "another class pages for its own runs, after its own windows",
    alert: "TrainingLossDiverging",
    at: "92m",
    series: rises,
    fires: [{ ...firing("critical"), ...there, run_id: "r9", team: "research" }],
  },
  {
    name: "spikes are told to the team of their class, and to no other",
    alert: "TrainingLossSpiked",
    at: "21m",
    series: both(ofRun("training_loss_spike_steps_total", [level(0, 20), level(9, 5)])),
    fires: [firing("warning"), { ...firing("warning"), ...there, run_id: "r9", team: "research" }],
  },
];
