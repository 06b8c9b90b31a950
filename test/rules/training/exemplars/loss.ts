import { level, points, ramp } from "../../bench";
import type { Exemplar } from "../../standard";
import { loss as losses, ofRun } from "../subjects";
import { critical, length, run, step, warning } from "./run";

/** The loss rises at minute 20; its recent and its smoothed median at 22. */
const rises = (id: string, after: number) => losses([level(2, 20), level(after, length - 20)], id);

/** A median of -1 and a standard deviation of 0.5 within any 5 minutes; at minute 40 the loss rises, and varies more. */
const risesFromBelow = (rise: number) =>
  losses(
    [
      points(
        ...Array.from({ length }, (_, i) => {
          const outlier = i % 5 === 0;
          return i < 40 ? (outlier ? -2.25 : -1) : rise - (outlier ? 3 : 1);
        }),
      ),
    ],
    "a",
  );

/** Evaluations, each with another result; from minute 20 on these. */
const evaluated = (id: string, ...after: readonly string[]) =>
  ofRun("training_loss", [ramp(2, 0.001, 20), ...after], { split: "validation" }, id);
const worse = (from: number) => ramp(from, 0.01, length - 20);

/** The learning rate rises with the loss. */
const rate = (id: string, after: number) =>
  ofRun("training_learning_rate", [level(0.01, 20), level(after, length - 20)], {}, id);

/** Spikes since minute 20: `first` of them at once, then 2 a minute. */
const spikes = (id: string, first: number, perMinute = 2) =>
  ofRun(
    "training_loss_spike_steps_total",
    [level(0, 20), ramp(first, perMinute, length - 20)],
    {},
    id,
  );
const unspiked = (id: string) => [
  ...run(id),
  ofRun("training_loss_spike_steps_total", [level(7, length)], {}, id),
];

/** Of alerts on the training loss. */
export const loss: readonly Exemplar[] = [
  {
    alert: "TrainingLossDiverging",
    of: "for long",
    fires: critical,
    healthy: run,
    bad: (id) => run(id, rises(id, 3.2)),
    from: 31,
    for: 2,
    keepFiringFor: 15,
    lasts: 3,
    // A run that begins anew is not judged by its past.
    restart: "quiet",
    edges: {
      "> run:training_loss:baseline + run:training_loss:baseline * 0.5": {
        series: (after) => run("a", rises("a", after)),
        limit: 3,
        step: 0.05,
      },
      "> run:training_loss:stddev * 20": {
        series: (rise) => run("a", risesFromBelow(rise)),
        limit: 10,
        step: 0.1,
        at: 53,
      },
      "< 1000": { series: (at) => run("a", rises("a", 3.2), step("a", at)) },
    },
  },
  {
    alert: "TrainingLossDiverging",
    of: "confirmed by evaluations",
    fires: critical,
    healthy: (id) => run(id, evaluated(id, ramp(2.02, 0.001, length - 20))),
    bad: (id) => run(id, rises(id, 4), evaluated(id, worse(3.2))),
    from: 23,
    for: 2,
    keepFiringFor: 15,
    lasts: 2,
    restart: "quiet",
    edges: {
      "> run:training_loss:baseline + run:training_loss:baseline * 0.7": {
        series: (after) => run("a", rises("a", after), evaluated("a", worse(3.2))),
        limit: 3.4,
        step: 0.05,
      },
      // The lowest median is that of the first evaluation.
      "> run:training_loss:validation_baseline + run:training_loss:validation_baseline * 0.5": {
        series: (after) => run("a", rises("a", 4), evaluated("a", worse(after))),
        limit: 3,
        step: 0.05,
      },
      // From 10.5 to 10 at minute 20; confirmed at 23, where the recent loss is compared with that of 19.
      "> run:training_loss:recent * 0.05": {
        series: (fall) =>
          run(
            "a",
            losses([level(2, 15), level(10 + fall, 5), level(10, length - 20)], "a"),
            evaluated("a", worse(3.2)),
          ),
        limit: 0.5,
        step: 0.02,
      },
    },
  },
  {
    alert: "TrainingLossDiverging",
    of: "by the learning rate",
    fires: critical,
    healthy: (id) => run(id, rate(id, 0.01)),
    bad: (id) => run(id, rises(id, 3.2), rate(id, 0.1)),
    from: 22,
    for: 2,
    keepFiringFor: 15,
    lasts: 3,
    restart: "quiet",
    edges: {
      "> 2": {
        series: (factor) => run("a", rises("a", 3.2), rate("a", factor / 100)),
        step: 0.1,
      },
    },
  },
  {
    alert: "TrainingLossRising",
    fires: warning,
    healthy: run,
    bad: (id) => run(id, rises(id, 4)),
    from: 22,
    for: 2,
    keepFiringFor: 120,
    lasts: 3,
    restart: "quiet",
    edges: {
      "> run:training_loss:baseline + run:training_loss:baseline * 0.7": {
        series: (after) => run("a", rises("a", after)),
        limit: 3.4,
        step: 0.05,
      },
      "> run:training_loss:stddev * 20": {
        series: (rise) => run("a", risesFromBelow(rise)),
        limit: 10,
        step: 0.1,
        at: 45,
      },
      "< 1000": { series: (at) => run("a", rises("a", 4), step("a", at)) },
    },
  },
  {
    alert: "TrainingLossSpiked",
    fires: warning,
    healthy: unspiked,
    bad: (id) => [...run(id), spikes(id, 2)],
    from: 20,
    keepFiringFor: 120,
    lasts: 3,
    edges: {
      ">= 2": { series: (first) => [...run("a"), spikes("a", first)] },
      "< 1000": { series: (at) => [...run("a", step("a", at)), spikes("a", 2)] },
    },
  },
];
