import { counter, level, missing, ramp, series, stale, type Series } from "../../bench";
import type { Exemplar } from "../../standard";
import { ofRun } from "../subjects";
import { critical, length, run, warning } from "./run";

const up = (id: string, ...values: readonly string[]) =>
  series("up", { namespace: "train", job: "train/runs", pod: `${id}-0` }, ...values);

/** A run that says what it does, for as long as said. */
const telling = (id: string, minutes: number, done: number): readonly Series[] =>
  [
    ofRun("training_steps_total", [counter(10, minutes)], {}, id),
    ofRun("training_step_current", [counter(10, minutes)], {}, id),
    ofRun("training_phase", [level(done, minutes)], { phase: "done" }, id),
    up(id, level(1, minutes)),
  ].map((s) =>
    minutes < length
      ? { ...s, values: `${s.values} ${stale} ${missing(length - minutes - 1)}` }
      : s,
  );

/** Attempts of ten minutes, from minute 10 on; each comes to the step that is said, from minute 5 on to 50. */
function attempts(id: string, restarts: number, furthest: number): readonly Series[] {
  const begun = Array.from({ length: restarts }, (_, i) => level(i + 2, 10));
  return [
    ofRun("training_attempt", [level(1, 10), ...begun, level(restarts + 1, 100)], {}, id),
    ofRun("training_step_current", [ramp(0, 10, 6), level(40, 20), level(furthest, 100)], {}, id),
    ofRun("training_steps_total", [counter(10, 150)], {}, id),
  ];
}

/** Of its time the share goes into training, the rest into checkpoints. */
const trains = (id: string, share: number) =>
  [
    ["train", share],
    ["checkpoint", 1 - share],
  ].map(([phase, part]) =>
    ofRun(
      "training_phase_seconds_total",
      [counter(Number((60 * Number(part)).toFixed(6)), length)],
      { phase: String(phase) },
      id,
    ),
  );

/** Of alerts on what becomes of runs. */
export const lifecycle: readonly Exemplar[] = [
  {
    alert: "TrainingTargetDown",
    fires: (id) => ({
      namespace: "train",
      job: "train/runs",
      pod: `${id}-0`,
      severity: "warning",
      team: "ml",
    }),
    healthy: (id) => [...run(id), up(id, level(1, length))],
    bad: (id) => [
      ofRun("training_steps_total", [counter(10, 10), stale, missing(length - 11)], {}, id),
      up(id, level(1, 10), level(0, length - 10)),
    ],
    from: 10,
    for: 10,
  },
  {
    alert: "TrainingVanished",
    fires: warning,
    healthy: (id) => telling(id, length, 1),
    bad: (id) => telling(id, 10, 0),
    // Its end is remembered for five minutes, in case it says that it is done.
    from: 14,
    for: 10,
    lasts: 164,
  },
  {
    alert: "TrainingCrashLooping",
    fires: critical,
    healthy: (id) => attempts(id, 0, 400),
    bad: (id) => attempts(id, 6, 45),
    from: 65,
    lasts: 32,
    edges: {
      ">= 3": { series: (restarts) => attempts("a", restarts, 45) },
      "<= run:training_step:furthest": {
        series: (furthest) => attempts("a", 6, furthest),
        limit: 50,
      },
    },
  },
  {
    alert: "TrainingGoodputLow",
    fires: warning,
    healthy: (id) => trains(id, 0.95),
    bad: (id) => trains(id, 0.8),
    // Before, it is younger than the past that it is judged by.
    from: 31,
    for: 5,
    lasts: 3,
    edges: { "< 0.9": { series: (share) => trains("a", share), step: 0.01 } },
  },
];
