import { level, ramp, series, type Case, type Labels, type Series } from "../bench";
import type { Sample } from "../case";

const run = { namespace: "train", job: "train/runs" };

/** A counter whose rate over the 10 minutes before minute 25 is `perSecond`; it changes within them. */
const uneven = (perSecond: number) => [
  ramp(1e6, 30 * perSecond, 20),
  ramp(1e6 + 645 * perSecond, 75 * perSecond, 31),
];
const even = (perSecond: number) => [ramp(1e6, 60 * perSecond, 51)];
type Speed = typeof even;

/** What a process has done and waited for, `factor` times as much as another. */
function everything(labels: Labels, factor: number, speed: Speed): readonly Series[] {
  const of = (metric: string, values: readonly string[], more: Labels = {}) =>
    series(metric, { ...labels, ...more }, ...values);
  return [
    of("training_tokens_total", speed(8 * factor)),
    of("training_model_flops_total", speed(factor * factor)),
    of("training_peak_flops_per_second", [level(4 * factor, 51)]),
    // Two targets show halves of the same rank.
    of("training_step_seconds_total", speed(0.25), { rank: "0", instance: "a" }),
    of("training_step_seconds_total", speed(0.25), { rank: "0", instance: "b" }),
    of("training_data_wait_seconds_total", speed(factor / 64), { rank: "0", instance: "a" }),
    of("training_data_wait_seconds_total", speed(factor / 64), { rank: "0", instance: "b" }),
    of("training_comm_wait_seconds_total", speed(factor / 32), { rank: "0", instance: "a" }),
    of("training_comm_wait_seconds_total", speed(factor / 32), { rank: "0", instance: "b" }),
  ];
}

const ofTokens = (factor: number) => 8 * factor;
const ofFlops = (factor: number) => factor / 4;
/** What these are recorded as. */
const values: Readonly<Record<string, (factor: number) => number>> = {
  "run:training_mfu:ratio": ofFlops,
  "run:training_step_seconds:rate": () => 0.5,
  "run:training_data_wait:ratio": (f) => f / 16,
};
const ofTheirTokens: typeof values = {
  "run:training_tokens:rate": ofTokens,
  "run:training_throughput:rate": ofTokens,
};

/** Labels of a run, its pod, and how much it has done. */
type Expected = readonly [run: Labels, pod: string, factor: number];

function recordedAs(of: typeof values, expected: readonly Expected[]) {
  return Object.entries(of).map(([name, value]) => ({
    query: name,
    returns: expected.map(([labels, , factor]) => ({
      labels: { __name__: name, ...run, ...labels },
      value: value(factor),
    })),
  }));
}

function waitsOf(expected: readonly Expected[]) {
  const name = "run_rank:training_comm_wait:ratio";
  return {
    query: name,
    returns: expected.map(([labels, pod, factor]) => ({
      labels: { __name__: name, ...run, ...labels, pod, rank: "0" },
      value: factor / 8,
    })),
  };
}

const known: readonly Expected[] = [
  [{ run_id: "r1" }, "r1-0", 1],
  [{ run_id: "r2" }, "r1-0", 3],
  [{ run_id: "loop-7" }, "loop-7", 2],
  [{ run_id: "loop-8" }, "loop-8", 4],
];

/** A counter of a run in a pod of its own. */
const counted = (metric: string, run_id: string, perSecond: number, more: Labels = {}) =>
  series(metric, { ...run, ...more, run_id, pod: `${run_id}-0` }, ...even(perSecond));

const slowRuns: Case = {
  name: "a throughput is one of tokens or else of samples or else of steps, however low, but not of nothing",
  at: "25m",
  series: [
    counted("training_tokens_total", "tokens", 0.5),
    counted("training_samples_total", "tokens", 0.25),
    counted("training_samples_total", "samples", 0.25),
    counted("training_steps_total", "samples", 0.125),
    counted("training_steps_total", "steps", 0.125),
    counted("training_steps_total", "nothing", 0),
    counted("training_model_flops_total", "steps", 0.5),
    series(
      "training_peak_flops_per_second",
      { ...run, run_id: "steps", pod: "s-0" },
      level(0.75, 51),
    ),
    // Nobody counts what it does, or knows what it could do.
    counted("training_model_flops_total", "samples", 0),
    series(
      "training_peak_flops_per_second",
      { ...run, run_id: "samples", pod: "s-0" },
      level(1, 51),
    ),
    counted("training_model_flops_total", "tokens", 0.5),
    series(
      "training_peak_flops_per_second",
      { ...run, run_id: "tokens", pod: "s-0" },
      level(0, 51),
    ),
  ],
  samples: [
    ...recordedAs({ "run:training_mfu:ratio": () => 2 / 3 }, [[{ run_id: "steps" }, "", 1]]),
    ...recordedAs(
      { "run:training_throughput:rate": (f) => f },
      [
        ["samples", 0.25],
        ["steps", 0.125],
        ["tokens", 0.5],
      ].map(([run_id, rate]): Expected => [{ run_id: String(run_id) }, "", Number(rate)]),
    ),
  ],
};

/** Whose speed is recorded: that of the runs of the class's namespace, known by `run_id` or else by their pod. */
export const speedOwners: readonly Case[] = [
  slowRuns,
  {
    name: "the speed of runs is recorded with and without `run_id`, and of no other namespace",
    at: "25m",
    series: [
      ...everything({ ...run, pod: "r1-0", run_id: "r1" }, 1, uneven),
      ...everything({ ...run, pod: "r1-0", run_id: "r2" }, 3, uneven),
      ...everything({ ...run, pod: "loop-7" }, 2, uneven),
      ...everything({ ...run, pod: "loop-8" }, 4, uneven),
      ...everything({ ...run, namespace: "elsewhere", pod: "r1-0", run_id: "r1" }, 8, uneven),
      ...everything({ ...run, namespace: "elsewhere", pod: "loop-9" }, 16, uneven),
    ],
    samples: [...recordedAs({ ...values, ...ofTheirTokens }, known), waitsOf(known)],
  },
  {
    name: "the mean of the ranks is that of each of them once, whatever pod it is in",
    at: "25m",
    series: [
      ...[0, 1, 2].map((n) => ({ rank: String(n), pod: n === 2 ? "r1-1" : "r1-0" })),
      // The same rank once more, in another pod.
      { rank: "0", pod: "r1-2" },
    ].flatMap((labels, i) =>
      ["step_seconds", "data_wait_seconds"].map((metric) =>
        series(
          `training_${metric}_total`,
          { ...run, run_id: "r1", ...labels },
          ...even(metric === "step_seconds" ? (i + 1) / 8 : (i * i) / 16),
        ),
      ),
    ),
    samples: recordedAs(
      {
        "run:training_step_seconds:rate": () => 0.3125,
        "run:training_data_wait:ratio": () => 0.7,
      },
      [[{ run_id: "r1" }, "", 1]],
    ),
  },
];

const ofClass = (training_class: string, factor: number) => [
  ...everything({ ...run, training_class, pod: "r1-0", run_id: "r1" }, factor, even),
  ...everything({ ...run, training_class, pod: "loop-7" }, 2 * factor, even),
  // Judged by what else it counts, and an evaluation that has no end.
  counted("training_samples_total", `samples-${training_class}`, factor, { training_class }),
  counted("training_steps_total", `steps-${training_class}`, factor, { training_class }),
  counted("training_tokens_total", `eval-${training_class}`, factor, { training_class }),
  series(
    "training_phase",
    { ...run, training_class, run_id: `eval-${training_class}`, pod: "e-0", phase: "eval" },
    level(1, 51),
  ),
];
const byClass = (large: number, small: number): readonly Expected[] =>
  (
    [
      ["large", large],
      ["small", small],
    ] as const
  ).flatMap(([training_class, factor]) => [
    [{ training_class, run_id: "r1" }, "r1-0", factor],
    [{ training_class, run_id: "loop-7" }, "loop-7", 2 * factor],
  ]);

/** The run of each class that counts something else. */
const classed = (what: string, large: number, small: number): readonly Expected[] => [
  [{ training_class: "large", run_id: `${what}-large` }, "", large / 8],
  [{ training_class: "small", run_id: `${what}-small` }, "", small / 8],
];

/** Rates over other windows than 10 minutes are no round numbers. */
const rounded = ({ query, returns }: Sample): Sample => ({
  query: `round(${query}, 0.0001)`,
  returns: returns.map(({ labels: { __name__: _, ...labels }, value }) => ({ labels, value })),
});

/** Whose speed is recorded where classes share a namespace. */
export const speedOfClasses: readonly Case[] = [
  {
    name: "classes of one namespace record the speed of their own runs, even of one name",
    at: "49m",
    series: [
      ...ofClass("large", 1),
      ...ofClass("small", 4),
      ...everything({ ...run, pod: "r3-0", run_id: "r3" }, 32, even),
    ],
    samples: [
      ...recordedAs(values, byClass(1, 4)),
      ...recordedAs({ "run:training_tokens:rate": ofTokens }, [
        ...byClass(1, 4),
        ...classed("eval", 1, 4),
      ]),
      ...recordedAs({ "run:training_throughput:rate": ofTokens }, [
        ...byClass(1, 4),
        ...classed("samples", 1, 4),
        ...classed("steps", 1, 4),
      ]),
      waitsOf(byClass(1, 4)),
      // Most of the longer windows were not full yet.
      ...recordedAs({ "run:training_mfu:baseline": ofFlops }, byClass(1, 4 * 0.6375)),
      ...recordedAs({ "run:training_throughput:baseline": ofTokens }, [
        ...byClass(1, 4 * 0.6375),
        ...classed("samples", 1, 4 * 0.6375),
        ...classed("steps", 1, 4 * 0.6375),
      ]),
    ].map(rounded),
  },
];

/** The same where the second class has a namespace of its own. */
export const speedOfNamespaces: readonly Case[] = speedOfClasses.map((c) => ({
  ...c,
  name: "classes of two namespaces record the speed of their own runs, even of one name",
  series: c.series
    .filter(({ series }) => series.includes("training_class"))
    .map((s) => ({
      ...s,
      series: s.series
        .replace(/"train"(.*),training_class="small"/, '"lab"$1')
        .replace(',training_class="large"', ""),
    })),
  samples: (c.samples ?? []).map(({ query, returns }) => ({
    query,
    returns: returns.map(({ labels: { training_class, ...labels }, value }) => ({
      labels: { ...labels, ...(training_class === "small" && { namespace: "lab" }) },
      value,
    })),
  })),
}));
