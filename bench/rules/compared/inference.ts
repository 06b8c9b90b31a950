import { places } from "../fleet";
import type { Comparison } from "./comparison";

const serve = `namespace="${places.inference}"`;
const latency = "inference_request_latency_seconds_bucket";
const byModel = "by (namespace, service, model)";
const quantile = (q: number) =>
  `histogram_quantile(${q}, sum by (namespace, service, model, le) (rate(${latency}{${serve}}[5m])))`;
const requests = (matcher = "") =>
  `sum ${byModel} (rate(inference_requests_total{${serve}${matcher}}[5m]))`;

/** What the rules of the inference pack are compared with. */
export const inferenceComparisons: readonly Comparison[] = [
  {
    rule: "InferenceLatencyP95High",
    naive: `${quantile(0.95)} > 1`,
    public: {
      source: "awesome-prometheus-alerts, its rules for LiteLLM: p95 over ten minutes",
      expr: `histogram_quantile(0.95, sum by (le, model) (rate(${latency}{${serve}}[10m]))) > 10`,
    },
  },
  {
    rule: "InferenceLatencyP99High",
    naive: `${quantile(0.99)} > 2.5`,
    public: {
      source: "Gateway API Inference Extension, its alerts until 2026: p99, each series on its own",
      expr: `histogram_quantile(0.99, rate(${latency}{${serve}}[5m])) > 10`,
    },
  },
  {
    rule: "InferenceErrorRatioHigh",
    naive: `${requests(',code=~"5.."')} / ${requests()} > 0.05`,
    public: {
      source: "llm-d, its proposed alerts: a share of errors by model",
      expr: `sum by (model) (rate(inference_requests_total{${serve},code=~"5.."}[5m])) / sum by (model) (rate(inference_requests_total{${serve}}[5m])) > 0.1`,
    },
    reason:
      "it also counts requests, so that few of them are not judged, and the rates that it needs are drawn by the dashboard too",
  },
  {
    rule: "InferenceQueueLong",
    naive: `sum ${byModel} (inference_queue_length{${serve}}) > 50`,
    public: {
      source: "Gateway API Inference Extension, its alerts until 2026: average queue of a pool",
      expr: `avg by (service) (inference_queue_length{${serve}}) > 50`,
    },
    reason:
      "it reads one recorded sample per model besides the recording, which the dashboard draws too",
  },
  {
    rule: "InferenceTargetAbsent",
    naive: `absent(up{${serve}}) or max by (namespace, service) (up{${serve}}) == 0`,
  },
  {
    rule: "InferenceTargetDown",
    naive: `up{${serve}} == 0`,
    public: {
      source: "kubernetes-mixin: a share of a job's targets is down",
      expr: `100 * count by (namespace, job) (up{${serve}} == 0) / count by (namespace, job) (up{${serve}}) > 10`,
    },
  },
  { rule: "service:inference_requests:rate", naive: requests() },
  {
    rule: "service:inference_request_errors:rate",
    naive: requests(',code=~"5.."'),
    reason:
      "it also reads the recorded rate of requests, so that a model without a failure has a 0",
  },
  {
    rule: "service:inference_request_errors:ratio",
    naive: `${requests(',code=~"5.."')} / ${requests()}`,
  },
  {
    rule: "service:inference_request_latency_seconds_bucket:rate",
    naive: `sum by (namespace, service, model, le) (rate(${latency}{${serve}}[5m]))`,
  },
  { rule: "service:inference_request_latency_seconds:p50", naive: quantile(0.5) },
  { rule: "service:inference_request_latency_seconds:p95", naive: quantile(0.95) },
  { rule: "service:inference_request_latency_seconds:p99", naive: quantile(0.99) },
  {
    rule: "service:inference_queue_length:sum",
    naive: `sum ${byModel} (inference_queue_length{${serve}})`,
  },
  {
    rule: "service:inference_requests_in_progress:sum",
    naive: `sum ${byModel} (inference_requests_in_progress{${serve}})`,
  },
  { rule: "service:up:sum", naive: `sum by (namespace, service) (up{${serve}})` },
];
