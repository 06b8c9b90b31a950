import { catalogueWorld, infer, type Slug } from "../../../check/infer";
import { parse } from "../../../promql";

const world = catalogueWorld();

// Mistakes that public rules for GPUs and inference have made, against the real catalogue.
const faults: readonly (readonly [what: string, text: string, slug: Slug])[] = [
  [
    "a latency in seconds compared with milliseconds",
    "histogram_quantile(0.99, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket[5m]))) > 10000",
    "threshold-out-of-range",
  ],
  [
    "a quantile of a counter that has no buckets",
    "histogram_quantile(0.95, rate(nv_inference_queue_duration_us[5m]))",
    "quantile-of-no-buckets",
  ],
  ["a colon written as an underscore", "vllm_num_requests_waiting > 5", "unknown-metric"],
  ["a counter without its ending", "rate(vllm:num_preemptions[5m]) > 1", "unknown-metric"],
  ["a metric that was made up", "vllm_request_failure_total > 5", "not-in-catalogue"],
  ["a ratio compared with a percentage", "nv_gpu_utilization > 90", "threshold-out-of-range"],
  ["a percentage compared with a ratio", "DCGM_FI_DEV_GPU_UTIL > 0.9", "percent-threshold"],
  [
    "a counter that is not asked how it grew",
    "kube_pod_container_status_restarts_total > 3",
    "counter-threshold",
  ],
  [
    "a share whose label is kept on both sides",
    'sum by (status) (rate(http_requests_total{status="5xx"}[5m])) / sum by (status) (rate(http_requests_total[5m]))',
    "always-one",
  ],
  ["the increase of a code", "increase(DCGM_FI_DEV_XID_ERRORS[5m]) > 0", "rate-of-gauge"],
  ["memory in MiB compared with bytes", "DCGM_FI_DEV_FB_USED > 70e9", "threshold-unit"],
  [
    "a pod's condition in capitals",
    'kube_pod_status_ready{condition="True"} == 0',
    "unknown-value",
  ],
];

it.each(faults)("finds %s", (_, text, slug) => {
  expect(infer(parse(text), world).findings.map((found) => found.slug)).toEqual([slug]);
});
