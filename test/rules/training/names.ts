import type { TrainingClass } from "../../../rules";
import {
  counter,
  level,
  missing,
  nan,
  ramp,
  series,
  stale,
  type Case,
  type Labels,
} from "../bench";
import { firing, loss, plain, windows } from "./subjects";

/** A mode whose name asks for every escape. */
const odd = `val "a" \\d+ {x}`;

/** Classes whose runs export other names: Megatron-LM's in `train`, their own, and a Summary. */
export const megatron: Partial<TrainingClass> = { windows, names: { preset: "megatron-lm" } };
export const others: readonly TrainingClass[] = [
  {
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
  },
  { team: "summed", select: { namespace: "plain" }, windows, names: { preset: "summary" } },
];

const rank = { namespace: "train", job: "train/runs", pod: "r1-7" };
const ofMegatron = (metric: string, ...values: readonly string[]) =>
  series(`megatron_training_${metric}`, { ...rank, nemo_run_id: "r1" }, ...values);
const reports = (...values: readonly string[]) =>
  ofMegatron("step_duration_ms_milliseconds_count", ...values);

const lab = { namespace: "lab", job: "lab/runs", pod: "a-0" };
const own = (metric: string, labels: Labels, ...values: readonly string[]) =>
  series(metric, { ...lab, run: "a", ...labels }, ...values);
const ofLab = { namespace: "lab", job: "lab/runs", run_id: "a" };

const loop = { namespace: "plain", job: "plain/loops", pod: "loop-7" };
const summed = (part: "sum" | "count", ...values: readonly string[]) =>
  series(`training_loss_${part}`, loop, ...values);
const ofLoop = { namespace: "plain", job: "plain/loops", run_id: "loop-7" };
const current = (labels: Labels, value?: number) => ({
  query: `run:training_loss:current{namespace="${labels["namespace"] ?? ""}"}`,
  returns:
    value === undefined
      ? []
      : [{ labels: { __name__: "run:training_loss:current", ...labels }, value }],
});

/** A series of the contract, and what is recorded as it: the foreign name with labels. */
type Renamed = readonly [contract: string, foreign: string, labels?: Labels];

const ofMegatronLm: readonly Renamed[] = [
  ["training_loss", "megatron_training_loss"],
  ["training_gradient_norm", "megatron_training_grad_norm"],
  ["training_learning_rate", "megatron_training_learning_rate"],
  ["training_skipped_steps_total", "megatron_training_skipped_iters_total"],
  ["training_steps_total", "megatron_training_step_duration_ms_milliseconds_count"],
  ["training_step_duration_seconds_count", "megatron_training_step_duration_ms_milliseconds_count"],
  ["training_step_duration_seconds_sum", "megatron_training_step_duration_ms_milliseconds_sum"],
];
const ofOwnNames: readonly Renamed[] = [
  ["training_loss", "my_loss", { mode: "train" }],
  ["training_step_duration_seconds_sum", "my_step_ms_sum"],
  ["training_step_duration_seconds_count", "my_step_ms_count"],
];

/** Beside pods that have both, only the contract's, or are of another namespace. */
function recordedOnce(
  what: string,
  target: Labels,
  runLabel: string,
  all: readonly Renamed[],
): Case {
  return {
    name: `${what}: each series is recorded at each evaluation, of pods of the class that do not export it themselves`,
    at: "10m",
    series: all.flatMap(([contract, foreign, labels], i) => {
      // One foreign series may be two of the contract.
      const first = all.findIndex(([, other]) => other === foreign) === i;
      const of = (changes: Labels) => {
        const own = { ...target, ...labels, ...changes, [runLabel]: "r1", instance: "a:1" };
        return first ? [series(foreign, own, level(1, 20))] : [];
      };
      const owned = (changes: Labels) =>
        series(contract, { ...target, ...changes, run_id: "r2", instance: "a:2" }, level(1, 20));
      return [
        ...of({}),
        ...[...of({ pod: "both" }), owned({ pod: "both" }), owned({ pod: "own" })],
        ...[owned({ namespace: "other" }), ...of({ namespace: "other" })],
      ];
    }),
    samples: all.map(([contract, foreign, labels]) => ({
      query: `sum without (split, reason) (count_over_time(${contract}{mapped_from!=""}[5m]))`,
      returns: [
        {
          labels: {
            ...{ ...target, ...labels, instance: "a:1", [runLabel]: "r1", run_id: "r1" },
            mapped_from: foreign,
          },
          value: 5,
        },
      ],
    })),
  };
}

/** Runs that export other names than those of the contract. */
export const names: readonly Case[] = [
  recordedOnce("Megatron-LM", rank, "nemo_run_id", ofMegatronLm),
  recordedOnce("own names", lab, "run", ofOwnNames),
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
      series("my_loss", { ...rank, run: "r1", mode: "train" }, level(2, 20)),
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
  {
    name: "a Summary: its loss is the mean of what was observed last",
    at: "20m",
    series: [
      summed("sum", ramp(0, 30, 15), ramp(420 + 10, 10, 25)),
      summed("count", counter(10, 40)),
    ],
    samples: [current(ofLoop, 1)],
  },
  {
    name: "a Summary: without an observation the loss stays, and a ticket says so",
    alert: "TrainingStalled",
    at: "40m",
    series: [
      summed("sum", ramp(0, 30, 20), level(570, 30)),
      summed("count", counter(10, 20), level(190, 30)),
    ],
    fires: [{ ...ofLoop, severity: "warning", team: "summed" }],
    samples: [current(ofLoop, 3)],
  },
  {
    name: "a Summary: recorded at each evaluation, with observations or without, of pods of the class without a Gauge",
    at: "12m",
    series: [
      ...[{}, { pod: "both" }, { namespace: "other" }].flatMap((changes) => {
        const own = { ...loop, ...changes, instance: "a:1" };
        return [
          series("training_loss_sum", own, counter(30, 5), level(120, 10)),
          series("training_loss_count", own, counter(10, 5), level(40, 10)),
        ];
      }),
      ...(
        [
          ["moves", ""],
          ["gone", stale],
        ] as const
      ).flatMap(([pod, end]) => {
        const own = { ...loop, pod, instance: "a:1" };
        const rest = end === "" ? counter(1, 15) : `${counter(1, 6)} ${end} ${missing(8)}`;
        return [series("training_loss_sum", own, rest), series("training_loss_count", own, rest)];
      }),
      ...[{ pod: "both" }, { pod: "own" }, { namespace: "other" }].map((changes) =>
        series("training_loss", { ...loop, ...changes, instance: "a:2" }, level(7, 15)),
      ),
    ],
    samples: [
      {
        query: 'count_over_time(training_loss{mapped_from!=""}[10m])',
        returns: (
          [
            ["loop-7", 10],
            ["moves", 10],
            // At minutes 3 to 5.
            ["gone", 3],
          ] as const
        ).map(([pod, value]) => ({
          labels: { ...loop, pod, instance: "a:1", mapped_from: "training_loss_sum" },
          value,
        })),
      },
    ],
  },
  {
    name: "a Summary: NaN pages",
    alert: "TrainingLossNonFinite",
    at: "22m",
    series: [summed("sum", ramp(0, 30, 20), nan(10)), summed("count", counter(10, 30))],
    fires: [{ ...ofLoop, severity: "critical", team: "summed" }],
  },
  {
    name: "a Summary: a process that is gone has no loss",
    at: "22m",
    series: [
      summed("sum", ramp(0, 30, 20), stale, missing(9)),
      summed("count", counter(10, 20), stale, missing(9)),
    ],
    quiet: true,
    samples: [current(ofLoop)],
  },
  {
    name: "a Summary: a loss without labels elsewhere is read as it is",
    at: "10m",
    series: [plain("training_loss", [level(2, 20)])],
    samples: [current({ namespace: "train", job: "train/runs", run_id: "loop-7" }, 2)],
  },
];
