import { inference, scrape } from "../../../metrics";
import {
  avg,
  histogramQuantile,
  increase,
  quantile,
  rate,
  rateInterval,
  sum,
} from "../../../promql";
import { alert, latencyBuckets, record, recordEach, ruleGroup, service } from "../../../rules";
import { loss, requests, stepRate, steps } from "./subjects";

const text = () => "text";
const base = { name: "A", severity: "warning", summary: text, description: text } as const;
const anyLabels: Readonly<Record<string, string>> = {};
const byRun = sum(loss).by("run_id");
const everywhere = sum(loss.global()).by("run_id", "cluster");
const subject = ["namespace", "service", "model"] as const;
const queue = sum(inference.inference_queue_length);
const { queueLength, inProgress } = service;
const longQueue = quantile(0.95, inference.inference_queue_length).by(...subject);
const inProgressNow = sum(inference.inference_requests_in_progress).by(...subject);

/** Durations, and ranges that only a dashboard has. */
export const durations = [
  loss.over("1h30m"),
  // @ts-expect-error not a duration: write 30s, 5m, 6h, 1h30m or 7d
  loss.over("1.5h"),
  loss.over("300s"),
  // @ts-expect-error not a duration: write 30s, 5m, 6h, 1h30m or 7d
  loss.over("300"),
  loss.offset("1d"),
  // @ts-expect-error not a duration: write 30s, 5m, 6h, 1h30m or 7d
  loss.offset("-1d"),
  loss.over("1h").offset("1d"),
  // @ts-expect-error not a duration: write 30s, 5m, 6h, 1h30m or 7d
  loss.over("1h").offset("yesterday"),
  stepRate.subquery("1h", "1m"),
  // @ts-expect-error not a duration: write 30s, 5m, 6h, 1h30m or 7d
  stepRate.subquery("1h", "1 min"),
  loss.over("1s"),
  // @ts-expect-error a window is longer than nothing: write 30s, 5m, 6h, 1h30m or 7d
  loss.over("0s"),
  stepRate.subquery("1h", "1s"),
  // @ts-expect-error a window is longer than nothing: write 30s, 5m, 6h, 1h30m or 7d
  stepRate.subquery("1h", "0m"),
  ruleGroup({ name: "a", interval: "1m", rules: [] }),
  // @ts-expect-error a rule has no ranges of a dashboard: write 30s, 5m, 6h, 1h30m or 7d
  ruleGroup({ name: "a", interval: "$__interval", rules: [] }),
  ruleGroup({ name: "a", interval: "1m", rules: [] }),
  // @ts-expect-error not a duration: write 30s, 5m, 6h, 1h30m or 7d
  ruleGroup({ name: "a", interval: "1 minute", rules: [] }),
  rate(steps.over(rateInterval)),
  // @ts-expect-error not a duration: write 30s, 5m, 6h, 1h30m or 7d
  rate(steps.over("$__rate_intervall")),
];

/** Alerts. */
export const alerts = [
  alert({ ...base, for: "5m", expr: byRun.gt(1) }),
  // @ts-expect-error an alert needs a condition, or every series would fire: compare it
  alert({ ...base, for: "5m", expr: byRun }),
  alert({ ...base, for: "5m", expr: sum(loss).by("run_id").gt(1) }),
  // @ts-expect-error an alert needs a condition, or every series would fire: compare it
  alert({ ...base, for: "5m", expr: sum(loss.gt(1)).by("run_id") }),
  alert({ ...base, for: "5m", expr: byRun.gt(1) }),
  // @ts-expect-error an alert needs a condition, or every series would fire: compare it
  alert({ ...base, for: "5m", expr: byRun.is(">", 1) }),
  alert({ ...base, for: "5m", expr: byRun.and(byRun.gt(1)) }),
  // @ts-expect-error an alert needs a condition, or every series would fire: compare it
  alert({ ...base, for: "5m", expr: byRun.and(byRun) }),
  alert({ ...base, for: "5m", expr: sum(loss.offset("1h")).by("run_id").unless(byRun) }),
  // @ts-expect-error two conditions unite in either()
  alert({ ...base, for: "5m", expr: byRun.gt(1).or(byRun.lt(0)) }),
  loss.gt(1).either(loss.isNaN()),
  // @ts-expect-error either() needs a condition on both sides: compare the right one
  loss.gt(1).either(loss),
  alert({ ...base, for: "10m", expr: byRun.gt(1) }),
  // @ts-expect-error not a duration: write 30s, 5m, 6h, 1h30m or 7d
  alert({ ...base, for: "10 minutes", expr: byRun.gt(1) }),
  alert({ ...base, for: "10m", expr: byRun.gt(1) }),
  // @ts-expect-error a rule has no ranges of a dashboard: write 30s, 5m, 6h, 1h30m or 7d
  alert({ ...base, for: "$__interval", expr: byRun.gt(1) }),
  alert({ ...base, for: "5m", keepFiringFor: "5m", expr: byRun.gt(1) }),
  // @ts-expect-error not a duration: write 30s, 5m, 6h, 1h30m or 7d
  alert({ ...base, for: "5m", keepFiringFor: "long", expr: byRun.gt(1) }),
  alert({ ...base, for: "5m", expr: byRun.gt(1), severity: "critical" }),
  // @ts-expect-error Type '"page"' is not assignable to type 'Severity'
  alert({ ...base, for: "5m", expr: byRun.gt(1), severity: "page" }),
  alert({ ...base, for: "5m", expr: byRun.gt(1), summary: (l) => l.run_id }),
  // @ts-expect-error Property 'pod' does not exist
  alert({ ...base, for: "5m", expr: byRun.gt(1), summary: (l) => l.pod }),
  alert({ ...base, for: "5m", expr: service.errorRatio.gt(1), summary: (_, v) => v.percentage }),
  // @ts-expect-error Property 'percentage' does not exist
  alert({ ...base, for: "5m", expr: service.latencyP95.gt(1), summary: (_, v) => v.percentage }),
  alert({ ...base, for: "5m", expr: service.latencyP95.gt(1), summary: (_, v) => v.duration }),
  // @ts-expect-error Property 'duration' does not exist
  alert({ ...base, for: "5m", expr: service.errorRatio.gt(1), summary: (_, v) => v.duration }),
  alert({ ...base, for: "5m", expr: byRun.gt(1), labels: { area: "training" } }),
  // @ts-expect-error label 'run_id' is set already: by the expression, by the alert itself, or on delivery
  alert({ ...base, for: "5m", expr: byRun.gt(1), labels: { run_id: "a" } }),
  alert({ ...base, for: "5m", expr: byRun.gt(1), labels: { area: "training" } }),
  // @ts-expect-error label 'alertname' is set already: by the expression, by the alert itself, or on delivery
  alert({ ...base, for: "5m", expr: byRun.gt(1), labels: { alertname: "a" } }),
  alert({ ...base, for: "5m", expr: byRun.gt(1), labels: { area: "training" } }),
  // @ts-expect-error label 'cluster' is set already: by the expression, by the alert itself, or on delivery
  alert({ ...base, for: "5m", expr: byRun.gt(1), labels: { cluster: "a" } }),
  alert({ ...base, for: "5m", expr: byRun.gt(1), labels: { area: "training" } }),
  // @ts-expect-error name the labels: which ones there are must be known here
  alert({ ...base, for: "5m", expr: byRun.gt(1), labels: anyLabels }),
  alert({ ...base, for: "5m", expr: everywhere.gt(1), scope: "global" }),
  // @ts-expect-error external labels exist only where rules run globally: say scope: 'global' in an alert
  alert({ ...base, for: "5m", expr: everywhere.gt(1) }),
  alert({ ...base, for: "5m", expr: rate(steps.over("5m")).gt(1) }),
  // @ts-expect-error a rule has no $__rate_interval, only a dashboard has: name a range, e.g. 5m
  alert({ ...base, for: "5m", expr: rate(steps.over(rateInterval)).gt(1) }),
  alert({ ...base, for: "5m", expr: rate(steps.offset("1h").over("5m")).gt(1) }),
  // @ts-expect-error a rule has no $__rate_interval, only a dashboard has: name a range, e.g. 5m
  alert({ ...base, for: "5m", expr: rate(steps.offset("$__range").over("5m")).gt(1) }),
  alert({ ...base, for: "5m", expr: rate(steps.over("5m").offset("1h")).gt(1) }),
  // @ts-expect-error a rule has no $__rate_interval, only a dashboard has: name a range, e.g. 5m
  alert({ ...base, for: "5m", expr: rate(steps.over("5m").offset("$__range")).gt(1) }),
  alert({ ...base, for: "5m", expr: everywhere.gt(1), scope: "global" }),
  // @ts-expect-error a rule has no $__rate_interval, only a dashboard has: name a range, e.g. 5m
  alert({ ...base, for: "5m", expr: rate(steps.over("$__range")).gt(1), scope: "global" }),
];

/** The mean of what is 0 or 1 is a share. */
export const shares = [
  alert({ ...base, for: "5m", expr: avg(scrape.up).lt(1), summary: (_, v) => v.percentage }),
  // @ts-expect-error Property 'percentage' does not exist
  alert({ ...base, for: "5m", expr: sum(scrape.up).lt(1), summary: (_, v) => v.percentage }),
];

/** Recording rules. */
export const recordings = [
  record("run:training_loss:sum", byRun),
  // @ts-expect-error Argument of type '"run_training_loss_sum"' is not assignable to parameter of type
  record("run_training_loss_sum", byRun),
  record("run:training_steps:rate5m", rate(steps.over("5m"))),
  // @ts-expect-error a rule has no $__rate_interval, only a dashboard has: name a range, e.g. 5m
  record("run:training_steps:rate", rate(steps.over(rateInterval))),
  record("run:training_loss:sum", byRun),
  // @ts-expect-error external labels exist only where rules run globally
  record("cluster:training_loss:sum", everywhere),
  recordEach({ queueLength }, { queueLength: queue.by(...subject) }),
  // @ts-expect-error the labels are not those of the series; 'model' is missing
  recordEach({ queueLength }, { queueLength: queue.by("namespace", "service") }),
  recordEach({ queueLength }, { queueLength: queue.by(...subject) }),
  // @ts-expect-error the labels are not those of the series; 'pod' is too much
  recordEach({ queueLength }, { queueLength: queue.by(...subject, "pod") }),
  recordEach({ x: service.latencyP95 }, { x: histogramQuantile(0.95, latencyBuckets) }),
  // @ts-expect-error the series is in seconds, the expression in one
  recordEach({ x: service.latencyP95 }, { x: longQueue }),
  recordEach({ x: service.requestRate }, { x: sum(rate(requests.over("5m"))).by(...subject) }),
  // @ts-expect-error the series is of kind rate, the expression of kind increase
  recordEach({ x: service.requestRate }, { x: sum(increase(requests.over("5m"))).by(...subject) }),
  recordEach({ queueLength, inProgress }, { queueLength, inProgress: inProgressNow }),
  // @ts-expect-error Property 'inProgress' is missing
  recordEach({ queueLength, inProgress }, { queueLength }),
  recordEach({ inProgress }, { inProgress: inProgressNow }),
  // @ts-expect-error no series is called 'queueLength'
  recordEach({ inProgress }, { inProgress: inProgressNow, queueLength }),
];
