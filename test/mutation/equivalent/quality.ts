import { anyRun, anywhere, dropped, of } from "./ids";
import type { Equivalents } from "./model";

const nonFinite = of("TrainingLossNonFinite");
const masked = of("TrainingNonFiniteMasked");
const scale = of("TrainingLossScaleCollapsed");
const overfitting = of("TrainingOverfitting");
const plateau = of("TrainingPlateau");
const collapsed = of("TrainingMetricCollapsed");

/** Equivalent mutants of the alerts on numbers that are none and on models that do not get better. */
export const quality: readonly Equivalents[] = [
  {
    reason: "a count of series is 1 or more, or there is none",
    ids: nonFinite("expr 0 0 > to >=", "expr 0 0 drop comparison", "expr 0 0 1 less"),
  },
  {
    reason: "of what is 0 or more, the sum, the mean, the largest and the rate are 0 together",
    ids: nonFinite(
      "expr 0 1 0 sum to avg",
      "expr 0 1 0 sum to max",
      "expr 0 1 0 0 0 increase to rate",
      "expr 0 1 0 0 1 0 increase to rate",
    ),
  },
  {
    reason: "a series is compared with itself, so either side chooses it",
    ids: [
      ...anywhere(
        nonFinite,
        ...["0 0 0 0 0 0 0", "0 0 0 0 0 0 1", "0 0 0 0 1 0 0 0", "0 0 0 0 1 0 0 1"],
      ),
      ...dropped(nonFinite, "run_id =", "0 0 0 0 1 0 0 0", "0 0 0 0 1 0 0 1"),
      ...anyRun(nonFinite, "0 0 0 0 0 0 0", "0 0 0 0 0 0 1"),
    ],
  },
  {
    reason:
      "the other side of the comparison or guard chooses namespace and class, and both match on them",
    ids: [
      ...anywhere(nonFinite, "1 0 0 0", "1 0 1 0", "1 0 1 1 0 0", "1 1 0"),
      ...anywhere(masked, "0 0 0", "0 1 0 0 0", "0 1 0 0 1", "0 1 0 1 0", "0 1 1 0", "1 0"),
      ...anywhere(scale, "0 0 0 0", "0 0 0 1 0", "0 0 1 0", "0 1 0", "1 0"),
      ...anywhere(
        overfitting,
        ...["0 0 0 0 0 0 0 0", "0 0 0 0 0 0 1 0 0", "0 0 0 0 0 1 0 0", "0 0 0 0 1 0"],
        ...["0 0 0 0 1 1 0", "0 0 0 1 0", "0 0 0 1 1 0", "0 0 1 0", "0 1 0", "1"],
      ),
      ...anywhere(
        plateau,
        ...["0 0 0 0 0 0 0", "0 0 0 0 0 0 1 0", "0 0 0 0 0 1", "0 0 0 0 1 0", "0 0 0 1 0"],
        ...["0 0 0 1 1", "0 0 1 0", "0 1 0", "1"],
      ),
      ...anywhere(
        collapsed,
        ...["0 0 0 0 0 0 0 0", "0 0 0 0 0 0 0 1", "0 0 0 0 0 0 1 0 0", "0 0 0 0 0 1 0 0"],
        ...["0 0 0 0 0 1 0 1", "0 0 0 0 0 1 1 0", "0 0 1 0", "0 1", "1"],
      ),
    ],
  },
  {
    reason: "both sides are of one namespace and class, so these need not be matched",
    ids: collapsed(
      ...["expr", "expr 0", "expr 0 0"].flatMap((path) => [
        `${path} on: drop namespace`,
        `${path} on: drop training_class`,
      ]),
    ),
  },
  {
    reason: "`and` and `unless` ask whether a series is there, whatever its value",
    ids: [nonFinite("expr 1 0 1 1"), overfitting("expr 0 1"), plateau("expr 0 1")]
      .flat()
      .map((place) => `${place} last_over_time to min_over_time`),
  },
  {
    reason: "each median speaks for all that its window held: to look twice as often shows no more",
    ids: nonFinite("expr 1 0 1 1 0 step halved"),
  },
];
