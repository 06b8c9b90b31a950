import { defineMetrics, type MetricDefinition } from "./define";
import { servingTarget } from "./serving";

const engine = ["model_name", "engine"] as const;

const counter = (help: string) =>
  ({ type: "counter", unit: "one", help, labels: engine, zeroInitialised: true }) as const;

const gauge = (help: string) => ({ type: "gauge", unit: "one", help, labels: engine }) as const;

const requestSeconds = (help: string) =>
  ({
    type: "histogram",
    unit: "seconds",
    help,
    labels: engine,
    buckets: [
      0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680,
    ],
  }) as const;

const tokenSeconds = (help: string) =>
  ({
    type: "histogram",
    unit: "seconds",
    help,
    labels: engine,
    buckets: [
      0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
    ],
  }) as const;

/** Bounds of token histograms end at the model's longest context, so they differ between models. */
const requestTokens = (help: string) =>
  ({ type: "histogram", unit: "one", help, labels: engine }) as const;

const shared = {
  num_requests_running: gauge("Requests in the batches that the model executes."),
  num_requests_waiting: gauge("Requests that wait to be scheduled."),
  kv_cache_usage_perc: {
    ...gauge("Share of the KV cache's blocks in use, 0 to 1 in spite of its name."),
    unit: "ratio",
  },
  num_preemptions_total: counter("Preemptions: a running request lost its KV blocks to another."),
  prompt_tokens_total: counter(
    "Prompt tokens of prefilled requests, those from the cache included.",
  ),
  generation_tokens_total: counter("Tokens generated."),
  prefix_cache_queries_total: counter("Tokens looked up in the prefix cache."),
  prefix_cache_hits_total: counter("Tokens found in the prefix cache."),
  time_to_first_token_seconds: {
    ...tokenSeconds("Time from a request's arrival at the front end to its first token."),
    buckets: [
      0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40,
      80, 160, 640, 2560,
    ],
  },
  e2e_request_latency_seconds: requestSeconds("Time from a request's arrival to its last token."),
  request_queue_time_seconds: requestSeconds("Time a request waited to be scheduled last."),
  request_prefill_time_seconds: requestSeconds("Time from scheduling to the first token."),
  request_decode_time_seconds: requestSeconds("Time from the first to the last token."),
  request_inference_time_seconds: requestSeconds("Time a request was running: prefill and decode."),
  request_prompt_tokens: requestTokens("Prompt tokens per request."),
  request_generation_tokens: requestTokens("Generated tokens per request."),
  iteration_tokens_total: {
    ...requestTokens("Tokens per step of the engine; a histogram in spite of its name."),
    buckets: [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384],
  },
  request_max_num_generation_tokens: requestTokens("Most tokens that a request asked for."),
  request_params_max_tokens: requestTokens("The parameter max_tokens of requests."),
  request_params_n: {
    ...requestTokens("The parameter n of requests."),
    buckets: [1, 2, 5, 10, 20],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** For what the first version of a dialect did not have yet. */
const since = (version: string) => ({ versions: `>=${version} <0.34` });

const speculative = { requires: "speculative decoding" } as const;
const residency = (help: string) =>
  ({
    type: "histogram",
    unit: "seconds",
    help,
    labels: engine,
    buckets: [
      0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600,
      1200, 1800,
    ],
    versions: ">=0.12 <0.34",
    requires: "--kv-cache-metrics",
  }) as const;

const source = {
  name: "vLLM",
  prefix: "vllm:",
  note: "`engine` is the data-parallel rank. Bucket bounds are the defaults: since 0.32 `--custom-histogram-buckets` changes them.",
  targetLabels: servingTarget,
} as const;

/** vLLM (V1 engine) since 0.11. */
export const vllm = defineMetrics(
  { ...source, versions: ">=0.11 <0.34" },
  {
    ...shared,
    request_success_total: {
      ...counter("Requests that ended for whatever reason, errors included in spite of its name."),
      labels: [...engine, "finished_reason"],
      values: { finished_reason: ["stop", "length", "abort", "error", "repetition"] },
    },
    inter_token_latency_seconds: tokenSeconds("Time between two outputs of a request."),
    request_time_per_output_token_seconds: tokenSeconds(
      "Mean time per token of a finished request; 0 for replies of one token.",
    ),
    request_num_preemptions: {
      ...requestTokens("Preemptions per finished request."),
      buckets: [1, 2, 3, 4, 5, 10, 20],
      ...since("0.30"),
    },
    num_requests_waiting_by_reason: {
      ...gauge("Waiting requests by what they wait for."),
      labels: [...engine, "reason"],
      values: { reason: ["capacity", "deferred"] },
      ...since("0.20"),
    },
    prompt_tokens_by_source_total: {
      ...counter("Prompt tokens by where their KV blocks came from."),
      labels: [...engine, "source"],
      values: { source: ["local_compute", "local_cache_hit", "external_kv_transfer"] },
      ...since("0.16"),
    },
    admission_rejections_total: {
      ...counter("Requests turned away because a queue limit was reached."),
      labels: ["model_name", "reason"],
      values: { reason: ["max_num_queued_reqs", "max_num_queued_tokens"] },
      ...since("0.32"),
    },
    engine_sleep_state: {
      ...gauge("1 for the sleep state that the engine is in, 0 for the others."),
      labels: [...engine, "sleep_state"],
      values: { sleep_state: ["awake", "weights_offloaded", "discard_all"] },
      ...since("0.12"),
    },
    corrupted_requests_total: {
      ...counter("Requests with NaN in their logits."),
      ...since("0.12"),
      requires: "VLLM_COMPUTE_NANS_IN_LOGITS=1",
    },
    external_prefix_cache_queries_total: {
      ...counter("Tokens looked up in the caches behind the KV connector."),
      ...since("0.12"),
    },
    external_prefix_cache_hits_total: {
      ...counter("Tokens found in the caches behind the KV connector."),
      ...since("0.12"),
    },
    mm_cache_queries_total: {
      ...counter("Items looked up in the multi-modal cache."),
      ...since("0.12"),
    },
    mm_cache_hits_total: { ...counter("Items found in the multi-modal cache."), ...since("0.12") },
    prompt_tokens_cached_total: {
      ...counter("Prompt tokens that came from a cache."),
      ...since("0.16"),
    },
    prompt_tokens_cached_by_source_total: {
      ...counter("Prompt tokens that came from a cache, by its tier."),
      labels: [...engine, "source"],
      values: { source: ["device", "host", "p2p", "disk", "external_unspecified"] },
      ...since("0.32"),
    },
    num_requests_kv_fetch_by_stage: {
      ...gauge("Waiting requests by the stage of loading their KV blocks."),
      labels: [...engine, "stage"],
      values: { stage: ["waiting_to_start", "in_progress", "completed_waiting"] },
      ...since("0.32"),
      requires: "a KV connector that loads",
    },
    request_prefill_kv_computed_tokens: {
      ...requestTokens("Tokens per request whose KV was computed, not taken from a cache."),
      ...since("0.13"),
    },
    kv_block_lifetime_seconds: residency("Time from a KV block's allocation to its eviction."),
    kv_block_idle_before_evict_seconds: residency(
      "Time from a KV block's last use to its eviction.",
    ),
    kv_block_reuse_gap_seconds: residency("Time between two uses of a KV block."),
    estimated_flops_per_gpu_total: {
      ...counter("Floating-point operations per GPU, estimated; 0 without --enable-mfu-metrics."),
      ...since("0.19.1"),
    },
    spec_decode_num_drafts_total: { ...counter("Drafts of speculative decoding."), ...speculative },
    spec_decode_num_draft_tokens_total: { ...counter("Tokens of drafts."), ...speculative },
    spec_decode_num_accepted_tokens_total: {
      ...counter("Tokens of drafts that the model accepted."),
      ...speculative,
    },
    lora_requests_info: {
      ...{ type: "gauge", unit: "timestamp" },
      help: "Unix time of the last change; the adapters in use are lists in its labels.",
      labels: ["max_lora", "running_lora_adapters", "waiting_lora_adapters"],
      requires: "--enable-lora",
    },
  },
);

/** vLLM (V1 engine) up to 0.10, under the names of its time: `gpu_cache_usage_perc`, `time_per_output_token_seconds`. */
export const vllm010 = defineMetrics(
  { ...source, versions: ">=0.9.2 <0.11" },
  {
    ...shared,
    request_success_total: {
      ...counter("Requests that ended for whatever reason."),
      labels: [...engine, "finished_reason"],
      values: { finished_reason: ["stop", "length", "abort"] },
    },
    time_per_output_token_seconds: tokenSeconds("Time between two outputs of a request."),
    gpu_cache_usage_perc: {
      ...gauge("Share of the KV cache in use, 0 to 1; deprecated for kv_cache_usage_perc."),
      unit: "ratio",
    },
    gpu_prefix_cache_queries_total: counter("Tokens looked up in the prefix cache; deprecated."),
    gpu_prefix_cache_hits_total: counter("Tokens found in the prefix cache; deprecated."),
  },
);
