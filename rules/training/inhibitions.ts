/** Alerts that notify nobody while another says the same thing better. */
export interface Inhibition {
  /** Alerts that name the cause. */
  readonly sources: readonly string[];
  /** Alerts that are muted while one of the sources fires. */
  readonly targets: readonly string[];
  /** Labels by which the two are about the same thing. */
  readonly equal: readonly string[];
  /** Why the targets say nothing more. */
  readonly reason: string;
}

const sameRun = ["namespace", "run_id"];
/** For alerts on processes, which carry no run. */
const sameJob = ["namespace", "job"];

/** What becomes of a run whose weights go wrong. */
const worse = [
  ...["TrainingLossRising", "TrainingLossSpiked", "TrainingPlateau", "TrainingOverfitting"],
  ...["TrainingValidationLossDiverging", "TrainingValidationLossRising", "TrainingMetricCollapsed"],
];

/** What slows a run down, named by what it does to the run. */
const slow = ["TrainingStepsSlow", "TrainingThroughputDropped", "TrainingMfuDropped"];
/** Why a run is slow. */
const slowBecause = [
  "TrainingStragglerRank",
  "TrainingInputBound",
  "TrainingCommunicationBound",
  "TrainingSlowOnBusyGpu",
];

/** Which alerts on training runs mute which others. */
export const trainingInhibitions: readonly Inhibition[] = [
  {
    sources: ["TrainingLossNonFinite"],
    targets: ["TrainingNonFiniteMasked"],
    equal: sameRun,
    reason: "what is seen to be no number need not be found out",
  },
  {
    sources: ["TrainingLossNonFinite", "TrainingNonFiniteMasked"],
    targets: ["TrainingLossDiverging", ...worse, "TrainingLossScaleCollapsed"],
    equal: sameRun,
    reason: "a loss that is no number has no level, and the way there does not matter any more",
  },
  {
    sources: ["TrainingLossDiverging"],
    targets: worse,
    equal: sameRun,
    reason: "early signs have come true, and what is evaluated follows the weights",
  },
  {
    sources: ["TrainingValidationLossDiverging"],
    targets: ["TrainingValidationLossRising", "TrainingOverfitting", "TrainingMetricCollapsed"],
    equal: sameRun,
    reason: "early signs have come true, and other metrics follow the validation loss",
  },
  {
    sources: ["TrainingLossRising"],
    targets: ["TrainingLossSpiked", "TrainingPlateau"],
    equal: sameRun,
    reason: "a loss that stays up is neither a spike nor a plateau",
  },
  {
    sources: ["TrainingHungOnBusyGpu"],
    targets: ["TrainingStalled"],
    equal: sameRun,
    reason: "a hang of the ranks on each other is a stall whose cause is known",
  },
  {
    sources: ["TrainingStalled", "TrainingHungOnBusyGpu"],
    targets: [
      ...[...slow, ...slowBecause, "TrainingPlateau"],
      ...["TrainingCheckpointStale", "TrainingGoodputLow"],
    ],
    equal: sameRun,
    reason: "a run that stands still is slow, saves nothing and wastes its time",
  },
  {
    sources: slowBecause,
    targets: slow,
    equal: sameRun,
    reason: "the cause of slow steps says more than their effect",
  },
  {
    sources: ["TrainingStepsSlow"],
    targets: ["TrainingThroughputDropped", "TrainingMfuDropped"],
    equal: sameRun,
    reason: "fewer samples and operations per second follow from slow steps",
  },
  {
    sources: ["TrainingCrashLooping"],
    targets: ["TrainingVanished", "TrainingGoodputLow", "TrainingRanksMissing"],
    equal: sameRun,
    reason: "between two attempts of a crash loop ranks and runs are gone for a while",
  },
  {
    sources: ["TrainingCrashLooping"],
    targets: ["TrainingTargetDown"],
    equal: sameJob,
    reason: "a process that dies again and again does not answer its scrapes",
  },
  {
    sources: ["TrainingVanished"],
    targets: ["TrainingRanksMissing"],
    equal: sameRun,
    reason: "of a run that is gone all ranks are missing",
  },
  {
    sources: ["TrainingTargetDown"],
    targets: ["TrainingRanksMissing"],
    equal: sameJob,
    reason: "the rank that is missing is the one that does not answer",
  },
];
