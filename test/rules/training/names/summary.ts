import type { TrainingClass } from "../../../../rules";
import { counter, level, missing, nan, ramp, series, stale, type Case } from "../../bench";
import { plain, windows } from "../subjects";
import { current } from "./recorded";

/** A class whose runs export their loss as a Summary. */
export const summarized: TrainingClass = {
  team: "summed",
  select: { namespace: "plain" },
  windows,
  names: { preset: "summary" },
};

const loop = { namespace: "plain", job: "plain/loops", pod: "loop-7" };
const summed = (part: "sum" | "count", ...values: readonly string[]) =>
  series(`training_loss_${part}`, loop, ...values);
const ofLoop = { namespace: "plain", job: "plain/loops", run_id: "loop-7" };

/** Runs whose loss is a Summary. */
export const summaryCases: readonly Case[] = [
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
