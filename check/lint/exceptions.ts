/** A finding that is meant, and why. */
export interface Exception {
  readonly slug: string;
  /** The rule or panel, as findings name it. */
  readonly where: string;
  readonly reason: string;
}

/** Every exception; one that excuses nothing is a finding itself. */
export const exceptions: readonly Exception[] = [
  {
    slug: "no-for",
    where: "TrainingLossNonFinite",
    reason:
      "one loss that is no number spoils the weights for good, and what is counted within a window has been seen already",
  },
  {
    slug: "no-for",
    where: "TrainingStalled",
    reason: "its condition is about a whole window without a step, which is the waiting",
  },
  {
    slug: "no-for",
    where: "Watchdog",
    reason: "it fires always: a wait would only delay it after a restart",
  },
  {
    slug: "no-for",
    where: "TrainingLossSpiked",
    reason:
      "it counts steps that the process has judged, within a window: there is nothing to wait for",
  },
  {
    slug: "no-for",
    where: "TrainingHungOnBusyGpu",
    reason: "its condition is about a whole window without a step, which is the waiting",
  },
  {
    slug: "no-for",
    where: "TrainingCrashLooping",
    reason: "it counts restarts within a window, which have happened",
  },
  {
    slug: "no-for",
    where: "TrainingCheckpointStale",
    reason: "it compares an age, which has waited already",
  },
  ...["TrainingLossDiverging", "TrainingValidationLossDiverging"].flatMap((where) =>
    ["selector-budget", "text-budget"].map((slug) => ({
      slug,
      where,
      reason:
        "it weighs several kinds of evidence and excuses; each reads a recorded series, and none is read by another rule",
    })),
  ),
  {
    slug: "fragile-sampling",
    where: "TrainingStragglerRank",
    reason:
      "the lowest and the second lowest are compared with each other, and whichever rank is the lowest is the one to name",
  },
  {
    slug: "subquery",
    where: "run_metric:training_metric:usual_change",
    reason: "it reads two dozen points in six hours, and nobody else reads the differences",
  },
  {
    slug: "dead-recording",
    where: "run:training_checkpoint:age",
    reason:
      "runbooks look at it, also where a class names no checkpointInterval and no alert reads it",
  },
  {
    slug: "idle-condition",
    where: "TrainingLossNonFinite",
    reason:
      "`count` makes one alert of all ranks, and the comparison a condition of the count, which the compiler asks for",
  },
  {
    slug: "idle-condition",
    where: "GPUInventoryAbsent",
    reason:
      "`max` drops the label that `absent` takes over from its selector, and the comparison makes a condition of it again, which the compiler asks for",
  },
  {
    slug: "long-raw-range",
    where: "ThanosUploadsFailing",
    reason:
      "one series per replica, of which a block every two hours is all that could be recorded",
  },
];
