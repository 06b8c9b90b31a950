import { anywhere, of } from "./ids";
import type { Equivalents } from "./model";

const diverging = of("TrainingLossDiverging");
const rising = of("TrainingLossRising");
const spiked = of("TrainingLossSpiked");
const validationDiverging = of("TrainingValidationLossDiverging");
const validationRising = of("TrainingValidationLossRising");

/** Equivalent mutants of the rules on losses. */
export const loss: readonly Equivalents[] = [
  {
    reason:
      "the other side of the comparison, join or guard chooses namespace and class, and both match on them",
    ids: [
      ...anywhere(
        diverging,
        ...["0 0 0 0 0 0 0", "0 0 0 0 0 0 1 0", "0 0 0 0 0 0 1 1 0 0", "0 0 0 0 0 1 0 0"],
        ...["0 0 0 0 0 1 1 0 0", "0 0 0 0 0 1 1 0 1", "0 0 0 0 0 1 1 1 0 0", "0 0 0 0 1 0"],
        ...["0 0 0 1 0", "0 0 1 0 0 0 0 0", "0 0 1 0 0 0 1 0", "0 0 1 0 0 0 1 1 0 0"],
        ...["0 0 1 0 0 1", "0 0 1 0 1 0 0 0 0", "0 0 1 0 1 0 0 0 1 0"],
        ...["0 0 1 0 1 0 0 0 1 1 0 0", "0 0 1 0 1 0 0 1 0 0", "0 0 1 0 1 0 0 1 1 0"],
        ...["0 0 1 0 1 0 0 1 1 1 0 0", "0 0 1 0 1 0 1 0 0", "0 0 1 0 1 1 0 0"],
        ...["0 0 1 0 1 1 0 1", "0 0 1 0 1 1 1 0 0", "0 0 1 1 0", "0 1", "1"],
      ),
      ...anywhere(
        rising,
        ...["0 0 0 0 0 0", "0 0 0 0 0 1 0", "0 0 0 0 0 1 1 0 0", "0 0 0 0 1 0 0"],
        ...["0 0 0 0 1 1 0 0", "0 0 0 0 1 1 0 1", "0 0 0 0 1 1 1 0 0", "0 0 0 1 0"],
        ...["0 0 1 0", "0 1", "1"],
      ),
      ...anywhere(spiked, "0 1 0", "1"),
      ...anywhere(
        validationDiverging,
        ...["0 0 0 0 0 0 0 0 0", "0 0 0 0 0 0 0 0 1 0", "0 0 0 0 0 0 0 0 1 1 0 0"],
        ...["0 0 0 0 0 0 0 1 0", "0 0 0 0 0 0 1 0", "0 0 0 0 0 1 0", "0 0 0 0 1", "0 0 0 1"],
        ...["0 0 1 0 0 0", "0 0 1 1 0 0", "0 0 1 1 1 0", "0 0 1 1 1 1 0 0", "0 1 0", "0 1 1 0"],
        ...["1 0 0 0 0 0", "1 0 0 0 1 0", "1 0 1 0 0 0", "1 0 1 0 1 0", "1 1 0", "1 1 1 0"],
      ),
      ...anywhere(
        validationRising,
        ...["0 0 0 0 0 0", "0 0 0 0 0 1 0", "0 0 0 0 0 1 1 0 0", "0 0 0 0 1 0", "0 0 0 1 0"],
        ...["0 0 1 0", "0 1", "1"],
      ),
    ],
  },
  {
    reason: "`and` asks whether a series is there, whatever its value",
    ids: [
      ...diverging("expr 0 0 0 0 1 last_over_time to min_over_time"),
      ...rising("expr 0 0 0 1 last_over_time to min_over_time"),
      ...validationDiverging("expr 0 0 0 0 0 0 1 last_over_time to min_over_time"),
      ...validationRising("expr 0 0 0 1 last_over_time to min_over_time"),
    ],
  },
  {
    reason: "where the lowest validation loss is below zero, nothing is judged",
    ids: [
      ...validationDiverging("expr 0 0 0 0 0 0 0 0 1 1 0 drop abs", "expr 0 0 1 1 1 1 0 drop abs"),
      ...validationRising("expr 0 0 0 0 0 1 1 0 drop abs"),
    ],
  },
];
