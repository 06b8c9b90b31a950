import { level, type Series } from "../../bench";
import type { Exemplar } from "../../standard";
import { loss as losses, ofRun } from "../subjects";
import { critical, length, run, step } from "./run";

/** The loss rises at minute 20, its median at 22. */
const rises = (id: string, after: number) => losses([level(2, 20), level(after, length - 20)], id);

/** The learning rate has been 0.1, is 0.01 from minute 50 on, and changes at 85, where the loss rises. */
function rated(before: number, after: number): readonly Series[] {
  return [
    losses([level(2, 85), level(3.2, 20)], "a"),
    ofRun("training_step_current", [level(5000, 105)], {}, "a"),
    ofRun(
      "training_learning_rate",
      [level(before, 50), level(0.01, 35), level(after, 20)],
      {},
      "a",
    ),
  ];
}

/** Of alerts on the training loss. */
export const loss: readonly Exemplar[] = [
  {
    alert: "TrainingLossDiverging",
    fires: critical,
    healthy: run,
    bad: (id) => run(id, rises(id, 3.2)),
    from: 22,
    for: 10,
    keepFiringFor: 15,
    lasts: 4,
    // A run that begins anew is not judged by its past.
    restart: "quiet",
    edges: {
      "> run:training_loss:baseline * 1.5": {
        series: (after) => run("a", rises("a", after)),
        limit: 3,
        step: 0.05,
      },
      "< 1000": { series: (at) => run("a", rises("a", 3.2), step("a", at)) },
      "> run:training_learning_rate:current * 1.5": {
        series: (after) => rated(0.1, after),
        limit: 0.015,
        step: 0.0005,
        at: 100,
      },
      "<= run:training_learning_rate:current * 1.01": {
        series: (after) => rated(0.1, after),
        limit: 0.101,
        step: 0.0005,
        at: 100,
      },
    },
  },
];
