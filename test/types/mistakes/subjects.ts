import { fastapi, inference, training } from "../../../metrics";
import { histogramQuantile, increase, max, Metric, rate, sum } from "../../../promql";
import { service } from "../../../rules";

/** What identifies a run. */
export const run = ["namespace", "run_id"] as const;
/** A gauge. */
export const loss = training.training_loss;
/** A counter. */
export const steps = training.training_steps_total;
/** Another counter, whose label `code` has known values. */
export const requests = inference.inference_requests_total;
/** A classic histogram. */
export const latency = inference.inference_request_latency_seconds;
/** Rate of its buckets. */
export const bucketRate = rate(latency.bucket.over("5m"));
/** A rate by run. */
export const stepRate = sum(rate(steps.over("5m"))).by(...run);
/** The same per window. */
export const stepIncrease = sum(increase(steps.over("5m"))).by(...run);
/** An info series by run, with the label `team`. */
export const teams = max(training.training_run_info).by(...run, "team");
/** A quantile. */
export const p95 = histogramQuantile(0.95, sum(bucketRate).by("service", "le"));
/** A ratio. */
export const errors = service.errorRatio;
/** A native histogram. */
export const native = new Metric<"service" | "pod", "histogram", "seconds">("native_seconds");
/** A histogram with fixed bounds. */
export const timed = fastapi.http_request_duration_seconds;
/** In bytes. */
export const bytes = new Metric<"pod", "gauge", "bytes">("memory_bytes");
/** In mebibytes. */
export const mebibytes = new Metric<"pod", "gauge", "mebibytes">("memory_mebibytes");
/** In seconds. */
export const seconds = new Metric<"pod", "gauge", "seconds">("age_seconds");
/** In milliseconds. */
export const milliseconds = new Metric<"pod", "gauge", "milliseconds">("delay_milliseconds");
/** In watts. */
export const watts = new Metric<"pod", "gauge", "watts">("power_watts");
