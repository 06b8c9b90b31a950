import { level, nan, ramp } from "../../bench";
import type { Exemplar } from "../../standard";
import { loss, ofRun } from "../subjects";
import { critical, length, nonfinite, run, step, warning } from "./run";

/** Of ten steps a minute, from minute 10 on, so many have gradients that are none. */
const gradients = (id: string, perMinute: number) =>
  nonfinite(id, "gradient", level(100, 10), ramp(100 + perMinute, perMinute, length - 10));

const norm = (id: string, ...values: readonly string[]) =>
  ofRun("training_gradient_norm", values, {}, id);

/** A loss of 0 from minute 10 on. */
const zero = (id: string) => loss([level(2, 10), level(0, length - 10)], id);
const masked = (id: string) => [zero(id), norm(id, level(1, 10), nan(length - 10))];

const scale = (id: string, before: number, after: number) =>
  ofRun("training_loss_scale", [level(before, 20), level(after, length - 20)], {}, id);
const overflows = (id: string, perMinute = 1) =>
  ofRun(
    "training_skipped_steps_total",
    [level(0, 20), ramp(perMinute, perMinute, length - 20)],
    { reason: "overflow" },
    id,
  );

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
    healthy: (id) => run(id, norm(id, level(1, length))),
    bad: (id) => run(id, norm(id, level(1, length)), gradients(id, 6)),
    from: 13,
    keepFiringFor: 15,
    lasts: 3,
    edges: {
      "> 0.5": {
        series: (share) => run("a", norm("a", level(1, length)), gradients("a", 10 * share)),
        step: 0.02,
        at: 20,
      },
      "< 1000": {
        series: (at) => run("a", norm("a", level(1, length)), gradients("a", 6), step("a", at)),
      },
    },
  },
  {
    alert: "TrainingNonFiniteMasked",
    fires: critical,
    healthy: (id) => run(id, norm(id, level(1, length))),
    bad: (id) => run(id, ...masked(id)),
    from: 10,
    for: 1,
    keepFiringFor: 15,
    edges: {
      "> 0.9": {
        series: (share) => run("a", zero("a"), gradients("a", 10 * share)),
        step: 0.02,
        at: 20,
      },
      "< 100": { series: (at) => run("a", ...masked("a"), step("a", at)) },
    },
  },
  {
    alert: "TrainingLossScaleCollapsed",
    fires: warning,
    healthy: (id) => run(id, scale(id, 65536, 32768), overflows(id, 0)),
    bad: (id) => run(id, scale(id, 65536, 32), overflows(id)),
    from: 20,
    for: 2,
    keepFiringFor: 15,
    edges: {
      "< run:training_loss_scale:baseline / 1024": {
        series: (after) => run("a", scale("a", 65536, after), overflows("a")),
        limit: 64,
      },
      "< 1": {
        series: (after) => run("a", scale("a", 4, after), overflows("a")),
        step: 0.1,
      },
      "< 1000": {
        series: (at) => run("a", scale("a", 65536, 32), overflows("a"), step("a", at)),
      },
    },
  },
];
