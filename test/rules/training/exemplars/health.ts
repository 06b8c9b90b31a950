import { level, nan, ramp } from "../../bench";
import type { Exemplar } from "../../standard";
import { loss } from "../subjects";
import { critical, length, nonfinite, run, step } from "./run";

/** Of ten steps a minute, from minute 10 on, so many have gradients that are none. */
const gradients = (id: string, perMinute: number) =>
  nonfinite(id, "gradient", level(100, 10), ramp(100 + perMinute, perMinute, length - 10));

/** Of alerts on numbers that are none. */
export const health: readonly Exemplar[] = [
  {
    alert: "TrainingLossNonFinite",
    of: "shown",
    fires: critical,
    healthy: run,
    bad: (id) => run(id, loss([level(2, 10), nan(length - 10)], id)),
    from: 10,
    keepFiringFor: 15,
  },
  {
    alert: "TrainingLossNonFinite",
    of: "counted",
    fires: critical,
    healthy: run,
    bad: (id) => run(id, nonfinite(id, "loss", level(0, 10), ramp(1, 1, length - 10))),
    from: 10,
    keepFiringFor: 15,
    lasts: 3,
  },
  {
    alert: "TrainingLossNonFinite",
    of: "gradients",
    fires: critical,
    healthy: run,
    bad: (id) => run(id, gradients(id, 6)),
    from: 13,
    keepFiringFor: 15,
    lasts: 3,
    edges: {
      "> training_steps_total * 0.5": {
        series: (perMinute) => run("a", gradients("a", perMinute)),
        limit: 5,
        step: 0.2,
        at: 20,
      },
      "< 1000": { series: (at) => run("a", gradients("a", 6), step("a", at)) },
    },
  },
];
