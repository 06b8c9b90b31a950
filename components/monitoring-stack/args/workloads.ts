import type { InferenceObjectives, InferenceWindows, TrainingWindows } from "../../../rules";

/** Training jobs. */
export interface TrainingArgs {
  /** Classes of runs, each in a namespace of its own. */
  readonly classes: readonly TrainingClassArgs[];
}

/** Jobs that log alike and belong to one team. */
export interface TrainingClassArgs {
  /** Unique name, a DNS label. @default the team's name */
  readonly name?: string;
  /** Value of the label `team`. */
  readonly team: string;
  /** Which pods run its jobs. */
  readonly select: WorkloadSelectorArgs;
  /** How often the job logs its loss, e.g. "30s"; windows derive from it. @default "30s" */
  readonly logInterval?: string;
  /** Steps during which divergence is not judged. @default 1000 */
  readonly warmupSteps?: number;
  /** Windows of the divergence rule. */
  readonly windows?: TrainingWindows;
}

/** Inference services. */
export interface InferenceArgs {
  /** Services with disjoint selections. */
  readonly services: readonly InferenceServiceArgs[];
}

/** One inference service with the Flask contract. */
export interface InferenceServiceArgs {
  /** Unique within its namespace; becomes the label `service`. */
  readonly name: string;
  /** Value of the label `team`. */
  readonly team: string;
  /** Which pods serve it. */
  readonly select: WorkloadSelectorArgs;
  /** Finite bucket bounds of the latency histogram that it exports, in seconds and rising order. @default 0.005 to 10, those of prometheus_client */
  readonly latencyBuckets?: readonly number[];
  /** Thresholds. */
  readonly objectives?: InferenceObjectives;
  /** Windows. */
  readonly windows?: InferenceWindows;
}

/** Pods by namespace and labels, and where they serve metrics. */
export interface WorkloadSelectorArgs {
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Labels of the pods. @default every pod of the namespace that has the metrics port */
  readonly labels?: Readonly<Record<string, string>>;
  /** Name of the container port with the metrics. @default "metrics" */
  readonly port?: string;
  /** Path of the metrics. @default "/metrics" */
  readonly path?: string;
  /** Scrape interval. @default the server's */
  readonly interval?: string;
}
