import { counter, level, nan, series, stale, type Case, type Labels } from "../bench";
import { loss, ofRun, plain } from "./subjects";

const r1 = { namespace: "train", job: "train/runs", run_id: "r1" };

function records(name: string, value: number, labels: Labels = r1) {
  return { query: name, returns: [{ labels: { __name__: name, ...labels }, value }] };
}

/** What the recorded series are: dashboards draw them. */
export const recorded: readonly Case[] = [
  {
    name: "recorded series speak for the run, not for its ranks",
    at: "20m",
    series: [
      loss([level(3, 10), level(2, 20)]),
      ofRun("training_loss", [level(2.5, 30)], { split: "validation" }),
      ...["0", "1"].flatMap((rank) => [
        // Rank 1 lags behind by a step a minute, and has begun anew at minute 16.
        ofRun(
          "training_steps_total",
          rank === "0" ? [counter(30, 30)] : [counter(29, 15), counter(29, 14)],
          {
            pod: `r1-${rank}`,
          },
        ),
        ofRun("training_samples_total", [counter(960, 30)], { pod: `r1-${rank}` }),
        ofRun("training_step_duration_seconds_sum", [counter(15 * (1 + Number(rank)), 30)], {
          rank,
        }),
        ofRun("training_step_duration_seconds_count", [counter(30, 30)], { rank }),
        ofRun("process_start_time_seconds", [level(100 + Number(rank), 30)], { pod: `r1-${rank}` }),
        series(
          "DCGM_FI_DEV_GPU_UTIL",
          {
            namespace: "gpu",
            pod: "x",
            gpu: rank,
            exported_namespace: "train",
            exported_pod: `r1-${rank}`,
          },
          level(60 + 20 * Number(rank), 30),
        ),
      ]),
      // Rank 1 lags behind and is not believed.
      ofRun("training_loss", [level(1, 30)], { split: "train", pod: "r1-1" }),
      ofRun("training_loss", [level(1, 30)], { split: "validation", pod: "r1-1" }),
      ofRun("training_step_current", [counter(20, 30)], { pod: "r1-1" }),
      ofRun("training_attempt", [level(1, 30)], { pod: "r1-1" }),
      ofRun("training_gradient_norm", [level(1, 30)], { pod: "r1-1" }),
      ofRun("training_step_current", [counter(30, 30)]),
      ofRun("training_attempt", [level(2, 30)]),
      ofRun("training_phase", [level(3, 30)], { phase: "train" }),
      ofRun("training_phase", [level(0, 30)], { phase: "eval" }),
      ofRun("training_phase", [level(1, 30)], { phase: "eval", pod: "r1-1" }),
      ofRun("training_phase", [level(1, 30)], { phase: "eval", pod: "r1-2" }),
      ofRun("training_learning_rate", [level(0.1, 30)], { group: "decay" }),
      ofRun("training_learning_rate", [level(0.2, 30)], { group: "rest" }),
      ofRun("training_gradient_norm", [level(1.5, 30)]),
    ],
    samples: [
      records("run:training_loss:current", 2),
      records("run:training_loss:finite", 2),
      records("run:training_loss:median", 2),
      records("run:training_loss:baseline", 2),
      records("run:training_loss:validation", 2.5),
      records("run:training_steps:rate", 0.5),
      records("run:training_steps:resets", 1),
      records("run:training_samples:rate", 32),
      records("run:training_step_duration_seconds:mean", 0.75),
      records("run:training_step_duration_seconds:baseline", 0.75),
      records("run:training_step:current", 600),
      records("run:training_attempt:current", 2),
      records("run:training_phase:other", 1),
      records("run:training_learning_rate:current", 0.2),
      records("run:training_gradient_norm:current", 1.5),
      records("run:DCGM_FI_DEV_GPU_UTIL:avg", 70),
      records("run:process_start_time_seconds:max", 101),
      {
        query: "run_pod:training_steps:present",
        returns: ["0", "1"].map((rank) => ({
          labels: { __name__: "run_pod:training_steps:present", ...r1, pod: `r1-${rank}` },
          value: 1,
        })),
      },
    ],
  },
  {
    name: "a loss without labels is that of its pod",
    at: "5m",
    series: [
      plain("training_loss", [level(2, 10)]),
      plain("training_loss", [level(3, 10)], "loop-8"),
    ],
    samples: [
      {
        query: "run:training_loss:current",
        returns: [
          { labels: { __name__: "run:training_loss:current", ...r1, run_id: "loop-7" }, value: 2 },
          { labels: { __name__: "run:training_loss:current", ...r1, run_id: "loop-8" }, value: 3 },
        ],
      },
    ],
  },
  {
    name: "a pod that trains is one that exported a loss or steps in the last 5 minutes",
    at: "20m",
    series: [
      ofRun("training_steps_total", [counter(10, 16), stale], { pod: "r1-0" }),
      ofRun("training_loss", [level(2, 30)], { pod: "r1-0", instance: "b", split: "train" }),
      ofRun("training_loss", [level(2, 30)], { pod: "r1-0", split: "validation" }),
      ofRun("training_steps_total", [counter(10, 17), stale], { pod: "r1-1", instance: "a" }),
      ofRun("training_steps_total", [counter(10, 16), stale], { pod: "r1-2" }),
      plain("training_loss", [level(2, 17), stale]),
      plain("training_loss", [level(2, 16), stale], "loop-8"),
      series("training_loss", { namespace: "other", pod: "r1-0" }, level(2, 30)),
      series("training_steps_total", { namespace: "other", pod: "r1-0" }, counter(2, 30)),
    ],
    samples: [
      {
        query: "pod:training:present",
        returns: ["loop-7", "r1-0", "r1-1"].map((pod) => ({
          labels: { __name__: "pod:training:present", namespace: "train", pod },
          value: 1,
        })),
      },
    ],
  },
  {
    name: "NaN does not reach the statistics",
    at: "12m",
    series: [loss([level(2, 10), nan(3)])],
    samples: [
      { query: "run:training_loss:finite", returns: [] },
      {
        query: "count(run:training_loss:current != run:training_loss:current)",
        returns: [{ labels: {}, value: 1 }],
      },
      records("run:training_loss:median", 2),
      records("run:training_loss:baseline", 2),
    ],
  },
];
