import { defineMetrics } from "./define";

const labels = ["nemo_run_id"] as const;

/** Bounds of a histogram for which the OpenTelemetry SDK is told none. */
const sdkBuckets = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

/**
 * Megatron-LM's OpenTelemetry metrics as a collector's Prometheus exporter serves them, with resource attributes as
 * labels. All of them are recorded once per `--log-interval`.
 */
export const megatron = defineMetrics(
  {
    name: "Megatron-LM",
    versions: ">=0.20 <0.21",
    prefix: "megatron_training_",
    targetLabels: ["namespace", "pod", "job", "instance", "training_class"],
    note: "Exported over OTLP by one rank with `--otel-enabled`; an OpenTelemetry collector beside it serves them, with `resource_to_telemetry_conversion`. Further resource attributes are labels too.",
  },
  {
    step_duration_ms_milliseconds: {
      ...{ type: "histogram", unit: "milliseconds", labels, buckets: sdkBuckets },
      help: "Mean duration of a step, one observation per log interval.",
    },
    loss: { type: "gauge", unit: "one", labels, help: "Training loss, mean of the log interval." },
    throughput_tflops: {
      ...{ type: "gauge", unit: "one", labels },
      help: "TFLOP/s per GPU.",
      requires: "--log-throughput",
    },
    grad_norm: { type: "gauge", unit: "one", labels, help: "Global gradient norm." },
    skipped_iters_total: {
      ...{ type: "counter", unit: "one", labels },
      help: "Iterations whose update was skipped; absent before the first.",
    },
    learning_rate: { type: "gauge", unit: "one", labels, help: "Learning rate in use." },
    tokens_per_sec: { type: "gauge", unit: "one", labels, help: "Tokens per second." },
    memory_allocated_gb: {
      ...{ type: "gauge", unit: "one", labels },
      help: "Peak GPU memory allocated, in GiB in spite of its name.",
    },
  },
);
