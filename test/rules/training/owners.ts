import { level, missing, ramp, series, type Case, type Labels, type Series } from "../bench";

const run = { namespace: "train", job: "train/runs" };
const target = { ...run, instance: "10.0.0.1:8000" };

/** Speeds that change at minute 15: over the 10 minutes before 20 they make 1 per second and `factor`. */
const changing = (factor: number) => [
  ramp(0, 10 * factor, 15),
  ramp(150 * factor, 100 * factor, 20),
];

/**
 * Metrics of a training process, each of another value, but for those of speed-owners.ts and numbers.ts; `before` is
 * what each series begins with.
 */
function everything(
  labels: Labels,
  factor: number,
  before: readonly string[] = [],
): readonly Series[] {
  const of = (metric: string, values: readonly string[], more: Labels = {}) =>
    series(metric, { ...labels, ...more }, ...before, ...values);
  const gpu = (metric: string, ...values: readonly string[]) =>
    series(
      metric,
      {
        namespace: "gpu",
        pod: "x",
        exported_namespace: labels["namespace"] ?? "",
        exported_pod: labels["pod"] ?? "",
      },
      ...values,
    );
  const gauge = (value: number) => [level(value * factor, 35)];
  return [
    of("training_loss", gauge(2), { split: "train" }),
    of("training_loss", gauge(1.5), { split: "validation" }),
    of("training_phase", gauge(1), { phase: "train" }),
    of("training_phase", gauge(0), { phase: "eval" }),
    of("training_phase", gauge(0), { phase: "done" }),
    of("training_step_planned", gauge(5000)),
    of("training_world_size", gauge(8)),
    of("training_last_step_timestamp_seconds", gauge(900), { rank: "0" }),
    of("training_start_timestamp_seconds", gauge(300)),
    of("training_checkpoint_last_success_timestamp_seconds", gauge(700)),
    of("training_checkpoint_failures_total", changing(factor)),
    of("training_phase_seconds_total", changing(3 * factor), { phase: "train" }),
    of("training_phase_seconds_total", changing(factor), { phase: "compile" }),
    of("training_phase_seconds_total", changing(9 * factor), { phase: "eval" }),
    of("training_phase_seconds_total", changing(9 * factor), { phase: "done" }),
    of("training_step_current", gauge(400)),
    of("training_attempt", gauge(1)),
    of("process_start_time_seconds", gauge(100)),
    of("training_learning_rate", gauge(0.1), { group: "all" }),
    of("training_gradient_norm", gauge(1.5)),
    of("training_loss_spike_steps_total", changing(factor)),
    of("training_steps_total", changing(factor)),
    of("training_samples_total", changing(4 * factor)),
    of("training_step_duration_seconds_sum", changing(factor * factor)),
    of("training_step_duration_seconds_count", changing(factor)),
    gpu("DCGM_FI_DEV_GPU_UTIL", level(20 * factor, 15), level(30 * factor, 20)),
    gpu("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", level(0.2 * factor, 18), level(0.3 * factor, 17)),
  ];
}

/** What the series of {@link everything} are recorded as, at minute 20. */
const values: Readonly<Record<string, (factor: number) => number>> = {
  "run:training_loss:current": (f) => 2 * f,
  "run:training_loss:finite": (f) => 2 * f,
  "run:training_loss:median": (f) => 2 * f,
  "run:training_loss:recent": (f) => 2 * f,
  "run:training_loss:baseline": (f) => 2 * f,
  "run:training_loss_spike_steps:increase": (f) => 500 * f,
  "run:training_loss:stddev": () => 0,
  "run:training_loss:validation": (f) => 1.5 * f,
  "run:training_loss:validation_finite": (f) => 1.5 * f,
  "run:training_loss:validation_median": (f) => 1.5 * f,
  "run:training_loss:validation_baseline": (f) => 1.5 * f,
  "run:training_step:current": (f) => 400 * f,
  "run:training_attempt:current": (f) => f,
  "run:process_start_time_seconds:max": (f) => 100 * f,
  "run:training_phase:other": () => 0,
  "run:training_learning_rate:current": (f) => 0.1 * f,
  "run:training_learning_rate:share": () => 1,
  "run:training_gradient_norm:current": (f) => 1.5 * f,
  "run:training_gradient_norm:finite": (f) => 1.5 * f,
  "run:training_gradient_norm:median": (f) => 1.5 * f,
  "run:training_steps:rate": (f) => f,
  "run:training_samples:rate": (f) => 4 * f,
  "run:training_steps:resets": () => 0,
  "run:training_step_duration_seconds:mean": (f) => f,
  "run:training_step_duration_seconds:baseline": (f) => f,
  "run:DCGM_FI_DEV_GPU_UTIL:avg": (f) => 26 * f,
  "run:DCGM_FI_PROF_PIPE_TENSOR_ACTIVE:avg": (f) => 0.26 * f,
  "run:training_phase:done": () => 0,
  "run:training_step:furthest": (f) => 400 * f,
  "run:training_step:planned": (f) => 5000 * f,
  "run:training_last_step_timestamp_seconds:max": (f) => 900 * f,
  "run:training_ranks:present": () => 1,
  "run:training_ranks:planned": (f) => 8 * f,
  "run:training_start_timestamp_seconds:latest": (f) => 300 * f,
  "run:training_checkpoint_last_success_timestamp_seconds:max": (f) => 700 * f,
  "run:training_checkpoint:age": (f) => 1200 - 700 * f,
  "run:training_checkpoint_failures:increase": (f) => 500 * f,
  "run:training_checkpoint_failures:seen": () => 1200,
  "run:training_phase_seconds:train": (f) => 1500 * f,
  "run:training_phase_seconds:increase": (f) => 2000 * f,
  "run:training_goodput:ratio": () => 0.75,
};

/** The same, ended after 15 samples. */
function first15({ series: name, values }: Series): Series {
  const [first = ""] = values.split(" ");
  return { series: name, values: first.replace(/x34$/, "x14") };
}

/** Who is recorded: the runs of the class's namespace, known by `run_id` or else by their pod. */
export const owners: readonly Case[] = [
  {
    name: "runs of the class's namespace are recorded, with and without contract labels, and no others",
    at: "20m",
    series: [
      ...everything({ ...target, pod: "r1-0", run_id: "r1" }, 1),
      ...everything({ ...target, pod: "loop-7" }, 2),
      ...everything({ ...target, pod: "loop-8" }, 4),
      ...everything({ ...target, namespace: "elsewhere", pod: "r2-0", run_id: "r2" }, 8),
      ...everything({ ...target, namespace: "elsewhere", pod: "loop-9" }, 16),
    ],
    samples: [
      ...Object.entries(values).map(([name, value]) => ({
        query: name,
        returns: (
          [
            ["r1", 1],
            ["loop-7", 2],
            ["loop-8", 4],
          ] as const
        ).map(([run_id, factor]) => ({
          labels: { __name__: name, ...run, run_id },
          value: value(factor),
        })),
      })),
      ...["run_pod:training_steps:present", "run_pod:training_phase:present"].map((name) => ({
        query: name,
        returns: (
          [
            ["r1", "r1-0"],
            ["loop-7", "loop-7"],
            ["loop-8", "loop-8"],
          ] as const
        ).map(([run_id, pod]) => ({
          labels: { __name__: name, ...run, run_id, pod },
          value: 1,
        })),
      })),
    ],
  },
  {
    // In the windows, and for 5 minutes in every selector, the pod has both kinds of series.
    name: "a pod that names its run from some time on is two runs for a while",
    at: "17m",
    series: [
      ...everything({ ...target, pod: "p-0" }, 1).map(first15),
      ...everything({ ...target, pod: "p-0", run_id: "r1" }, 1, [missing(15)]).slice(0, -2),
    ],
    quiet: true,
    samples: [
      { query: 'ALERTS{alertstate="pending"}', returns: [] },
      ...[...Object.keys(values)]
        // Its windows end every five minutes, and the younger run has none yet.
        .filter((name) => name !== "run:training_goodput:ratio")
        .map((name) => ({
          query: `count by (namespace) (${name})`,
          returns: [{ labels: { namespace: "train" }, value: 2 }],
        })),
    ],
  },
];
