import { level, points, ramp, series, type Case, type Labels, type Series } from "../bench";
import { page, scraped, ticket } from "./shared";
import { between, loss, ofRun, warmRestart } from "./subjects";

const validation = (id: string, ...values: readonly string[]) =>
  ofRun("training_loss", values, { split: "validation" }, id);
/** By a multiple, but by less than 20 standard deviations. */
const rises = (id: string) => loss([between(1.8, 2.2, 85), between(4, 4.4, 20)], id);
const worse = (id: string, from = 4) => validation(id, level(2, 85), ramp(from, 0.1, 20));
const spikes = (id: string) =>
  ofRun("training_loss_spike_steps_total", [level(0, 92), level(9, 10)], {}, id);
const gradient = (id: string) =>
  ofRun("training_gradient_norm", [level(1, 85), level(1.5, 20)], {}, id);
const both = (id: string) => [rises(id), worse(id), spikes(id)];

/** Runs whose losses rise at minute 85 or a little before, in every way that the rules tell apart. */
const runs: readonly Series[] = [
  ...both("seen"),
  ...both("young"),
  ofRun("training_step_current", [level(999, 105)], {}, "young"),
  ...both("again"),
  ofRun("training_attempt", [level(1, 60), level(2, 45)], {}, "again"),
  ...both("planned"),
  { ...warmRestart, series: warmRestart.series.replaceAll("r1", "planned") },
  rises("driven"),
  ofRun("training_learning_rate", [level(0.01, 85), level(0.1, 20)], {}, "driven"),
  loss([level(-6, 85), level(2, 20)], "from below"),
  worse("from below"),
  loss([level(2, 85), ramp(9, -0.4, 20)], "falls"),
  validation("falls", level(2, 89), ramp(6, -0.3, 16)),
  validation("falls for long", level(2, 80), level(9, 8), ramp(8.4, -0.4, 12)),
  validation("seldom seen", level(2, 80), level(4, 25)),
  ...[worse("harder"), gradient("harder")],
  ...[worse("inexplicable", 9), gradient("inexplicable")],
];

const judged = (alert: string, by: typeof page, ...fires: readonly string[]): Case => ({
  name: `${alert}: judges the runs of its class only`,
  alert,
  at: "94m",
  series: [...scraped("large", ...runs), ...scraped(undefined, ...both("of no class"))],
  fires: fires.map((id) => by(id, "large", "ml")),
});

/** Alerts on losses where classes share a namespace. */
export const sharedLoss: readonly Case[] = [
  judged("TrainingLossDiverging", page, "seen", "driven", "from below"),
  judged("TrainingLossRising", ticket, "seen", "driven", "from below", "falls"),
  judged("TrainingLossSpiked", ticket, "seen", "again"),
  judged(
    "TrainingValidationLossDiverging",
    page,
    ...["seen", "from below", "seldom seen", "inexplicable"],
  ),
  judged(
    "TrainingValidationLossRising",
    ticket,
    ...["seen", "from below", "falls", "falls for long", "seldom seen", "harder", "inexplicable"],
  ),
];

/** A sample a minute, of which the windows of the classes have different medians. */
const minutes = (of: (minute: number) => number) =>
  points(...Array.from({ length: 96 }, (_, minute) => of(minute)));
const pod = (labels: Labels, factor: number) => {
  const of = (metric: string, value: (minute: number) => number, more: Labels = {}) =>
    series(
      metric,
      { namespace: "train", job: "train/runs", ...labels, ...more },
      minutes((minute) => factor * value(minute)),
    );
  return [
    of("training_loss", (t) => t, { split: "train" }),
    of("training_loss", (t) => t, { split: "validation" }),
    of("training_gradient_norm", (t) => t),
    of("training_learning_rate", (t) => 200 - t),
    of("training_loss_spike_steps_total", (t) => t * t),
  ];
};
const pods = (factor: number) => [
  ...pod({ pod: "r1-0", run_id: "r1" }, factor),
  ...pod({ pod: "loop-7" }, 2 * factor),
];

/** What is recorded at minute 95: of the class `large`, of `small`, and whether it grows with the values. */
const recordings: Readonly<Record<string, readonly [number, number, "grows" | "stays"]>> = {
  "run:training_loss:recent": [93.5, 90.5, "grows"],
  "run:training_loss:stddev": [Math.sqrt(2), Math.sqrt(399 / 12), "grows"],
  "run:training_loss_spike_steps:increase": [(744 * 5) / 4, (3249 * 20) / 19, "grows"],
  "run:training_learning_rate:share": [105 / 164, 105 / 200, "stays"],
  "run:training_learning_rate:rise": [114 / 144, 144 / 200, "stays"],
  "run:training_loss:validation_finite": [95, 95, "grows"],
  "run:training_loss:validation_median": [93, 85.5, "grows"],
  "run:training_loss:validation_baseline": [64, 0, "grows"],
  "run:training_gradient_norm:finite": [95, 95, "grows"],
  "run:training_gradient_norm:median": [93, 85.5, "grows"],
};

/** Recorded series of losses where classes share a namespace. */
export const sharedLossRecorded: readonly Case[] = [
  {
    name: "classes of one namespace record the losses of their own runs, even of one name, over their own windows",
    at: "95m",
    series: [...scraped("large", ...pods(1)), ...scraped("small", ...pods(4)), ...pods(16)],
    samples: Object.entries(recordings).map(([name, [large, small, how]]) => ({
      query: `round(${name}, 0.0001)`,
      returns: (
        [
          ["large", "r1", large, 1],
          ["large", "loop-7", large, 2],
          ["small", "r1", small, 4],
          ["small", "loop-7", small, 8],
        ] as const
      ).map(([training_class, run_id, value, factor]) => ({
        labels: { namespace: "train", job: "train/runs", run_id, training_class },
        value: Math.round(value * (how === "grows" ? factor : 1) * 1e4) / 1e4,
      })),
    })),
  },
];
