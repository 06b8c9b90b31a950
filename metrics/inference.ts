import { defineMetrics } from "./define";
import { servingTarget } from "./serving";

/** Bucket bounds of prometheus_client's default histogram, in seconds; 10 is the largest finite one. */
export const defaultLatencyBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;

/**
 * The contract of Python services (Flask, FastAPI and other WSGI or ASGI), version 1. Without its own labels (what every tutorial shows) it still identifies a
 * service by the target's namespace and service.
 */
export const inference = defineMetrics(
  {
    name: "Flask inference contract",
    versions: "1",
    targetLabels: servingTarget,
  },
  {
    inference_requests_total: {
      type: "counter",
      unit: "one",
      help: "Requests answered, by class of status code.",
      labels: ["model", "model_version", "route", "code"],
      values: { code: ["2xx", "3xx", "4xx", "5xx"] },
      zeroInitialised: true,
    },
    inference_errors_total: {
      type: "counter",
      unit: "one",
      help: "Requests that failed, by reason; who reports none has them by class of status code.",
      labels: ["model", "model_version", "reason"],
      values: { reason: ["client", "overload", "timeout", "model", "internal"] },
      zeroInitialised: true,
    },
    inference_request_latency_seconds: {
      type: "histogram",
      unit: "seconds",
      help: "Time from the request's arrival to its answer, failures included.",
      labels: ["model", "model_version"],
      buckets: defaultLatencyBuckets,
    },
    inference_requests_in_progress: {
      type: "gauge",
      unit: "one",
      help: "Requests being answered now.",
      labels: ["model"],
    },
    inference_queue_length: {
      type: "gauge",
      unit: "one",
      help: "Requests that wait for a worker.",
      labels: ["model"],
    },
  },
);
