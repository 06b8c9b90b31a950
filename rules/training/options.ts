/** What the training pack is built for. */
export interface TrainingOptions {
  /** Classes of runs; each in a namespace of its own, or told apart by labels of their pods. */
  readonly classes: readonly TrainingClass[];
  /** False where GPUs are not exported; alerts that need them are left out. @default true */
  readonly gpuMetrics?: boolean;
  /** Scrape interval of classes that name none; windows are checked against it. @default "30s" */
  readonly scrapeInterval?: string;
}

/** Runs that log alike and belong to one team. */
export interface TrainingClass {
  /** Unique; part of the group's name. @default the team's name */
  readonly name?: string;
  /** Value of the label `team`. */
  readonly team: string;
  /** Where the runs are. */
  readonly select: TrainingSelector;
  /** How often a run logs its loss. @default "30s" */
  readonly logInterval?: string;
  /** How often a run evaluates; windows of rules on validation losses derive from it. @default "30m" */
  readonly evaluationInterval?: string;
  /** How often a run saves a checkpoint. @default none: nothing is said of the age of checkpoints */
  readonly checkpointInterval?: string;
  /** How long a step should take. @default none: steps are compared with the run's own past only */
  readonly stepDuration?: string;
  /** Steps that a run makes, where it does not export `training_step_planned`. @default none */
  readonly plannedSteps?: number;
  /** Ranks that a run has, where it does not export `training_world_size`. @default none */
  readonly ranks?: number;
  /** Which direction is good, of metrics whose label `direction` is missing or wrong. @default that label */
  readonly metrics?: Readonly<Record<string, "up" | "down">>;
  /** Steps during which divergence is not judged. @default 1000 */
  readonly warmupSteps?: number;
  /** Windows of the rules. */
  readonly windows?: TrainingWindows;
}

/** Where the runs of a class are. */
export interface TrainingSelector {
  /** Value of the label `namespace` of the runs. */
  readonly namespace: string;
  /**
   * Labels of the pods. Classes that share a namespace need them, and each pair of these a label with different
   * values; their series then carry the name of the class as `training_class`.
   * @default every pod of the namespace
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** Scrape interval. @default that of the pack */
  readonly interval?: string;
}

/** Windows of the training rules, as Prometheus durations. */
export interface TrainingWindows {
  /** Median of the loss; at least 5 log intervals. @default "30m", or 20 log intervals where that is longer */
  readonly smoothing?: string;
  /** Past within which the lowest median is looked for; at least twice the smoothing. @default "6h" */
  readonly baseline?: string;
  /** How long divergence must hold; shorter than the baseline. @default "1h" */
  readonly sustained?: string;
  /** No step for so long is a stall; at least 5 log intervals. @default "10m", or 20 log intervals where that is longer */
  readonly stall?: string;
}
