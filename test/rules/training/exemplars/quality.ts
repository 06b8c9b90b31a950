import { level, points, ramp } from "../../bench";
import type { Exemplar } from "../../standard";
import { loss, metric, ofRun } from "../subjects";
import { about, validated } from "./evaluation";
import { length, run, step, warning } from "./run";

/** The training loss falls all the time. */
const falls = (id: string) => loss([ramp(4, -0.04, length)], id);
/** The validation loss rises meanwhile. */
const memorizes = (id: string) => [
  falls(id),
  validated(id, level(2, 20), ramp(2.3, 0.01, length - 20)),
];
/** The validation loss is bad, and the training loss as given. */
const trained = (...values: readonly string[]) =>
  run("a", ...memorizes("a").slice(1), loss(values, "a"));

/** Samples that a plateau needs: four baselines and some more. */
const long = 200;
const reaches = (id: string, ...values: readonly string[]) => [
  loss(values, id),
  ofRun("training_step_current", [level(5000, long)], {}, id),
];

/** Accuracy of 10 in place of 1, so that shares of it are exact. */
const accuracy = (id: string, after: number) =>
  metric("accuracy", [level(10, 20), level(after, length - 20)], {}, id);

/** Of alerts on models that do not get better. */
export const quality: readonly Exemplar[] = [
  {
    alert: "TrainingOverfitting",
    fires: warning,
    healthy: (id) => run(id, falls(id), validated(id, ramp(4, -0.03, length))),
    bad: (id) => run(id, ...memorizes(id)),
    from: 31,
    for: 5,
    keepFiringFor: 120,
    lasts: 4,
    restart: "quiet",
    edges: {
      "> (run:training_loss:validation_baseline > 0) * 1.1": {
        series: (after) => run("a", falls("a"), validated("a", level(2, 20), about(after))),
        limit: 2.2,
        step: 0.01,
        at: 40,
      },
      ">= 4": {
        // The window is 10 minutes.
        series: (n) => [
          ...run("a", falls("a")),
          validated(
            "a",
            level(2, 20),
            level(2.3, 7),
            points(...Array.from({ length: length - 27 }, (_, i) => 2.3 + 0.01 * Math.min(i, n))),
          ),
        ],
      },
      "< run:training_loss:median * 0.95": {
        series: (after) => trained(level(4, 28), level(after, length - 28)),
        limit: 3.8,
        step: 0.01,
      },
      "<= run:training_loss:baseline * 1.05": {
        series: (after) => trained(level(6, 10), level(4, 6), level(6, 12), level(after, length)),
        limit: 4.2,
        step: 0.01,
      },
      "< 1000": { series: (at) => run("a", ...memorizes("a"), step("a", at)) },
    },
  },
  {
    alert: "TrainingPlateau",
    fires: (id) => ({ ...warning(id), severity: "info" }),
    healthy: (id) => reaches(id, ramp(100, -0.3, long)),
    bad: (id) => reaches(id, level(2, long)),
    from: 120,
    for: 5,
    edges: {
      "> run:training_loss:baseline * 0.99": {
        series: (after) => reaches("a", level(2, 60), level(after, long - 60)),
        limit: 1.98,
        step: 0.01,
      },
      ">= run:training_step:planned": {
        series: (at) => [
          loss([level(2, long)], "a"),
          ofRun("training_step_current", [level(at, long)], {}, "a"),
          ofRun("training_step_planned", [level(5000, long)], {}, "a"),
        ],
        limit: 5000,
      },
      "< 1000": {
        series: (at) => [
          loss([level(2, long)], "a"),
          ofRun("training_step_current", [level(at, long)], {}, "a"),
        ],
      },
    },
  },
  {
    alert: "TrainingMetricCollapsed",
    fires: (id) => ({ ...warning(id), metric: "accuracy" }),
    healthy: (id) => run(id, accuracy(id, 9)),
    bad: (id) => run(id, accuracy(id, 5)),
    from: 22,
    for: 5,
    keepFiringFor: 15,
    lasts: 4,
    restart: "quiet",
    edges: {
      "> 0.3": { series: (share) => run("a", accuracy("a", 10 - 10 * share)), step: 0.01 },
      "> run_metric:training_metric:usual_change * 5": {
        // It has grown by 5 within each validation window, to a median of 48.
        series: (drop) => [
          ...run("a"),
          metric("accuracy", [ramp(10, 1, 41), level(48 - drop, length - 41)], {}, "a"),
        ],
        limit: 25,
        at: 48,
      },
      "< 1000": { series: (at) => run("a", accuracy("a", 5), step("a", at)) },
    },
  },
];
