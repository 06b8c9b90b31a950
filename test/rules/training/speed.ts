import { casesOf, level, points, ramp, stale, type Case, type Labels, type Series } from "../bench";
import { stepTimes, utilization } from "./devices";
import { dashboard_url, firing, ofRun } from "./subjects";

const ticket = firing("warning");

/** A counter that grows by 600 a minute, from minute 40 on by `factor` times as much. */
function counted(metric: string, factor: number, labels: Labels = {}, run_id = "r1"): Series {
  const values = [ramp(1e6, 600, 40), ramp(1e6 + 23400 + 600 * factor, 600 * factor, 40)];
  return ofRun(metric, values, labels, run_id);
}
/** Tokens of a run. */
export const tokens = (factor: number, run_id = "r1") =>
  counted("training_tokens_total", factor, {}, run_id);
/** Operations of a run. */
export const flops = (factor: number, labels: Labels = {}, run_id = "r1") =>
  counted("training_model_flops_total", factor, labels, run_id);
/** What the devices of a run can do. */
export const peak = (value: number, labels: Labels = {}, run_id = "r1") =>
  ofRun("training_peak_flops_per_second", [level(value, 80)], labels, run_id);
const steps = ofRun("training_steps_total", [ramp(1000, 30, 80)]);
/** Begun anew at minute 38, perhaps otherwise. */
export const beginsAnew = (run_id = "r1") =>
  ofRun("training_attempt", [level(1, 38), level(2, 52)], {}, run_id);
const restarts = beginsAnew();
/** An evaluation of some minutes from minute 40 on. */
const evaluates = (minutes: number) => [
  ofRun("training_phase", [level(0, 40), level(1, minutes), level(0, 40 - minutes)], {
    phase: "eval",
  }),
];
/** 600 a minute, but for an evaluation of some minutes from minute 40 on. */
const pauses = (metric: string, minutes: number) =>
  ofRun(metric, [ramp(1e6, 600, 40), level(1023400, minutes), ramp(1024000, 600, 40 - minutes)]);

const slow = casesOf("TrainingStepsSlow", "52m");
const busy = casesOf("TrainingSlowOnBusyGpu", "52m");
const dropped = casesOf("TrainingThroughputDropped", "57m");
const mfu = casesOf("TrainingMfuDropped", "57m");

/** Steps that become slow. */
const slowCases: readonly Case[] = [
  {
    ...slow.fires(
      "on slow steps without GPU metrics, beside a healthy run",
      ticket,
      ...stepTimes(2),
      ...stepTimes(1, "r2"),
    ),
    annotations: {
      summary: "Steps of run r1 in train are slow",
      description:
        "A step of training run r1 (job train/runs, namespace train) takes 2s, more than 1.5 times the median of the last 30m, and has been slow for 5m.",
      dashboard_url,
    },
  },
  slow.quiet("on busy GPUs, which say more", ...stepTimes(2), utilization(81)),
  slow.fires("on GPUs that are not busy", ticket, ...stepTimes(2), utilization(80)),
  slow.quiet("after a restart", ...stepTimes(2), restarts),
  slow.quiet("on larger steps, which do as much", ...stepTimes(2), tokens(0.95)),
  busy.quiet("on larger steps, which do as much", ...stepTimes(2), utilization(95), tokens(0.95)),
  busy.fires("on steps that do less", ticket, ...stepTimes(2), utilization(95), tokens(0.85)),
  slow.fires("on steps that do less", ticket, ...stepTimes(2), tokens(0.85)),
];

/** Less that is done per second. */
const droppedCases: readonly Case[] = [
  {
    ...dropped.fires("on fewer tokens, beside a healthy run", ticket, tokens(0.5), tokens(1, "r2")),
    annotations: {
      summary: "Run r1 in train does less per second than it did",
      description:
        "Training run r1 (job train/runs, namespace train) does 5 tokens per second (samples or steps where it counts no tokens), less than 80 % of the median of the last 30m.",
      dashboard_url,
    },
  },
  dropped.fires(
    "on fewer samples where no tokens are counted",
    ticket,
    ofRun("training_tokens_total", [level(0, 80)]),
    counted("training_samples_total", 0.5),
    counted("training_steps_total", 1),
  ),
  dropped.fires(
    "on fewer steps where nothing else is counted",
    ticket,
    ofRun("training_samples_total", [level(0, 80)]),
    counted("training_steps_total", 0.5),
  ),
  dropped.fires(
    "on the loss of half of the ranks",
    ticket,
    tokens(1),
    ofRun("training_tokens_total", [ramp(1e6, 600, 40), stale], { pod: "r1-1" }),
  ),
  dropped.quiet(
    "on fewer, longer samples",
    tokens(1),
    counted("training_samples_total", 0.5),
    counted("training_steps_total", 0.5),
  ),
  dropped.quiet("on larger batches", tokens(2), counted("training_steps_total", 0.5)),
  dropped.quiet("after a restart", tokens(0.5), restarts),
  ...["50m", "57m", "64m"].map((at) => ({
    ...dropped.quiet(
      `in and after an evaluation, at ${at}`,
      ...evaluates(12),
      pauses("training_tokens_total", 12),
    ),
    at,
  })),
  {
    ...dropped.quiet(
      "when a run has ended",
      ofRun("training_tokens_total", [ramp(1e6, 600, 40), stale]),
    ),
    at: "50m",
  },
];

const [rank0, rank1] = [{ pod: "r1-0" }, { pod: "r1-1" }];

/** Devices of which less is made. */
const mfuCases: readonly Case[] = [
  {
    ...mfu.fires(
      "on the devices of all ranks",
      ticket,
      flops(0.5, rank0),
      flops(1, rank1),
      peak(20, rank0),
      peak(20, rank1),
      steps,
    ),
    annotations: {
      summary: "Run r1 in train uses its devices less well than it did",
      description:
        "The model FLOPs utilisation of training run r1 (job train/runs, namespace train) is 37.5%, less than 90 % of its usual value, and has been for 10m.",
      dashboard_url,
    },
  },
  mfu.quiet("where nobody says what the devices can do", flops(0.5), peak(0), steps),
  {
    ...mfu.quiet(
      "when a run has ended",
      ofRun("training_model_flops_total", [ramp(1e6, 600, 40), stale]),
      ofRun("training_steps_total", [ramp(1e6, 600, 40), stale]),
      peak(20),
    ),
    at: "50m",
  },
  mfu.quiet("after a restart", flops(0.5), peak(20), steps, restarts),
  ...["50m", "57m", "64m"].map((at) => ({
    ...mfu.quiet(
      `in and after an evaluation, at ${at}`,
      ...evaluates(12),
      pauses("training_model_flops_total", 12),
      pauses("training_steps_total", 12),
      peak(20),
    ),
    at,
  })),
];

/** A counter whose rate at each minute, over ten of them, is four less than the minute. */
const rising = (metric: string) =>
  ofRun(metric, [
    points(...Array.from({ length: 160 }, (_, minute) => 1e6 + 30 * minute * (minute + 1))),
  ]);

const run = { namespace: "train", job: "train/runs", run_id: "r1" };
const records = (name: string, value: number) => ({
  query: name,
  returns: [{ labels: { __name__: name, ...run }, value }],
});

/** What is recorded of the speed. */
const recorded: readonly Case[] = [
  {
    name: "the speed of a run is that of all its ranks",
    at: "30m",
    series: [
      counted("training_tokens_total", 1, rank0),
      counted("training_tokens_total", 1, rank1),
      flops(1, rank0),
      flops(1, rank1),
      peak(20, rank0),
      peak(30, rank1),
    ],
    samples: [
      records("run:training_tokens:rate", 20),
      records("run:training_throughput:rate", 20),
      records("run:training_throughput:baseline", 20),
      records("run:training_mfu:ratio", 0.4),
      records("run:training_mfu:baseline", 0.4),
    ],
  },
  {
    name: "a short checkpoint takes nothing from the throughput, a long one all of it",
    at: "41m",
    series: [tokens(1), ...evaluates(1)],
    samples: [records("run:training_throughput:rate", 10)],
  },
  {
    name: "in a longer phase than a tenth of the window there is no throughput",
    at: "41m",
    series: [tokens(1), flops(1), peak(20), ...evaluates(2)],
    samples: [
      { query: "run:training_throughput:rate", returns: [] },
      { query: "run:training_mfu:ratio", returns: [] },
    ],
  },
  {
    name: "a restart is remembered as long as a window knows what was before",
    at: "81m",
    series: [restarts],
    samples: [records("run:training_restart:recent", 1)],
  },
  {
    name: "the usual throughput is the median of half an hour",
    at: "70m",
    series: [rising("training_tokens_total")],
    samples: [records("run:training_throughput:baseline", 51.5)],
  },
  {
    name: "the usual utilisation is the median of two hours, by one value in five minutes",
    at: "154m",
    series: [
      rising("training_tokens_total"),
      rising("training_model_flops_total"),
      ofRun("training_peak_flops_per_second", [level(64, 160)]),
    ],
    // Of minutes 90 and 95.
    samples: [records("run:training_mfu:baseline", (86 + 91) / 2 / 64)],
  },
  {
    name: "a younger process has begun anew, and so has a counter that went back",
    at: "60m",
    series: [
      ofRun("training_loss", [level(2, 80)], { split: "train" }),
      ofRun("process_start_time_seconds", [level(100, 45), level(4000, 35)]),
      ofRun("training_steps_total", [ramp(0, 30, 45), ramp(0, 30, 35)], {}, "r2"),
      ofRun("training_loss", [level(2, 80)], { split: "train" }, "r3"),
      ofRun("process_start_time_seconds", [level(100, 80)], {}, "r3"),
    ],
    samples: [
      {
        query: "run:training_restart:recent",
        returns: ["r1", "r2"].map((run_id) => ({
          labels: { __name__: "run:training_restart:recent", ...run, run_id },
          value: 1,
        })),
      },
    ],
  },
  {
    name: "a restart is forgotten after that",
    at: "82m",
    series: [restarts],
    samples: [{ query: "run:training_restart:recent", returns: [] }],
  },
];

/** How fast runs are. */
export const speedCases: readonly Case[] = [
  ...slowCases,
  ...droppedCases,
  ...mfuCases,
  ...recorded,
];
