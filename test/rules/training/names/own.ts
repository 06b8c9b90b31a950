import type { TrainingClass } from "../../../../rules";
import { counter, level, series, type Case, type Labels } from "../../bench";
import { loss, windows } from "../subjects";
import { current, recordedOnce, type Renamed } from "./recorded";

/** A mode whose name asks for every escape. */
const odd = `val "a" \\d+ {x}`;

/** A class whose runs export names of their own. */
export const ownNames: TrainingClass = {
  ...{ team: "own", select: { namespace: "lab" }, windows },
  names: {
    series: [
      {
        ...{ series: "training_loss", from: "my_loss", where: { mode: "train" } },
        labels: { run_id: "run" },
      },
      {
        ...{ series: "training_loss", from: "my_loss", where: { mode: odd } },
        ...{ labels: { run_id: "run" }, values: { split: "validation" } },
      },
      {
        ...{ series: "training_step_duration_seconds_sum", from: "my_step_ms_sum" },
        ...{ labels: { run_id: "run" }, factor: 0.001 },
      },
      {
        ...{ series: "training_step_duration_seconds_count", from: "my_step_ms_count" },
        labels: { run_id: "run" },
      },
    ],
  },
};

const lab = { namespace: "lab", job: "lab/runs", pod: "a-0" };
const own = (metric: string, labels: Labels, ...values: readonly string[]) =>
  series(metric, { ...lab, run: "a", ...labels }, ...values);
const ofLab = { namespace: "lab", job: "lab/runs", run_id: "a" };

const ofOwnNames: readonly Renamed[] = [
  ["training_loss", "my_loss", { mode: "train" }],
  ["training_step_duration_seconds_sum", "my_step_ms_sum"],
  ["training_step_duration_seconds_count", "my_step_ms_count"],
];

/** Runs that export names of their own. */
export const ownCases: readonly Case[] = [
  recordedOnce("own names", lab, "run", ofOwnNames),
  {
    name: "own names: chosen by value, renamed, converted",
    at: "30m",
    series: [
      own("my_loss", { mode: "train" }, level(2, 40)),
      own("my_loss", { mode: odd }, level(3, 40)),
      own("my_loss", { mode: "test" }, level(9, 40)),
      own("my_step_ms_sum", {}, counter(500, 40)),
      own("my_step_ms_count", {}, counter(1, 40)),
    ],
    samples: [
      current(ofLab, 2),
      {
        query: "run:training_loss:validation",
        returns: [{ labels: { __name__: "run:training_loss:validation", ...ofLab }, value: 3 }],
      },
      {
        query: "run:training_step_duration_seconds:mean",
        returns: [
          { labels: { __name__: "run:training_step_duration_seconds:mean", ...ofLab }, value: 0.5 },
        ],
      },
    ],
  },
  {
    name: "own names: runs of other namespaces are not renamed, and what a pod calls by the contract's name is not recorded twice",
    at: "10m",
    series: [
      own("my_loss", { mode: "train" }, level(2, 20)),
      series("training_loss", { ...lab, run_id: "a", split: "train" }, level(5, 20)),
      series(
        "my_loss",
        { namespace: "train", job: "train/runs", pod: "r1-7", run: "r1", mode: "train" },
        level(2, 20),
      ),
      loss([level(7, 20)], "r2"),
    ],
    samples: [
      current(ofLab, 5),
      {
        query: "count by (namespace) (training_loss)",
        returns: [
          { labels: { namespace: "lab" }, value: 1 },
          { labels: { namespace: "train" }, value: 1 },
        ],
      },
    ],
  },
];
