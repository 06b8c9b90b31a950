import { Metric, type Kind, type Unit } from "../../promql";

/** What identifies a served model; `model` is empty where the instrumentation carries none. */
export type ServiceLabel = "namespace" | "service" | "model";

function series<K extends Kind, U extends Unit>(name: string): Metric<ServiceLabel, K, U> {
  return new Metric(name);
}

/**
 * Recorded series of inference services: the rules judge them and the dashboards draw them. Rates are over
 * the service's rate window, which is an option, so no name carries one.
 */
export const service = {
  /** Requests answered per second. */
  requestRate: series<"rate", "one">("service:inference_requests:rate"),
  /** Requests per second that failed with a 5xx code; 0 where there were none. */
  errorRate: series<"rate", "one">("service:inference_request_errors:rate"),
  /** Share of failed requests, 0..1; absent without traffic. */
  errorRatio: series<"ratio", "ratio">("service:inference_request_errors:ratio"),
  /** Median latency in seconds; NaN without traffic. */
  latencyP50: series<"quantile", "seconds">("service:inference_request_latency_seconds:p50"),
  /** 95th percentile of the latency in seconds; NaN without traffic. */
  latencyP95: series<"quantile", "seconds">("service:inference_request_latency_seconds:p95"),
  /** 99th percentile of the latency in seconds; NaN without traffic. */
  latencyP99: series<"quantile", "seconds">("service:inference_request_latency_seconds:p99"),
  /** Requests waiting, over all replicas. */
  queueLength: series<"gauge", "one">("service:inference_queue_length:sum"),
  /** Requests being answered, over all replicas. */
  inProgress: series<"gauge", "one">("service:inference_requests_in_progress:sum"),
} as const;

/** Observations per second by bucket of the latency histogram. */
export const latencyBuckets = new Metric<ServiceLabel | "le", "bucketRate", "seconds">(
  "service:inference_request_latency_seconds_bucket:rate",
);

/** Replicas whose last scrape succeeded. */
export const replicasUp = new Metric<"namespace" | "service", "gauge", "one">("service:up:sum");
