import {
  counter,
  level,
  missing,
  nan,
  points,
  ramp,
  series,
  type Case,
  type Labels,
} from "../bench";
import { loss, ofRun, plain } from "./subjects";

const r1 = { namespace: "train", job: "train/runs", run_id: "r1" };

function records(name: string, value: number, labels: Labels = r1) {
  return { query: name, returns: [{ labels: { __name__: name, ...labels }, value }] };
}

const gpu = (exporter: string, value: number) =>
  series(
    "DCGM_FI_DEV_GPU_UTIL",
    { namespace: "gpu", pod: exporter, exported_namespace: "train", exported_pod: "r1-0" },
    level(value, 30),
  );

/** 30 steps a minute, each of which takes a tenth of a second more than in the minute before. */
const slowing = Array.from({ length: 80 }, (_, minute) =>
  Math.round(30 * (minute + (0.1 * minute * (minute + 1)) / 2)),
);

const squares = Array.from({ length: 12 }, (_, i) => i * i);
/** Learning rates of runs. */
const rates = (of: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(of).map(([id, values]) => ofRun("training_learning_rate", values, {}, id));
/** What is recorded of runs, and of no other. */
const ofRuns = (name: string, values: Readonly<Record<string, number>>) => ({
  query: `round(${name}, 0.001)`,
  returns: Object.entries(values).map(([run_id, value]) => ({
    labels: { ...r1, run_id },
    value,
  })),
});

/** A series as it is recorded, of one run. */
const ofOne = (name: string, run_id: string, value: number) => ({
  query: `${name}{run_id="${run_id}"}`,
  returns: [{ labels: { __name__: name, ...r1, run_id }, value }],
});

/** Recorded series told from such as are nearly right. */
export const nearlyRecorded: readonly Case[] = [
  {
    name: "a pod's GPUs are taken together, whichever exporter shows them",
    at: "20m",
    series: [ofRun("training_steps_total", [counter(30, 30)]), gpu("x", 60), gpu("y", 80)],
    samples: [records("run:DCGM_FI_DEV_GPU_UTIL:avg", 70)],
  },
  {
    name: "the start of a run is that of its youngest trainer, whichever target shows it",
    at: "20m",
    series: [
      loss([level(2, 30)]),
      ofRun("process_start_time_seconds", [level(100, 30)]),
      ofRun("process_start_time_seconds", [level(300, 30)], { instance: "other" }),
      ofRun("training_loss", [level(2, 30)], { split: "validation", pod: "r1-1" }),
      ofRun("process_start_time_seconds", [level(900, 30)], { pod: "r1-1" }),
      series(
        "training_loss",
        { namespace: "train", job: "train/runs", pod: "loop-7", split: "validation" },
        level(2, 30),
      ),
      plain("process_start_time_seconds", [level(900, 30)]),
    ],
    samples: [records("run:process_start_time_seconds:max", 300)],
  },
  {
    name: "without steps there is no time of a step",
    at: "25m",
    series: [
      ofRun("training_step_duration_seconds_sum", [counter(30, 10), level(270, 30)]),
      ofRun("training_step_duration_seconds_count", [counter(30, 10), level(270, 30)]),
    ],
    samples: [{ query: "run:training_step_duration_seconds:mean", returns: [] }],
  },
  {
    name: "the time of a step is compared with its median of half an hour",
    at: "70m",
    series: [
      ofRun("training_step_duration_seconds_sum", [points(...slowing)]),
      ofRun("training_step_duration_seconds_count", [counter(30, 80)]),
    ],
    samples: [
      {
        query: "round(run:training_step_duration_seconds:baseline, 0.01)",
        returns: [{ labels: r1, value: 6.15 }],
      },
    ],
  },
  {
    name: "the lowest loss is forgotten after half an hour",
    at: "75m",
    series: [loss([level(2, 40), level(4, 40)])],
    samples: [records("run:training_loss:baseline", 4)],
  },
  {
    name: "a loss is finite whatever its sign and size, and only then",
    at: "5m",
    series: [
      loss([level(-6, 10)], "negative"),
      loss([level(1e12, 10)], "huge"),
      loss([level(Infinity, 10)], "infinite"),
      loss([level(-Infinity, 10)], "minus infinite"),
      loss([nan(10)], "none"),
    ],
    samples: [
      {
        query: "run:training_loss:finite",
        returns: (
          [
            ["negative", -6],
            ["huge", 1e12],
          ] as const
        ).map(([run_id, value]) => ({
          labels: { __name__: "run:training_loss:finite", ...r1, run_id },
          value,
        })),
      },
    ],
  },
  {
    name: "a validation loss and a gradient norm are finite whatever their size, and only then",
    at: "5m",
    series: (
      [
        ["huge", [level(1e12, 10)]],
        ["infinite", [level(Infinity, 10)]],
        ["minus infinite", [level(-Infinity, 10)]],
        ["none", [nan(10)]],
      ] as const
    ).flatMap(([run_id, values]) => [
      ofRun("training_loss", values, { split: "validation" }, run_id),
      ofRun("training_gradient_norm", values, {}, run_id),
    ]),
    samples: ["run:training_loss:validation_finite", "run:training_gradient_norm:finite"].map(
      (name) => records(name, 1e12, { ...r1, run_id: "huge" }),
    ),
  },
  {
    // Of 12 minutes; another window or share has another median.
    name: "medians are those of their windows",
    at: "11m",
    series: [
      loss([points(...squares)]),
      ofRun("training_loss", [points(...squares)], { split: "validation" }),
      ofRun("training_gradient_norm", [points(...squares)]),
    ],
    samples: [
      records("run:training_loss:recent", (9 ** 2 + 10 ** 2) / 2),
      records("run:training_loss:validation_median", 9 ** 2),
      records("run:training_gradient_norm:median", 9 ** 2),
      ofRuns("run:training_loss:stddev", { r1: 25.511 }),
    ],
  },
  {
    name: "the lowest validation loss is forgotten after half an hour",
    at: "71m",
    series: [
      ofRun("training_loss", [level(2, 40), level(4, 40)], { split: "validation" }, "r1"),
      ofRun("training_loss", [level(2, 41), level(4, 40)], { split: "validation" }, "r2"),
    ],
    samples: [ofRuns("run:training_loss:validation_baseline", { r1: 4, r2: 2 })],
  },
  {
    name: "spikes are counted over the smoothing window, and every rank counts the same ones",
    at: "19m",
    series: [0, 1].map((rank) =>
      ofRun("training_loss_spike_steps_total", [level(0, 16), level(3 - rank, 10)], {
        pod: `r1-${rank}`,
      }),
    ),
    samples: [records("run:training_loss_spike_steps:increase", 3)],
  },
  {
    name: "a warm restart is a learning rate back where it has been within the baseline",
    at: "100m",
    series: rates({
      low: [level(0.1, 50), level(0.01, 55)],
      back: [level(0.1, 60), level(0.01, 25), level(0.1, 20)],
      "back before the baseline": [level(0.1, 40), level(0.01, 20), level(0.1, 45)],
      "warms up": [ramp(0.001, 0.001, 105)],
      "half as high again": [level(0.1, 60), level(0.01, 25), level(0.015, 20)],
      "more than half as high again": [level(0.1, 60), level(0.01, 25), level(0.0155, 20)],
      "twice as high as ever": [level(0.1, 60), level(0.01, 25), level(0.2, 20)],
      "higher than that": [level(0.1, 60), level(0.01, 25), level(0.25, 20)],
      "back after a rise": [level(0.03, 45), level(0.1, 15), level(0.01, 25), level(0.1, 20)],
      "back long after one": [level(0.03, 25), level(0.1, 35), level(0.01, 25), level(0.1, 20)],
    }),
    samples: [
      ofRuns("run:training_learning_rate:warm_restart", {
        back: 1,
        "back long after one": 1,
        "more than half as high again": 1,
        "twice as high as ever": 1,
      }),
      ofOne("run:training_learning_rate:warm_restart", "back", 1),
    ],
  },
  {
    name: "a learning rate is a share of the highest within two baselines",
    at: "100m",
    series: rates({
      "within it": [level(0.1, 42), level(0.01, 60)],
      before: [level(0.1, 41), level(0.01, 60)],
    }),
    samples: [ofRuns("run:training_learning_rate:share", { "within it": 0.1, before: 1 })],
  },
  {
    name: "a learning rate has risen when it was lower before, unless the run is young",
    at: "45m",
    series: [
      ...rates({
        pulse: [level(0.01, 36), level(0.1, 2), level(0.01, 10)],
        "pulse before": [level(0.01, 30), level(0.1, 2), level(0.01, 20)],
        "long ago": [level(0.1, 9), level(0.01, 40)],
        "too long ago": [level(0.1, 6), level(0.01, 40)],
        "not too young": [missing(10), level(0.01, 40)],
        "too young": [missing(26), level(0.01, 30)],
        "warms up": [level(0.01, 50)],
        "has warmed up": [level(0.01, 50)],
      }),
      ofRun("training_step_current", [level(999, 50)], {}, "warms up"),
      ofRun("training_step_current", [level(1000, 50)], {}, "has warmed up"),
    ],
    samples: [
      ofRuns("run:training_learning_rate:rise", {
        pulse: 10,
        "pulse before": 0.1,
        "long ago": 0.1,
        "too long ago": 1,
        "not too young": 1,
        "has warmed up": 1,
      }),
      ofOne("run:training_learning_rate:rise", "not too young", 1),
    ],
  },
  {
    name: "a restart of all ranks is one",
    at: "20m",
    series: [0, 1].map((rank) =>
      ofRun("training_steps_total", [counter(10, 15), counter(10, 15)], { pod: `r1-${rank}` }),
    ),
    samples: [records("run:training_steps:resets", 1)],
  },
  {
    name: "a restart is seen for a window, without contract labels",
    at: "22m",
    series: [plain("training_steps_total", [counter(10, 15), counter(10, 15)])],
    samples: [records("run:training_steps:resets", 1, { ...r1, run_id: "loop-7" })],
  },
];
