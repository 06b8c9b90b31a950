import type { Equivalents } from "./model";

/** Mutants of a rule, by what is before their place and operator. */
function of(rule: string, ...ids: readonly string[]): readonly string[] {
  return ids.map((id) => `${rule}: ${id}`);
}

const nonFinite = of.bind(undefined, "TrainingLossNonFinite");

/** Equivalent mutants of the training pack. */
export const training: readonly Equivalents[] = [
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
      ...["0 0 0 0 0 0 0", "0 0 0 0 0 0 1"].flatMap((path) =>
        nonFinite(
          `expr ${path} matcher namespace = dropped`,
          `expr ${path} matcher run_id != dropped`,
          `expr ${path} matcher run_id != other value`,
        ),
      ),
      ...["0 0 0 0 1 0 0 0", "0 0 0 0 1 0 0 1"].flatMap((path) =>
        nonFinite(
          `expr ${path} matcher namespace = dropped`,
          `expr ${path} matcher run_id = dropped`,
        ),
      ),
    ],
  },
  {
    reason:
      "what is compared, or excluded by `unless`, matches on namespace and run_id, which the other side chooses",
    ids: [
      ...["1 0 0 0 0 0", "1 0 1 0 0 0 0"].flatMap((path) =>
        nonFinite(
          `expr ${path} matcher namespace = dropped`,
          `expr ${path} matcher run_id != dropped`,
          `expr ${path} matcher run_id != other value`,
        ),
      ),
      ...nonFinite(
        "expr 1 0 0 0 1 0 0 matcher namespace = dropped",
        "expr 1 0 1 0 0 1 0 0 matcher namespace = dropped",
        "expr 1 1 0 matcher namespace = dropped",
      ),
    ],
  },
  {
    reason: "an increase of what is no gradient fires on its own, however small",
    ids: nonFinite(
      "expr 1 0 0 0 0 0 matcher what = dropped",
      "expr 1 0 0 0 1 0 0 matcher what = dropped",
    ),
  },
];
