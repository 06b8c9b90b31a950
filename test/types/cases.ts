/** A mistake of a rule author: what is right, what is wrong beside it, and what the compiler says of it. */
export interface Case {
  readonly right: string;
  readonly wrong: string;
  readonly message: RegExp;
}

/** What the snippets of {@link CASES} are written with. */
export const PRELUDE = `
import { dcgm, inference, kubeState, scrape, training } from "../../metrics";
import {
  absent, avg, changes, deriv, histogramQuantile, increase, labelReplace, max, maxOverTime, min, on,
  quantileOverTime, rate, secondsSince, spread, sum, vector, type Metric, type Vector,
} from "../../promql";
import { alert, latencyBuckets, recordAs, service } from "../../rules";
const loss = training.training_loss;
const requests = inference.inference_requests_total;
const buckets = inference.inference_request_latency_seconds.bucket;
const latency = inference.inference_request_latency_seconds;
const byRun = sum(rate(training.training_steps_total.over("5m"))).by("namespace", "run_id");
const teams = max(training.training_run_info).by("namespace", "run_id", "team");
const text = () => "text";
const base = { name: "A", for: "5m", severity: "warning", summary: text, description: text } as const;
`;

/** Mistakes by name. */
export const CASES: Readonly<Record<string, Case>> = {
  "an unknown metric": {
    right: "training.training_loss",
    wrong: "training.training_lost",
    message: /Property 'training_lost' does not exist.*Did you mean 'training_loss'/s,
  },
  "a metric of another exporter": {
    right: "dcgm.DCGM_FI_DEV_GPU_UTIL",
    wrong: "training.DCGM_FI_DEV_GPU_UTIL",
    message: /Property 'DCGM_FI_DEV_GPU_UTIL' does not exist/,
  },
  "an unknown label": {
    right: 'loss.where({ run_id: "a" })',
    wrong: 'loss.where({ runid: "a" })',
    message: /'runid' does not exist in type/,
  },
  "a label of other metrics": {
    right: 'requests.where({ route: "/predict" })',
    wrong: 'loss.where({ route: "/predict" })',
    message: /'route' does not exist in type/,
  },
  "a label that only alerts carry": {
    right: 'loss.where({ namespace: "a" })',
    wrong: 'loss.where({ cluster: "a" })',
    message: /'cluster' does not exist in type/,
  },
  "an unknown value of a label": {
    right: 'requests.where({ code: "5xx" })',
    wrong: 'requests.where({ code: "500" })',
    message: /"500"' is not assignable to type/,
  },
  "an unknown value among several": {
    right: 'loss.where({ split: ["train", "validation"] })',
    wrong: 'loss.where({ split: ["train", "test"] })',
    message: /"test"' is not assignable to type/,
  },
  "an unknown value in a negation": {
    right: 'training.training_phase.where({ phase: { not: "done" } })',
    wrong: 'training.training_phase.where({ phase: { not: "finished" } })',
    message: /"finished"' is not assignable to type/,
  },
  "the rate of a gauge": {
    right: 'rate(training.training_steps_total.over("5m"))',
    wrong: 'rate(loss.over("5m"))',
    message: /"gauge"' is not assignable to type '"counter" \| "bucket"'/,
  },
  "the increase of a gauge": {
    right: 'increase(training.training_samples_total.over("5m"))',
    wrong: 'increase(training.training_attempt.over("5m"))',
    message: /"gauge"' is not assignable to type '"counter" \| "bucket"'/,
  },
  "the rate of an instant vector": {
    right: 'rate(requests.over("5m"))',
    wrong: "rate(requests)",
    message: /is not assignable to parameter of type 'Range</,
  },
  "the rate of a sum": {
    right: 'sum(rate(requests.over("5m")))',
    wrong: 'rate(sum(requests).over("5m"))',
    message: /Property 'over' does not exist/,
  },
  "the rate of a sum by subquery": {
    right: 'sum(rate(requests.over("5m"))).by("service").subquery("1h", "1m")',
    wrong: 'rate(sum(requests).by("service").subquery("1h", "1m"))',
    message: /"gauge"' is not assignable to type '"counter" \| "bucket"'/,
  },
  "a gauge function on a counter": {
    right: 'maxOverTime(loss.over("5m"))',
    wrong: 'maxOverTime(requests.over("5m"))',
    message: /"counter"' is not assignable to type/,
  },
  "the slope of a counter": {
    right: 'deriv(loss.over("5m"))',
    wrong: 'deriv(requests.over("5m"))',
    message: /"counter"' is not assignable to type 'GaugeLike'/,
  },
  "the sum of a counter's buckets before their rate": {
    right: 'sum(rate(buckets.over("5m"))).by("le")',
    wrong: 'histogramQuantile(0.95, sum(buckets).by("le"))',
    message: /"bucket"' is not assignable to type/,
  },
  "a quantile of buckets as they are": {
    right: 'histogramQuantile(0.95, rate(buckets.over("5m")))',
    wrong: "histogramQuantile(0.95, buckets)",
    message: /"bucket"' is not assignable to type '"bucketRate"'/,
  },
  "a quantile without le": {
    right: 'histogramQuantile(0.95, sum(rate(buckets.over("5m"))).by("service", "le"))',
    wrong: 'histogramQuantile(0.95, sum(rate(buckets.over("5m"))).by("service"))',
    message: /histogramQuantile needs the label 'le': keep it in by\(\.\.\.\)/,
  },
  "a quantile of the latency's count": {
    right: 'rate(latency.count.over("5m"))',
    wrong: 'histogramQuantile(0.95, sum(rate(latency.count.over("5m"))).by("service"))',
    message: /"rate"' is not assignable to type '"bucketRate"'/,
  },
  "the average of quantiles": {
    right: "max(service.latencyP95)",
    wrong: "avg(service.latencyP95)",
    message: /"quantile"' is not assignable to type/,
  },
  "grouping by an unknown label": {
    right: 'sum(loss).by("run_id")',
    wrong: 'sum(loss).by("run")',
    message: /"run"' is not assignable to parameter of type/,
  },
  "grouping by a label that an aggregation dropped": {
    right: 'sum(loss).by("namespace", "run_id")',
    wrong: 'max(sum(loss).by("run_id")).by("namespace")',
    message: /"namespace"' is not assignable to parameter of type '"run_id"'/,
  },
  "dropping an unknown label": {
    right: 'sum(loss).without("pod")',
    wrong: 'sum(loss).without("host")',
    message: /"host"' is not assignable to parameter/,
  },
  "operands whose labels differ": {
    right: 'byRun.div(sum(loss).by("namespace", "run_id"))',
    wrong: 'byRun.div(sum(loss).by("namespace"))',
    message: /label sets differ: run_id; say on\(\.\.\.\) or aggregate/,
  },
  "on() with a label that the left lacks": {
    right: 'byRun.join(teams, on("namespace", "run_id").groupLeft("team"))',
    wrong: 'sum(loss).by("run_id").join(teams, on("namespace", "run_id").groupLeft("team"))',
    message: /on\(\): label 'namespace' is not on the left side/,
  },
  "on() with a label that the right lacks": {
    right: 'byRun.and(loss, on("namespace", "run_id"))',
    wrong: 'loss.and(byRun, on("namespace", "pod"))',
    message: /on\(\): label 'pod' is not on the right side/,
  },
  "a one side that is not aggregated": {
    right: 'byRun.join(teams, on("namespace", "run_id").groupLeft("team"))',
    wrong: 'byRun.join(training.training_run_info, on("namespace", "run_id").groupLeft("team"))',
    message: /side must carry exactly the on\(\) and included labels; aggregate away: /,
  },
  "a one-to-one match that drops labels": {
    right: 'loss.gt(max(loss).by("run_id"), on("run_id").groupLeft())',
    wrong: 'loss.gt(max(loss).by("run_id"), on("run_id"))',
    message: /say on\(\.\.\.\)\.groupLeft\(\): a one-to-one match over on\(\) drops labels/,
  },
  "a range that is no duration": {
    right: 'loss.over("1h30m")',
    wrong: 'loss.over("1.5h")',
    message: /not a duration: write 30s, 5m, 6h, 1h30m or 7d/,
  },
  "a range without a unit": {
    right: 'loss.over("300s")',
    wrong: 'loss.over("300")',
    message: /not a duration/,
  },
  "an offset into the future": {
    right: 'loss.offset("1d")',
    wrong: 'loss.offset("-1d")',
    message: /not a duration/,
  },
  "a subquery with a bad step": {
    right: 'byRun.subquery("1h", "1m")',
    wrong: 'byRun.subquery("1h", "1 min")',
    message: /not a duration/,
  },
  "how long an alert holds, in words": {
    right: 'alert({ ...base, for: "10m", expr: loss.gt(1) })',
    wrong: 'alert({ ...base, for: "10 minutes", expr: loss.gt(1) })',
    message: /not a duration/,
  },
  "seconds against a count": {
    right: "service.latencyP95.gt(service.latencyP50)",
    wrong: "service.latencyP95.gt(service.queueLength)",
    message: /units differ: seconds and one/,
  },
  "degrees plus watts": {
    right: "dcgm.DCGM_FI_DEV_FB_USED.add(dcgm.DCGM_FI_DEV_FB_FREE)",
    wrong: "dcgm.DCGM_FI_DEV_GPU_TEMP.add(dcgm.DCGM_FI_DEV_POWER_USAGE)",
    message: /units differ: celsius and watts/,
  },
  "the age of what is no time": {
    right: "secondsSince(kubeState.kube_node_created)",
    wrong: "secondsSince(loss)",
    message: /units differ: timestamp and one/,
  },
  "an alert on what is no condition": {
    right: "alert({ ...base, expr: loss.gt(10) })",
    wrong: "alert({ ...base, expr: loss })",
    message: /Property 'isCondition' is missing/,
  },
  "an alert on the sum of a condition": {
    right: 'alert({ ...base, expr: sum(loss).by("run_id").gt(1) })',
    wrong: 'alert({ ...base, expr: sum(loss.gt(1)).by("run_id") })',
    message: /Property 'isCondition' is missing/,
  },
  "a condition or a mere vector": {
    right: "loss.gt(1).either(loss.isNaN())",
    wrong: "loss.gt(1).either(loss)",
    message: /Property 'isCondition' is missing/,
  },
  "an annotation with a label that was dropped": {
    right: 'alert({ ...base, expr: sum(loss).by("run_id").gt(1), summary: (l) => l.run_id })',
    wrong: 'alert({ ...base, expr: sum(loss).by("run_id").gt(1), summary: (l) => l.pod })',
    message: /Property 'pod' does not exist/,
  },
  "a severity that nobody routes": {
    right: 'alert({ ...base, severity: "critical", expr: loss.gt(1) })',
    wrong: 'alert({ ...base, severity: "page", expr: loss.gt(1) })',
    message: /"page"' is not assignable to type 'Severity'/,
  },
  "a recording with other labels": {
    right:
      'recordAs(service.queueLength, sum(inference.inference_queue_length).by("namespace", "service", "model"))',
    wrong:
      'recordAs(service.queueLength, sum(inference.inference_queue_length).by("namespace", "service"))',
    message: /is not assignable to/,
  },
  "a recording of another unit": {
    right: "recordAs(service.latencyP95, histogramQuantile(0.95, latencyBuckets))",
    wrong:
      'recordAs(service.errorRatio, sum(inference.inference_queue_length).by("namespace", "service", "model"))',
    message: /"one"' is not assignable to type '"ratio"'/,
  },
  "a recording of another kind": {
    right:
      'recordAs(service.requestRate, sum(rate(requests.over("5m"))).by("namespace", "service", "model"))',
    wrong: 'recordAs(service.requestRate, sum(requests).by("namespace", "service", "model"))',
    message: /"gauge"' is not assignable to type '"rate"'/,
  },
  "the absence of a label that the metric lacks": {
    right: 'absent(scrape.up, { job: "trainer" })',
    wrong: 'absent(scrape.up, { run_id: "a" })',
    message: /absent\(\): a selected label is not on the metric/,
  },
  "a label made from one that is not there": {
    right: 'labelReplace(loss, { to: "host", from: "instance" })',
    wrong: 'labelReplace(loss, { to: "host", from: "node" })',
    message: /"node"' is not assignable to type/,
  },
  "a range vector as an instant one": {
    right: 'quantileOverTime(0.5, loss.over("30m")).gt(1)',
    wrong: 'loss.over("30m").gt(1)',
    message: /Property 'gt' does not exist on type 'Range</,
  },
};
