import { defineMetrics, type MetricDefinition } from "./define";
import { servingTarget } from "./serving";

/** Labels of the scheduler; `dp_rank` exists with data parallelism only. */
const scheduler = [
  "model_name",
  "engine_type",
  "tp_rank",
  "pp_rank",
  "moe_ep_rank",
  "dp_rank",
  "priority",
] as const;

const gauge = (help: string) => ({ type: "gauge", unit: "one", help, labels: scheduler }) as const;

/** Labels of the front end. */
const frontEnd = ["model_name", "engine_type", "priority"] as const;

const counter = (help: string) =>
  ({ type: "counter", unit: "one", help, labels: frontEnd }) as const;

const seconds = (help: string) =>
  ({ type: "histogram", unit: "seconds", help, labels: frontEnd }) as const;

const bounds = {
  firstToken: [0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400],
  token: [
    0.002, 0.004, 0.006, 0.008, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.06, 0.08, 0.1, 0.2,
    0.4, 0.6, 0.8, 1, 2, 4, 6, 8,
  ],
  request: [
    0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400, 600, 1200, 1800,
    2400,
  ],
} as const;

const shared = {
  num_running_reqs: gauge("Requests that are running."),
  num_queue_reqs: gauge("Requests in the waiting queue."),
  token_usage: {
    ...gauge("Share of the KV cache in use; of several pools the fullest."),
    unit: "ratio",
  },
  cache_hit_rate: {
    ...gauge("Share of prompt tokens found in the prefix cache, of the last batch."),
    unit: "ratio",
  },
  gen_throughput: gauge("Tokens generated per second, as the server averages them."),
  kv_used_tokens: gauge("KV slots that running requests hold."),
  kv_available_tokens: gauge("KV slots that are free."),
  max_total_num_tokens: gauge("KV slots altogether."),
  num_used_tokens: gauge("KV slots in use; of several pools the fullest."),
  num_grammar_queue_reqs: gauge("Requests that wait for their grammar."),
  num_retracted_reqs: gauge("Requests put back into the queue lately; rules want the counter."),
  utilization: { ...gauge("Load of the scheduler, as it estimates it."), unit: "ratio" },
  spec_accept_length: gauge("Tokens accepted per step of speculative decoding."),
  spec_accept_rate: {
    ...gauge("Share of the drafted tokens that was accepted."),
    unit: "ratio",
  },
  num_retracted_requests_total: {
    ...counter("Requests put back into the queue for want of KV slots: preemptions."),
    labels: scheduler,
  },
  queue_time_seconds: {
    ...seconds("Time a request waited in the queue."),
    labels: scheduler,
    buckets: [
      0, 0.001, 0.005, 0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80,
      90, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1200, 1400, 1600, 1800, 2000, 2500,
      3000,
    ],
  },
  num_aborted_requests_total: counter("Requests aborted."),
  cached_tokens_total: {
    ...counter("Prompt tokens taken from a cache; of storage, some versions name the backend."),
    labels: [...frontEnd, "cache_source"],
  },
  inter_token_latency_seconds: {
    ...seconds("Time between two tokens of a request."),
    buckets: bounds.token,
  },
  http_requests_total: {
    ...{ type: "counter", unit: "one", help: "Requests that reached the HTTP server." },
    labels: ["endpoint", "method"],
  },
  http_responses_total: {
    ...{ type: "counter", unit: "one", help: "Answers of the HTTP server by status code." },
    labels: ["endpoint", "method", "status_code"],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** Whether the tokens of a request were streamed: otherwise its first token comes with its last. */
const streaming = {
  labels: [...frontEnd, "is_streaming"],
  values: { is_streaming: ["true", "false"] },
} as const;

const source = {
  name: "SGLang",
  prefix: "sglang:",
  note: "Only with `--enable-metrics`. Bucket bounds are the defaults, which flags change. With priority scheduling a gauge's total has the empty `priority` and stands beside its parts: a plain sum counts twice.",
  targetLabels: servingTarget,
} as const;
const requests = {
  finished: counter("Requests finished."),
  prompt: counter("Prompt tokens of finished requests."),
  generated: counter("Tokens generated for finished requests."),
  firstToken: {
    ...seconds("Time from a request's arrival to its first token."),
    buckets: bounds.firstToken,
  },
  total: {
    ...seconds("Time from a request's arrival to its last token."),
    buckets: bounds.request,
  },
} as const;

/** SGLang since 0.5.17, which tells streamed requests from others. */
export const sglang = defineMetrics(
  { ...source, versions: ">=0.5.17 <0.6" },
  {
    ...shared,
    num_requests_total: { ...requests.finished, ...streaming },
    prompt_tokens_total: { ...requests.prompt, ...streaming },
    generation_tokens_total: { ...requests.generated, ...streaming },
    time_to_first_token_seconds: { ...requests.firstToken, ...streaming },
    e2e_request_latency_seconds: { ...requests.total, ...streaming },
    request_time_per_output_token_seconds: {
      ...seconds("Mean time per token after the first of a finished request."),
      ...{ ...streaming, buckets: bounds.token, versions: ">=0.5.22 <0.6" },
    },
  },
);

/** SGLang up to 0.5.16: no label `is_streaming`. */
export const sglang0516 = defineMetrics(
  { ...source, versions: ">=0.5.14 <0.5.17" },
  {
    ...shared,
    num_requests_total: requests.finished,
    prompt_tokens_total: requests.prompt,
    generation_tokens_total: requests.generated,
    time_to_first_token_seconds: requests.firstToken,
    e2e_request_latency_seconds: requests.total,
  },
);
