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
  /** How often a run evaluates; windows of rules on validation losses derive from it. @default "20m" */
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
  /** Names under which the runs export what the contract calls otherwise. @default none */
  readonly names?: TrainingNames;
  /** Steps during which divergence is not judged. @default 1000 */
  readonly warmupSteps?: number;
  /** Windows of the rules. */
  readonly windows?: TrainingWindows;
}

/** Other names than those of the contract. What a pod exports under the contract's own name is taken from there. */
export interface TrainingNames {
  /**
   * Names of a framework: `megatron-lm` its OpenTelemetry metrics behind a collector; `summary` a Summary
   * `training_loss`, of which the mean over the log interval is the loss. @default none
   */
  readonly preset?: "megatron-lm" | "summary";
  /** Steps that one report of `megatron-lm` is about: its `--log-interval`. @default 100 */
  readonly stepsPerReport?: number;
  /** Names of your own. @default none */
  readonly series?: readonly TrainingName[];
}

/** A series of the contract that is exported under another name. */
export interface TrainingName {
  /** Series of the contract, e.g. `training_loss`; of a histogram its `_sum` or `_count`. */
  readonly series: string;
  /** Name of the series that is exported. */
  readonly from: string;
  /** Label values that choose among the series of that name. @default all of them */
  readonly where?: Readonly<Record<string, string>>;
  /** Their label by label of the contract, e.g. `run_id: run`. @default labels of the same name */
  readonly labels?: Readonly<Record<string, string>>;
  /** Fixed values of labels of the contract, e.g. `split: validation`. @default none */
  readonly values?: Readonly<Record<string, string>>;
  /** What makes their unit that of the contract, e.g. 0.001 for milliseconds. @default 1 */
  readonly factor?: number;
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
  /** How long divergence must hold where nothing confirms it; shorter than the baseline. @default "1h" */
  readonly sustained?: string;
  /** Median that says where the loss is now; at least 5 log intervals. @default "10m", or 5 log intervals where that is longer */
  readonly recent?: string;
  /** Median of the validation loss. @default "30m", or 1.2 evaluation intervals where that is longer */
  readonly validation?: string;
  /** How long a validation loss that is evaluated seldom must be high; less where three evaluations confirm it. @default "1h", or 2.5 evaluation intervals where that is longer */
  readonly validationLong?: string;
  /** No step for so long is a stall; at least 5 log intervals and 5 steps. @default "10m", or 20 log intervals or 20 `stepDuration` where that is longer */
  readonly stall?: string;
}
