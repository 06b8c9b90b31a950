import {
  casesOf,
  counter,
  level,
  missing as absent,
  ramp,
  series,
  stale,
  type Case,
  type Series,
} from "../bench";
import { dashboard_url, firing, ofRun } from "./subjects";

/** Utilization and tensor activity of the GPU of a run's first pod, or of another. */
export function gpus(
  run_id: string,
  utilization: readonly string[],
  tensor: readonly string[],
  pod = `${run_id}-0`,
  namespace = "train",
): readonly Series[] {
  const labels = {
    ...{ namespace: "gpu", pod: "dcgm-exporter-x", gpu: "0" },
    ...{ exported_namespace: namespace, exported_pod: pod },
  };
  return [
    series("DCGM_FI_DEV_GPU_UTIL", labels, ...utilization),
    series("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", labels, ...tensor),
  ];
}

const page = firing("critical");
const rank1 = { pod: "r1-1" };

/** Steps until minute 19, and none after it; the time of the last one is that of the first rank. */
const halted = [
  ofRun("training_steps_total", [counter(10, 20), level(190, 40)]),
  ofRun("training_last_step_timestamp_seconds", [ramp(0, 60, 20), level(1140, 40)], { rank: "0" }),
];
const waiting = gpus("r1", [level(100, 60)], [level(0.4, 20), level(0, 40)]);
const spinning = (pod: string) => gpus("r1", [level(100, 60)], [level(0, 60)], pod);
const hung = casesOf("TrainingHungOnBusyGpu", "26m");

/** Runs that hang while their GPUs look busy. */
const hangs: readonly Case[] = [
  {
    ...hung.fires(
      "on a run whose ranks wait, beside one that computes",
      page,
      ...halted,
      ...waiting,
      ofRun("training_phase", [level(0, 60)], { phase: "checkpoint" }),
      ofRun("training_steps_total", [counter(10, 60)], {}, "r2"),
      ofRun("training_last_step_timestamp_seconds", [ramp(0, 60, 60)], { rank: "0" }, "r2"),
      ...gpus("r2", [level(100, 60)], [level(0.4, 60)]),
    ),
    annotations: {
      summary: "Run r1 in train hangs, its GPUs wait",
      description:
        "No rank of training run r1 (job train/runs, namespace train) has finished a step for 7m 0s. Its GPUs are above 95 % utilization, yet their tensor cores do nothing: they wait in a collective for a rank that does not come.",
      dashboard_url,
    },
  },
  hung.quiet(
    "while a rank saves and the others wait for it",
    ...halted,
    ...waiting,
    ofRun("training_phase", [level(0, 20), level(1, 40)], { phase: "checkpoint" }),
  ),
  hung.quiet(
    "shortly after a rank has saved",
    ...halted,
    ...waiting,
    ofRun("training_phase", [level(0, 20), level(1, 4), level(0, 36)], { phase: "checkpoint" }),
  ),
  {
    ...hung.fires(
      "some minutes after a rank has saved",
      page,
      ...halted,
      ...waiting,
      ofRun("training_phase", [level(0, 20), level(1, 4), level(0, 36)], { phase: "checkpoint" }),
    ),
    at: "29m",
  },
  ...[
    // Steps of two minutes may take ten.
    { minute: 29, outcome: "quiet" as const },
    { minute: 30, outcome: "fires" as const },
  ].map(({ minute, outcome }): Case => {
    const given = [
      ...halted,
      ...waiting,
      ofRun("training_step_duration_seconds_sum", [counter(60, 20), level(1140, 40)]),
      ofRun("training_step_duration_seconds_count", [counter(0.5, 20), level(9.5, 40)]),
    ];
    return {
      ...(outcome === "fires"
        ? hung.fires("when a long step takes five times as long", page, ...given)
        : hung.quiet("until a long step takes five times as long", ...given)),
      at: `${minute}m`,
    };
  }),
  hung.quiet(
    "while one of its ranks computes",
    ...halted,
    ofRun("training_steps_total", [counter(10, 20), level(190, 40)], rank1),
    ...spinning("r1-0"),
    ...gpus("r1", [level(100, 60)], [level(0.4, 60)], "r1-1"),
  ),
  hung.quiet(
    "while another rank steps",
    ...halted,
    ofRun("training_last_step_timestamp_seconds", [ramp(0, 60, 60)], { rank: "1", ...rank1 }),
    ...waiting,
  ),
  hung.quiet("without GPU metrics", ...halted),
];

const missing = casesOf("TrainingRanksMissing", "25m");
const ticket = firing("warning");
const steps = (pod: string, ...values: readonly string[]) =>
  ofRun("training_steps_total", values, { pod });
const three = ofRun("training_world_size", [level(3, 60)]);
const gone = [counter(10, 10), stale];

/** Runs that lose ranks. */
const ranks: readonly Case[] = [
  {
    ...missing.fires(
      "on two of three ranks",
      ticket,
      three,
      steps("r1-0", counter(10, 60)),
      steps("r1-1", ...gone),
      steps("r1-2", ...gone),
      ofRun("training_phase", [level(0, 60)], { phase: "done" }),
    ),
    annotations: {
      summary: "Ranks of run r1 in train are missing",
      description:
        "2 of the ranks of training run r1 (job train/runs, namespace train) have not exported their steps for 10m, while the others go on. Nobody sees what they do.",
      dashboard_url,
    },
  },
  missing.fires(
    "on a rank that was seen for some minutes only",
    ticket,
    three,
    steps("r1-0", counter(10, 60)),
    steps("r1-1", absent(3), counter(10, 5), stale),
  ),
  missing.quiet(
    "when the others stand still",
    three,
    steps("r1-0", counter(10, 10), level(90, 50)),
    steps("r1-1", ...gone),
  ),
  missing.quiet(
    "when the run is done",
    three,
    steps("r1-0", counter(10, 60)),
    steps("r1-1", ...gone),
    ofRun("training_phase", [level(1, 60)], { phase: "done" }),
  ),
  missing.quiet(
    "on more ranks than there should be",
    ofRun("training_world_size", [level(1, 60)]),
    steps("r1-0", counter(10, 60)),
    steps("r1-1", counter(10, 60)),
  ),
  {
    ...missing.quiet(
      "on a run whose only rank was seen for the past that counts",
      three,
      steps("r1-0", counter(10, 60)),
      steps("r1-1", ...gone),
    ),
    at: "50m",
  },
];

/** Cases of runs that hang, whole or in part. */
export const hangCases: readonly Case[] = [...hangs, ...ranks];
