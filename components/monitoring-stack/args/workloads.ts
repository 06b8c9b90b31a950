import type { InferenceObjectives, InferenceWindows, TrainingClass } from "../../../rules";

/** Training jobs. */
export interface TrainingArgs {
  /** Classes of runs; each in a namespace of its own, or told apart by labels of their pods. */
  readonly classes: readonly TrainingClassArgs[];
}

/** Jobs that log alike and belong to one team; the rules' options, and where the metrics are scraped. */
export interface TrainingClassArgs extends Omit<TrainingClass, "select"> {
  /** Which pods run its jobs. Classes that share a namespace need labels, and each pair of these a label with different values. */
  readonly select: WorkloadSelectorArgs;
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
