import { counter, level, nan, points, series, type Case, type Labels } from "../bench";
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
