import { level, ramp, series, type Case, type Labels, type Series } from "../bench";

const run = { namespace: "train", job: "train/runs" };

/** What a process has done and waited for, `factor` times as much as another. */
function everything(labels: Labels, factor: number): readonly Series[] {
  const of = (metric: string, perMinute: number, more: Labels = {}) =>
    series(metric, { ...labels, ...more }, ramp(1e6, perMinute, 30));
  return [
    of("training_tokens_total", 480 * factor),
    of("training_model_flops_total", 60 * factor * factor),
    series("training_peak_flops_per_second", labels, level(4 * factor, 30)),
    of("training_step_seconds_total", 30, { rank: "0" }),
    of("training_data_wait_seconds_total", factor, { rank: "0" }),
    of("training_comm_wait_seconds_total", 2 * factor, { rank: "0" }),
  ];
}

/** What these are recorded as. */
const values: Readonly<Record<string, (factor: number) => number>> = {
  "run:training_tokens:rate": (f) => 8 * f,
  "run:training_throughput:rate": (f) => 8 * f,
  "run:training_throughput:baseline": (f) => 8 * f,
  "run:training_mfu:ratio": (f) => f / 4,
  "run:training_mfu:baseline": (f) => f / 4,
  "run:training_step_seconds:rate": () => 0.5,
  "run:training_data_wait:ratio": (f) => f / 30,
};

const pods = [
  ["r1", "r1-0", 3],
  ["loop-7", "loop-7", 6],
  ["loop-8", "loop-8", 12],
] as const;

/** Whose speed is recorded: that of the runs of the class's namespace, known by `run_id` or else by their pod. */
export const speedOwners: readonly Case[] = [
  {
    name: "the speed of runs is recorded with and without `run_id`, and of no other namespace",
    at: "25m",
    series: [
      ...everything({ ...run, pod: "r1-0", run_id: "r1" }, 3),
      ...everything({ ...run, pod: "loop-7" }, 6),
      ...everything({ ...run, pod: "loop-8" }, 12),
      ...everything({ namespace: "elsewhere", job: "train/runs", pod: "r1-0", run_id: "r1" }, 24),
      ...everything({ namespace: "elsewhere", job: "train/runs", pod: "loop-9" }, 48),
    ],
    samples: [
      ...Object.entries(values).map(([name, value]) => ({
        query: name,
        returns: pods.map(([run_id, , factor]) => ({
          labels: { __name__: name, ...run, run_id },
          value: value(factor),
        })),
      })),
      {
        query: "run_rank:training_comm_wait:ratio",
        returns: pods.map(([run_id, pod, factor]) => ({
          labels: { __name__: "run_rank:training_comm_wait:ratio", ...run, run_id, pod, rank: "0" },
          value: factor / 15,
        })),
      },
    ],
  },
];
