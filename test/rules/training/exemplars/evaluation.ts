import { level, points, ramp, type Series } from "../../bench";
import type { Exemplar } from "../../standard";
import { ofRun } from "../subjects";
import { critical, length, run, step, warning } from "./run";

/** A run whose validation loss is as given. */
export const validated = (id: string, ...values: readonly string[]) =>
  ofRun("training_loss", values, { split: "validation" }, id);

/** The validation loss rises at minute 20, its median at 22; each evaluation has another result. */
const rises = (id: string) => validated(id, level(2, 20), ramp(3.2, 0.01, length - 20));
const stays = (id: string) => [...run(id), validated(id, level(2, length))];

/** Evaluations about a value, which is the median of any five of them. */
export const about = (value: number) =>
  points(
    ...Array.from({ length: length - 20 }, (_, i) => value + ([0, -0.01, 0, 0.01][i % 4] ?? 0)),
  );

/** Evaluations of which `n` of five have another result than the one before. */
const changing = (n: number) =>
  points(
    ...Array.from(
      { length: length - 20 },
      (_, i) => 4 + n * Math.floor(i / 5) + Math.min(i % 5, n),
    ),
  );

/** The gradient norm rises with the validation loss. */
const gradient = (factor: number, loss: Series = rises("a")) => [
  ...run("a"),
  loss,
  ofRun("training_gradient_norm", [level(1, 20), level(factor, length - 20)], {}, "a"),
];

/** What makes either alert on the validation loss judge it. */
const risen: NonNullable<Exemplar["edges"]> = {
  "> run:training_loss:validation_baseline + run:training_loss:validation_baseline * 0.5": {
    series: (after) => [...run("a"), validated("a", level(2, 20), about(after))],
    limit: 3,
    step: 0.05,
    at: 30,
  },
  "< 1000": { series: (at) => [...run("a", step("a", at)), rises("a")] },
};

/** Of alerts on what evaluations say. */
export const evaluation: readonly Exemplar[] = [
  {
    alert: "TrainingValidationLossDiverging",
    fires: critical,
    healthy: stays,
    bad: (id) => [...run(id), rises(id)],
    from: 22,
    for: 4,
    keepFiringFor: 15,
    lasts: 4,
    // A run that begins anew is not judged by its past.
    restart: "quiet",
    edges: {
      ...risen,
      ">= 2": { series: (n) => [...run("a"), validated("a", level(2, 20), changing(n))] },
      // Without another result it is judged at 31, where its median falls, and compared with that of 26.
      "< run:training_loss:validation_median * 0.95": {
        series: (after) => [
          ...run("a"),
          validated("a", level(2, 20), level(10, 9), level(after, length - 29)),
        ],
        limit: 9.5,
        step: 0.1,
        at: 35,
      },
      "> 1.25": { series: (factor) => gradient(factor), step: 0.01 },
      "< 10": { series: (factor) => gradient(factor), step: 0.1 },
      "> run:training_loss:validation_baseline * 4": {
        series: (after) => gradient(1.5, validated("a", level(2, 20), about(after))),
        limit: 8,
        step: 0.05,
        at: 30,
      },
    },
  },
  {
    alert: "TrainingValidationLossRising",
    fires: warning,
    healthy: stays,
    bad: (id) => [...run(id), rises(id)],
    from: 22,
    for: 2,
    keepFiringFor: 120,
    lasts: 4,
    restart: "quiet",
    edges: risen,
  },
];
