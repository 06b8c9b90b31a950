import type { TrainingClass } from "../../../../rules";
import { counter, level, missing, nan, series, stale, type Case } from "../../bench";
import { firing, windows } from "../subjects";
import { recordedOnce, type Renamed } from "./recorded";

/** A class whose runs export Megatron-LM's names. */
export const megatron: Partial<TrainingClass> = { windows, names: { preset: "megatron-lm" } };

const rank = { namespace: "train", job: "train/runs", pod: "r1-7" };
const ofMegatron = (metric: string, ...values: readonly string[]) =>
  series(`megatron_training_${metric}`, { ...rank, nemo_run_id: "r1" }, ...values);
const reports = (...values: readonly string[]) =>
  ofMegatron("step_duration_ms_milliseconds_count", ...values);

const ofMegatronLm: readonly Renamed[] = [
  ["training_loss", "megatron_training_loss"],
  ["training_gradient_norm", "megatron_training_grad_norm"],
  ["training_learning_rate", "megatron_training_learning_rate"],
  ["training_skipped_steps_total", "megatron_training_skipped_iters_total"],
  ["training_steps_total", "megatron_training_step_duration_ms_milliseconds_count"],
  ["training_step_duration_seconds_count", "megatron_training_step_duration_ms_milliseconds_count"],
  ["training_step_duration_seconds_sum", "megatron_training_step_duration_ms_milliseconds_sum"],
];

/** Runs of Megatron-LM. */
export const megatronCases: readonly Case[] = [
  recordedOnce("Megatron-LM", rank, "nemo_run_id", ofMegatronLm),
  {
    name: "Megatron-LM: its metrics are recorded under the names and in the units of the contract",
    at: "30m",
    series: [
      ofMegatron("loss", level(2, 40)),
      ofMegatron("grad_norm", level(0.5, 40)),
      ofMegatron("learning_rate", level(0.0003, 40)),
      reports(counter(1, 40)),
      // 300 ms a step.
      ofMegatron("step_duration_ms_milliseconds_sum", counter(300, 40)),
    ],
    samples: [
      {
        query: "training_loss",
        returns: [
          {
            labels: {
              ...{ __name__: "training_loss", ...rank, nemo_run_id: "r1", run_id: "r1" },
              ...{ split: "train", mapped_from: "megatron_training_loss" },
            },
            value: 2,
          },
        ],
      },
      ...(
        [
          ["run:training_loss:median", 2],
          ["run:training_gradient_norm:current", 0.5],
          ["run:training_learning_rate:current", 0.0003],
          // One report a minute, each about 100 steps.
          ["run:training_steps:rate", 100 / 60],
          ["run:training_step_duration_seconds:mean", 0.3],
        ] as const
      ).map(([query, value]) => ({
        query: `round(${query}, 0.0001)`,
        returns: [
          {
            labels: { namespace: "train", job: "train/runs", run_id: "r1" },
            value: Math.round(value * 1e4) / 1e4,
          },
        ],
      })),
    ],
  },
  {
    name: "Megatron-LM: NaN pages",
    alert: "TrainingLossNonFinite",
    at: "31m",
    series: [ofMegatron("loss", level(2, 30), nan(5))],
    fires: [firing("critical")],
  },
  {
    name: "Megatron-LM: divergence pages",
    alert: "TrainingLossDiverging",
    at: "60m",
    series: [ofMegatron("loss", level(2, 40), level(4, 30))],
    fires: [firing("critical")],
  },
  {
    name: "Megatron-LM: a stall pages",
    alert: "TrainingStalled",
    at: "40m",
    series: [ofMegatron("loss", level(2, 50)), reports(counter(1, 20), level(19, 30))],
    fires: [firing("critical")],
  },
  {
    name: "Megatron-LM: a pod that dies takes what is recorded of it along",
    at: "25m",
    series: [
      ofMegatron("loss", level(2, 20), stale, missing(9)),
      reports(counter(1, 20), stale, missing(9)),
    ],
    quiet: true,
    samples: [{ query: "training_loss or training_steps_total", returns: [] }],
  },
];
