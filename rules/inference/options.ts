/** What the inference pack is built for. */
export interface InferenceOptions {
  /** The services that must be there. */
  readonly services: readonly InferenceService[];
  /** Scrape interval of services that name none; windows are checked against it. @default "30s" */
  readonly scrapeInterval?: string;
}

/** One service with the Flask contract. */
export interface InferenceService {
  /** Value of the label `service`; unique within its namespace. */
  readonly name: string;
  /** Value of the label `team`. */
  readonly team: string;
  /** Where the service is. */
  readonly select: InferenceSelector;
  /** Finite bucket bounds of its latency histogram in seconds, in rising order. @default those of prometheus_client */
  readonly latencyBuckets?: readonly number[];
  /** Thresholds. */
  readonly objectives?: InferenceObjectives;
  /** Windows. */
  readonly windows?: InferenceWindows;
}

/** Where a service is. */
export interface InferenceSelector {
  /** Value of the label `namespace` of its replicas. */
  readonly namespace: string;
  /** Scrape interval. @default that of the pack */
  readonly interval?: string;
}

/**
 * Thresholds of the inference rules. A latency threshold on a bucket bound is exact: the quantile lies above
 * it exactly when too few requests were faster. Between two bounds the quantile is interpolated, and the
 * alert can be off by a bucket's width. At or above the largest bound it could never fire, which is an error.
 */
export interface InferenceObjectives {
  /** p95 latency above which a ticket is opened, in seconds: best a bucket bound, and below the largest. @default 1 */
  readonly latencyP95Seconds?: number;
  /** p99 latency above which somebody is paged, in seconds: best a bucket bound, and below the largest. @default 2.5 */
  readonly latencyP99Seconds?: number;
  /** Share of failed requests above which somebody is paged, between 0 and 1. @default 0.05 */
  readonly errorRatio?: number;
  /** Waiting requests above which a ticket is opened. @default 50 */
  readonly queueLength?: number;
  /** Requests within the rate window below which ratios and quantiles are not judged. @default 30 */
  readonly minimumRequests?: number;
}

/** Latency thresholds where a service names none, in seconds. */
export const defaultLatencyObjectives = { latencyP95Seconds: 1, latencyP99Seconds: 2.5 } as const;

/** Windows of the inference rules, as Prometheus durations. */
export interface InferenceWindows {
  /** Window of rates and quantiles; at least four scrape intervals. @default "5m" */
  readonly rate?: string;
  /** How long a threshold must be exceeded. @default "5m" */
  readonly sustained?: string;
  /** How long a target may be absent. @default "2m" */
  readonly absent?: string;
}
