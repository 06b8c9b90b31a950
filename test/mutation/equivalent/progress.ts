import { anywhere, of } from "./ids";
import type { Equivalents } from "./model";

const stalled = of("TrainingStalled");
const plainStalled = of("TrainingStalled#2");
const hung = of("TrainingHungOnBusyGpu");
const ranksMissing = of("TrainingRanksMissing");
const vanished = of("TrainingVanished");
const goodputLow = of("TrainingGoodputLow");
const failing = of("TrainingCheckpointFailing");
const stale = of("TrainingCheckpointStale");

/** Equivalent mutants of the rules on progress and on what becomes of runs. */
export const progress: readonly Equivalents[] = [
  {
    reason:
      "the other side of the comparison, difference or guard chooses namespace and class, and both match on them",
    ids: [
      ...anywhere(
        stalled,
        ...["0 0 0 0 0 0 0", "0 0 0 0 0 1 0", "0 0 0 0 1", "0 0 0 1", "0 0 1 1 0", "0 1 0 0"],
        ...["1 0 0 0 0 0 0 0", "1 0 0 0 0 1 0 0", "1 0 0 0 1", "1 0 0 1", "1 0 1 1 0", "1 1 0"],
      ),
      ...anywhere(plainStalled, "0 0 0 0 0", "0 0 1", "0 1", "1"),
      ...anywhere(
        hung,
        ...["0 0 0 0 0 1", "0 0 0 1 0 1", "0 0 0 1 1 0", "0 0 1 0 0", "0 1 0", "1 0"],
      ),
      ...anywhere(ranksMissing, "0 0 0 0 0", "0 0 0 0 1", "0 0 1 0 0 0", "0 1 0", "1 0"),
      ...anywhere(
        vanished,
        ...["0 0 0 0 0 0 0 0", "0 0 0 0 1 0 0 0", "0 0 0 1", "0 0 1", "0 1 0 0 0", "0 1 1"],
        ...["1 0 0", "1 0 1 0 0 0", "1 1 0 0"],
      ),
      ...anywhere(goodputLow, "0 0 0", "0 1", "1"),
      ...anywhere(
        failing,
        ...["0 0 0 0 0 0 0", "0 0 0 0 1 0 0", "0 0 1 0 0 0", "0 0 1 1 0 0", "0 1", "1 0"],
      ),
      ...anywhere(stale, "0 0 1 0 0", "0 0 1 1 0", "0 1 0 0", "1 0"),
    ],
  },
  {
    reason: "both sides are of one namespace and one class, so neither need be matched",
    ids: ["namespace", "training_class"].flatMap((label) => [
      ...stalled(
        ...["0 0 0", "0 0 0 0", "1 0 0", "1 0 0 0"].map((path) => `expr ${path} on: drop ${label}`),
      ),
      ...plainStalled(`expr on: drop ${label}`),
      ...vanished(...["0 0", "0 0 0", "0"].map((path) => `expr ${path} on: drop ${label}`)),
    ]),
  },
  {
    reason: "names of pods differ within a namespace",
    ids: vanished("expr 0 1 on: drop namespace"),
  },
  {
    reason: "`and` and `unless` ask whether a series is there, whatever its value",
    ids: [
      ...failing(
        "expr 0 0 1 0 last_over_time to min_over_time",
        "expr 0 0 1 1 last_over_time to min_over_time",
      ),
      ...stale("expr 0 0 1 1 last_over_time to min_over_time"),
    ],
  },
];
