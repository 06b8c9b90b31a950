import { counter, level, missing, ramp, stale, type Series } from "../../bench";
import type { Exemplar } from "../../standard";
import { gpus } from "../hangs";
import { ofRun, plain } from "../subjects";
import { critical, length, run, warning } from "./run";

/** The last step ends at minute 9, or at a time. */
const stepped = (id: string, ...values: readonly string[]) =>
  ofRun(
    "training_last_step_timestamp_seconds",
    values.length > 0 ? values : [ramp(0, 60, 10), level(540, length - 10)],
    { rank: "0" },
    id,
  );
/** It counts samples, and no steps. */
const uncounted = (id: string, last: Series) => [
  last,
  ofRun("training_samples_total", [counter(10, length)], {}, id),
];
const evaluating = ofRun("training_phase", [level(1, 100)], { phase: "eval" }, "a");

/** So long ago was the last step at a minute. */
const since = (seconds: number, minute: number) =>
  stepped("a", level(60 * minute - seconds, 2 * length));

const hung = (id: string, last: Series) => [
  last,
  ofRun("training_steps_total", [counter(10, 10), level(90, length - 10)], {}, id),
];

/** A run of two ranks, of which the second goes on for as long as said. */
const twoRanks = (id: string, minutes: number) => [
  ofRun("training_world_size", [level(2, length)], {}, id),
  ofRun("training_steps_total", [counter(10, length)], {}, id),
  ofRun(
    "training_steps_total",
    minutes < length
      ? [counter(10, minutes), stale, missing(length - minutes - 1)]
      : [counter(10, length)],
    { instance: "2" },
    id,
  ),
];

/** Of alerts on runs that stand still. */
export const progress: readonly Exemplar[] = [
  {
    alert: "TrainingStalled",
    fires: critical,
    healthy: run,
    // The last step is done at minute 9; the first window of 10 minutes without one ends at 18.
    bad: (id) =>
      run(id, ofRun("training_steps_total", [counter(10, 10), level(90, length - 10)], {}, id)),
    from: 18,
    restart: "quiet",
  },
  {
    alert: "TrainingStalled",
    of: "loss alone",
    fires: warning,
    healthy: (pod) => [plain("training_loss", [ramp(9, -0.01, length)], pod)],
    bad: (pod) => [plain("training_loss", [ramp(21, -1, 10), level(11, length - 10)], pod)],
    from: 19,
  },
  {
    alert: "TrainingStalled",
    of: "time of the last step",
    fires: critical,
    healthy: (id) => uncounted(id, stepped(id, ramp(0, 60, length))),
    bad: (id) => uncounted(id, stepped(id)),
    from: 20,
    edges: {
      "> 600": { series: (seconds) => [since(seconds, 40)], at: 40 },
      "> 3600": { series: (seconds) => [since(seconds, 80), evaluating], at: 80 },
    },
  },
  {
    alert: "TrainingHungOnBusyGpu",
    fires: critical,
    healthy: (id) => [
      stepped(id, ramp(0, 60, length)),
      ofRun("training_steps_total", [counter(10, length)], {}, id),
      ...gpus(id, [level(100, length)], [level(0.4, length)]),
    ],
    bad: (id) => [
      ...hung(id, stepped(id)),
      ...gpus(id, [level(100, length)], [level(0.4, 10), level(0, length - 10)]),
    ],
    from: 15,
    edges: {
      "> 300": {
        series: (seconds) => [
          ...hung("a", since(seconds, 40)),
          ...gpus("a", [level(100, length)], [level(0, length)]),
        ],
        at: 40,
      },
      "> 95": {
        series: (percent) => [
          ...hung("a", stepped("a")),
          ...gpus("a", [level(percent, length)], [level(0, length)]),
        ],
      },
      "< 0.01": {
        series: (share) => [
          ...hung("a", stepped("a")),
          ...gpus("a", [level(100, length)], [level(share, length)]),
        ],
        step: 0.001,
      },
    },
  },
  {
    alert: "TrainingRanksMissing",
    fires: warning,
    healthy: (id) => twoRanks(id, length),
    bad: (id) => twoRanks(id, 10),
    from: 10,
    for: 10,
    edges: {
      "> 1": {
        series: (ranks) => [
          ofRun("training_world_size", [level(3, length)], {}, "a"),
          ofRun("training_steps_total", [counter(10, length)], {}, "a"),
          ...Array.from({ length: ranks - 1 }, () =>
            ofRun("training_steps_total", [counter(10, 10), stale], { pod: "a-1" }, "a"),
          ),
        ],
      },
    },
  },
];
