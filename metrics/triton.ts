import { defineMetrics } from "./define";
import { servingTarget } from "./serving";

/** `gpu_uuid` is that of an instance on a GPU, and absent on what counts for the whole model. */
const model = ["model", "version", "gpu_uuid"] as const;

const counter = (help: string) =>
  ({ type: "counter", unit: "one", help, labels: model, zeroInitialised: true }) as const;

const microseconds = (help: string) => ({ ...counter(help), unit: "microseconds" }) as const;

const summary = (help: string) =>
  ({
    type: "summary",
    unit: "microseconds",
    help,
    labels: model,
    requires: "--metrics-config summary_latencies=true",
  }) as const;

/** Triton Inference Server: by default counters of microseconds, so that only means of latencies are known. */
export const triton = defineMetrics(
  {
    name: "Triton Inference Server",
    versions: ">=2.52 <2.74",
    note: "`gpu_uuid` is absent on what counts for the whole model. The bounds of the histogram are the default, which a model's `model_metrics` changes.",
    targetLabels: servingTarget,
  },
  {
    nv_inference_request_success: counter("Requests answered."),
    nv_inference_request_failure: {
      ...counter("Requests failed."),
      labels: [...model, "reason"],
      values: { reason: ["REJECTED", "CANCELED", "BACKEND", "OTHER"] },
    },
    nv_inference_count: counter("Inferences done; a request of a batch of n counts n times."),
    nv_inference_exec_count: counter(
      "Executions of the model: inferences by these is the batch size.",
    ),
    nv_inference_request_duration_us: microseconds("Time of all requests, from arrival to answer."),
    nv_inference_queue_duration_us: microseconds("Time of all requests in the scheduler's queue."),
    nv_inference_compute_input_duration_us: microseconds("Time spent on inputs."),
    nv_inference_compute_infer_duration_us: microseconds("Time spent in the model."),
    nv_inference_compute_output_duration_us: microseconds("Time spent on outputs."),
    nv_inference_pending_request_count: {
      ...{ type: "gauge", unit: "one", labels: model },
      help: "Requests that wait for an instance of the model.",
    },
    nv_model_load_duration_secs: {
      ...{ type: "gauge", unit: "seconds", labels: model },
      help: "Time that loading the model took; the series exists once the model is loaded.",
    },
    nv_cache_num_hits_per_model: {
      ...counter("Hits of the response cache."),
      requires: "a response cache",
    },
    nv_cache_num_misses_per_model: {
      ...counter("Misses of the response cache."),
      requires: "a response cache",
    },
    nv_inference_first_response_histogram_ms: {
      ...{ type: "histogram", unit: "milliseconds", labels: model },
      help: "Time from a request's arrival to its first response; decoupled models only.",
      buckets: [100, 500, 2000, 5000],
      requires: "--metrics-config histogram_latencies=true",
    },
    nv_inference_compute_input_summary_us: summary("Time spent on inputs."),
    nv_inference_compute_infer_summary_us: summary("Time spent in the model."),
    nv_inference_compute_output_summary_us: summary("Time spent on outputs."),
    nv_inference_request_summary_us: summary("Time from a request's arrival to its answer."),
    nv_inference_queue_summary_us: summary("Time in the scheduler's queue."),
    nv_cache_hit_duration_per_model: {
      ...microseconds("Time of all hits of the response cache."),
      requires: "a response cache",
    },
    nv_cache_miss_duration_per_model: {
      ...microseconds("Time of all misses of the response cache."),
      requires: "a response cache",
    },
    nv_cpu_utilization: { type: "gauge", unit: "ratio", help: "Load of all CPUs, 0 to 1." },
    nv_cpu_memory_total_bytes: { type: "gauge", unit: "bytes", help: "Memory of the machine." },
    nv_cpu_memory_used_bytes: { type: "gauge", unit: "bytes", help: "Memory in use." },
    nv_pinned_memory_pool_total_bytes: {
      ...{ type: "gauge", unit: "bytes", help: "Size of the pool of pinned memory." },
    },
    nv_pinned_memory_pool_used_bytes: {
      ...{ type: "gauge", unit: "bytes", help: "Pinned memory in use." },
    },
    nv_gpu_power_usage: {
      ...{ type: "gauge", unit: "watts", help: "Power draw.", labels: ["gpu_uuid"] },
    },
    nv_gpu_power_limit: {
      ...{ type: "gauge", unit: "watts", help: "Power limit.", labels: ["gpu_uuid"] },
    },
    nv_energy_consumption: {
      ...{ type: "counter", unit: "joules", labels: ["gpu_uuid"] },
      help: "Energy drawn since the server started.",
    },
    nv_gpu_utilization: {
      ...{ type: "gauge", unit: "ratio", labels: ["gpu_uuid"] },
      help: "Share of time in which any kernel ran, 0 to 1.",
    },
    nv_gpu_memory_total_bytes: {
      ...{ type: "gauge", unit: "bytes", labels: ["gpu_uuid"] },
      help: "Memory of the GPU.",
    },
    nv_gpu_memory_used_bytes: {
      ...{ type: "gauge", unit: "bytes", labels: ["gpu_uuid"] },
      help: "Memory of the GPU in use.",
    },
  },
);

/** The TensorRT-LLM backend of Triton; each family holds values of several kinds, told apart by a label. */
export const tensorrtLlm = defineMetrics(
  { name: "TensorRT-LLM backend", versions: ">=1 <2", targetLabels: servingTarget },
  {
    nv_trt_llm_request_metrics: {
      ...{ type: "gauge", unit: "one", help: "Requests by state; max is the limit." },
      labels: ["model", "version", "request_type"],
      values: { request_type: ["active", "max", "scheduled", "context", "waiting"] },
    },
    nv_trt_llm_kv_cache_block_metrics: {
      ...{ type: "gauge", unit: "one" },
      help: "Blocks of the KV cache by state; fraction is the share in use, tokens_per the size of a block.",
      labels: ["model", "version", "kv_cache_block_type"],
      values: {
        kv_cache_block_type: ["max", "free", "used", "tokens_per", "reused", "fraction"],
      },
    },
  },
);
