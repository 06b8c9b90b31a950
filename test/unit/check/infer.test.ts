import { catalogueWorld, infer, type Slug } from "../../../check/infer";
import type { CatalogueEntry } from "../../../metrics";
import { parse, print } from "../../../promql";

const source = {
  name: "test",
  versions: "1",
  targetLabels: ["namespace", "pod", "job", "instance"],
};
const labels = ["code", "route"];
const entry = (name: string, more: Partial<CatalogueEntry>): CatalogueEntry => ({
  name,
  type: "gauge",
  unit: "one",
  help: "",
  source,
  ...more,
});

/** Names of our own, so that the cases do not hang on what the catalogue holds. */
const own: readonly CatalogueEntry[] = [
  entry("web_requests_total", { type: "counter", labels, values: { code: ["2xx", "5xx"] } }),
  entry("web_cpu_seconds_total", { type: "counter", unit: "seconds" }),
  entry("web_latency_seconds", {
    type: "histogram",
    unit: "seconds",
    labels: ["route"],
    buckets: [0.1, 0.5, 1, 10],
  }),
  entry("web_native_seconds", { type: "native_histogram", unit: "seconds", labels: ["route"] }),
  entry("web_gc_seconds", { type: "summary", unit: "seconds" }),
  entry("web_queue_length", { labels: ["route"] }),
  entry("web_busy_ratio", { unit: "ratio" }),
  entry("web_busy_percent", { unit: "percent" }),
  entry("web_memory_bytes", { unit: "bytes" }),
  entry("web_device_memory", { unit: "mebibytes" }),
  entry("web_wait_milliseconds", { unit: "milliseconds" }),
  entry("web_start_time_seconds", { unit: "timestamp" }),
  entry("web_build_info", { type: "info", labels: ["version"] }),
  // Two dialects: one calls the label host, the other node_name, and they count in other units.
  entry("web_old_and_new", { labels: ["host"], unit: "percent" }),
  entry("web_old_and_new", { labels: ["node_name"], unit: "ratio", source: { ...source } }),
];
const world = catalogueWorld(own, ["site"]);

/** What is found, as `slug at expression`, with `?` behind a warning. */
function found(text: string): string[] {
  return infer(parse(text), world).findings.map(
    ({ slug, severity, node, token }) =>
      `${slug}${severity === "warning" ? "?" : ""} at ${token ?? print(node)}`,
  );
}

type Row = readonly [text: string, ...findings: (`${Slug}` | `${Slug}${string}`)[]];

const mistakes: readonly Row[] = [
  // Names.
  ["web_request_total", "unknown-metric at web_request_total"],
  ["web:requests_total", "unknown-metric at web:requests_total"],
  ["web_requests", "unknown-metric at web_requests"],
  ["sum(shop_orders_total)", "not-in-catalogue? at shop_orders_total"],
  // One mistake, one finding: nothing follows from an unknown metric.
  [
    "delta(web_request_total[5m]) > bool on (x) sum by (x) (y)",
    "unknown-metric at web_request_total[5m]",
    "not-in-catalogue? at y",
  ],
  // Labels.
  ['web_requests_total{cod="5xx"}', "unknown-label at cod"],
  ['web_requests_total{colour="red"}', "unknown-label? at colour"],
  ["sum by (colour) (sum by (code) (web_requests_total))", "unknown-label at colour"],
  [
    "sum without (colour) (sum by (code) (web_queue_length))",
    "unknown-label? at code",
    "unknown-label? at colour",
  ],
  [
    'label_replace(sum by (route) (web_queue_length), "a", "$1", "pod", "(.*)")',
    "unknown-label at pod",
  ],
  ['web_requests_total{code="500"}', "unknown-value at code"],
  ['web_requests_total{code=~"4.."}', "unknown-value at code"],
  ['web_requests_total{code!="500"}', "unknown-value? at code"],
  ['web_latency_seconds_bucket{le="0.3"}', "unknown-bucket at le"],
  ['web_latency_seconds_bucket{le="1"}', "bucket-format? at le"],
  // Kinds.
  ["rate(web_queue_length[5m])", "rate-of-gauge at rate(web_queue_length[5m])"],
  [
    "rate(rate(web_requests_total[5m])[1h:5m])",
    "rate-of-gauge at rate(rate(web_requests_total[5m])[1h:5m])",
  ],
  [
    "rate(sum(web_requests_total)[5m:30s])",
    "rate-of-aggregate at rate(sum(web_requests_total)[5m:30s])",
  ],
  ["deriv(web_requests_total[5m])", "gauge-function-on-counter at deriv(web_requests_total[5m])"],
  [
    "avg_over_time(web_requests_total[5m])",
    "gauge-function-on-counter? at avg_over_time(web_requests_total[5m])",
  ],
  ["web_requests_total > 100", "counter-threshold? at web_requests_total > 100"],
  // Quantiles.
  [
    "histogram_quantile(0.9, sum by (route) (rate(web_latency_seconds_bucket[5m])))",
    "le-dropped at sum",
  ],
  ["sum(rate(web_latency_seconds_bucket[5m]))", "le-dropped at sum"],
  [
    "histogram_quantile(0.9, sum by (le) (web_latency_seconds_bucket))",
    "quantile-without-rate at histogram_quantile(0.9, sum by (le) (web_latency_seconds_bucket))",
  ],
  [
    "histogram_quantile(0.9, rate(web_requests_total[5m]))",
    "quantile-of-no-buckets at histogram_quantile(0.9, rate(web_requests_total[5m]))",
  ],
  [
    "histogram_quantile(0.9, rate(web_nothing_bucket[5m])) + web_nothing_bucket",
    "not-in-catalogue? at web_nothing_bucket[5m]",
    "not-in-catalogue? at web_nothing_bucket",
  ],
  [
    "histogram_quantile(95, rate(web_latency_seconds_bucket[5m]))",
    "quantile-argument at histogram_quantile(95, rate(web_latency_seconds_bucket[5m]))",
  ],
  ["quantile(95, web_queue_length)", "quantile-argument at quantile(95, web_queue_length)"],
  [
    "avg(histogram_quantile(0.9, rate(web_latency_seconds_bucket[5m])))",
    "aggregated-quantile at avg(histogram_quantile(0.9, rate(web_latency_seconds_bucket[5m])))",
  ],
  ["sum(web_gc_seconds)", "aggregated-quantile at sum(web_gc_seconds)"],
  // Units.
  [
    "web_wait_milliseconds > web_start_time_seconds",
    "mixed-units at web_wait_milliseconds > web_start_time_seconds",
  ],
  ["web_memory_bytes - web_device_memory", "mixed-units at web_memory_bytes - web_device_memory"],
  ["web_start_time_seconds > 300", "threshold-unit at web_start_time_seconds > 300"],
  ["web_device_memory > 80000000000", "threshold-unit at web_device_memory > 80000000000"],
  ["web_memory_bytes > 90", "threshold-unit at web_memory_bytes > 90"],
  ["web_busy_ratio > 90", "threshold-out-of-range at web_busy_ratio > 90"],
  ["90 < avg(web_busy_ratio)", "threshold-out-of-range at 90 < avg(web_busy_ratio)"],
  ["100 * web_busy_ratio > 100", "threshold-out-of-range at 100 * web_busy_ratio > 100"],
  ["web_busy_percent > 0.9", "percent-threshold? at web_busy_percent > 0.9"],
  [
    'sum(rate(web_requests_total{code="5xx"}[5m])) / sum(rate(web_requests_total[5m])) > 5',
    'threshold-out-of-range at sum(rate(web_requests_total{code="5xx"}[5m])) / sum(rate(web_requests_total[5m])) > 5',
  ],
  [
    "histogram_quantile(0.99, rate(web_latency_seconds_bucket[5m])) > 2000",
    "threshold-out-of-range at histogram_quantile(0.99, rate(web_latency_seconds_bucket[5m])) > 2000",
  ],
  // Matching.
  ['rate(web_requests_total{code="5xx"}[5m]) / rate(web_requests_total[5m])', "always-one at code"],
  [
    "web_queue_length / web_memory_bytes",
    "label-sets-differ at web_queue_length / web_memory_bytes",
  ],
  [
    "sum by (pod) (web_queue_length) > 1 and hour() > 9",
    "label-sets-differ at sum by (pod) (web_queue_length) > 1 and hour() > 9",
  ],
  ["web_queue_length * on (colour) group_left () web_build_info", "matching-label at colour"],
  ["web_queue_length * on (pod) group_left (colour) web_build_info", "matching-label at colour"],
  [
    "web_queue_length * on (pod) group_left () max by (pod, version) (web_build_info)",
    "not-unique? at web_queue_length * on (pod) group_left () max by (pod, version) (web_build_info)",
  ],
  [
    "scalar(sum by (route) (web_queue_length))",
    "scalar-of-many? at scalar(sum by (route) (web_queue_length))",
  ],
  [
    "sum by (route, code) (rate(web_requests_total[5m])) / ignoring (code) sum by (route) (rate(web_requests_total[5m]))",
    "not-unique? at sum by (route, code) (rate(web_requests_total[5m])) / ignoring (code) sum by (route) (rate(web_requests_total[5m]))",
  ],
  [
    "rate(web_requests_total[5m]) > increase(web_requests_total[5m])",
    "mixed-units at rate(web_requests_total[5m]) > increase(web_requests_total[5m])",
  ],
  [
    "avg_over_time(web_gc_seconds[1h])",
    "aggregated-quantile? at avg_over_time(web_gc_seconds[1h])",
  ],
  [
    "histogram_avg(rate(web_latency_seconds_sum[5m]))",
    "quantile-of-no-buckets at histogram_avg(rate(web_latency_seconds_sum[5m]))",
  ],
  ['web_requests_total{code=~"5xx|500"}', "unknown-value? at code"],
  [
    "100 * web_memory_bytes / web_memory_bytes > web_busy_ratio",
    "mixed-units at 100 * web_memory_bytes / web_memory_bytes > web_busy_ratio",
  ],
  [
    'rate(web_latency_seconds_bucket{le="0.5"}[5m]) / rate(web_latency_seconds_count[5m])',
    'label-sets-differ at rate(web_latency_seconds_bucket{le="0.5"}[5m]) / rate(web_latency_seconds_count[5m])',
  ],
  // Types of values: promtool would say the same.
  ["rate(web_requests_total)", "value-type at web_requests_total"],
  ["sum(web_requests_total[5m])", "value-type at web_requests_total[5m]"],
  ["web_queue_length[5m] > 1", "value-type at web_queue_length[5m]"],
  ["1 > 2", "value-type at 1 > 2"],
  ["clamp(web_queue_length, 1)", "value-type at clamp"],
  ["topk(web_queue_length, web_queue_length)", "value-type at web_queue_length"],
];

const right: readonly string[] = [
  'web_requests_total{code="5xx",namespace="a",site="x",exported_pod="p"}',
  'web_requests_total{code=~"5.."}',
  'web_requests_total{code=""}',
  "sum by (cluster) (web_queue_length)",
  "increase(web_requests_total[1h]) > 100",
  "web_requests_total == 0",
  'web_latency_seconds_bucket{le="0.5"}',
  "web_queue_length offset 1h > 1.5 * web_queue_length",
  "histogram_quantile(0.9, sum by (le, route) (rate(web_latency_seconds_bucket[5m]))) > 9",
  "histogram_quantile(0.9, sum by (route) (rate(web_native_seconds[5m]))) > 9",
  "max(histogram_quantile(0.9, rate(web_latency_seconds_bucket[5m])))",
  "rate(web_latency_seconds_sum[5m]) / rate(web_latency_seconds_count[5m]) > 2",
  'sum(rate(web_latency_seconds_bucket{le="0.5"}[5m])) / sum(rate(web_latency_seconds_count[5m])) < 0.99',
  'sum(rate(web_requests_total{code="5xx"}[5m])) / sum(rate(web_requests_total[5m])) * 100 > 5',
  'sum(rate(web_requests_total{code="5xx"}[5m]) * 100) / sum(rate(web_requests_total[5m])) > 5',
  'rate(web_requests_total{code="5xx"}[5m]) / ignoring (code) group_left () sum without (code) (rate(web_requests_total[5m])) > 0.1',
  "rate(web_requests_total[5m]) / rate(web_requests_total[1h]) > 5",
  "rate(web_cpu_seconds_total[5m]) > 4 * web_busy_ratio",
  "web_wait_milliseconds / 1000 > time() - web_start_time_seconds",
  "time() - web_start_time_seconds < 300",
  "web_start_time_seconds > 0",
  "web_memory_bytes / 1024 / 1024 > web_device_memory",
  "web_memory_bytes / 1024^3 > 80",
  "web_busy_ratio < on (job, instance) web_queue_length",
  "web_busy_percent / 100 < web_busy_ratio",
  "1 - web_busy_ratio > 0.2",
  'sum by (code) (rate(web_requests_total{code="5xx"}[5m])) / ignoring (code) sum(rate(web_requests_total[5m]))',
  "topk by (pod) (1, web_queue_length) * on (pod) max by (pod) (web_queue_length)",
  "scalar(sum(web_queue_length)) * web_queue_length",
  "histogram_avg(rate(web_native_seconds[5m])) > 2",
  'web_requests_total{code=~"2..|5.."}',
  "100 * web_memory_bytes / web_memory_bytes > web_busy_percent",
  "web_queue_length * on (pod) group_left (version) web_build_info > 3",
  "web_queue_length > 5 or web_memory_bytes > 1e9",
  "web_queue_length or vector(0)",
  'web_old_and_new{host="a"} > 90',
  'web_old_and_new{node_name="a"} < 0.9',
  "web_old_and_new > 90",
  'absent(web_queue_length{namespace="a"}) and on (namespace) web_memory_bytes',
  '{__name__=~"web_.*"} > 3',
];

it.each(mistakes)("finds the mistake in %s", (text, ...findings) => {
  expect(found(text)).toEqual(findings);
});

it.each(right)("finds nothing in %s", (text) => {
  expect(found(text)).toEqual([]);
});

it("says what is wrong and what to do", () => {
  const messages = (text: string) => infer(parse(text), world).findings.map((f) => f.message);
  expect(messages('web_old_and_new{node_name="a"} > 90')).toEqual([
    "'> 90' is never true: a ratio (0 to 1) is at most 1; write 0.9",
  ]);
  expect(messages("web_request_total")).toEqual([
    "no exporter has a metric 'web_request_total'; did you mean 'web_requests_total'?",
  ]);
  expect(messages("increase(web_queue_length[5m])")).toEqual([
    "increase() needs a counter, and this is a gauge; use delta() for its change",
  ]);
});
