import { inference, scrape } from "../../metrics";
import { absent, increase, max, min, sum, type Metric } from "../../promql";
import { ifSet } from "../conventions";
import { alert } from "../alert";
import type { AlertRule } from "../model";
import { serviceLabels } from "./recordings";
import { service, type ServiceLabel } from "./series";
import type { ResolvedService } from "./service";

/** A ratio that hovers around its threshold is one incident, not many. */
const outlive = "5m";

/** A ratio in percent, without the dust of binary fractions (0.07 * 100 is 7.000000000000001). */
function percent(ratio: number): number {
  return Number((ratio * 100).toPrecision(12));
}

interface Latency {
  readonly alert: string;
  readonly quantile: "p95" | "p99";
  readonly series: Metric<ServiceLabel, "quantile", "seconds">;
  readonly threshold: number;
  readonly severity: "warning" | "critical";
}

function subjectOf(s: ResolvedService) {
  return { namespace: s.namespace, service: s.name };
}

/** Says how exact the quantile is at the threshold, because a reader compares it with other tools. */
function exactness(threshold: number, buckets: readonly number[]): string {
  if (buckets.includes(threshold)) return "";
  const below = Math.max(0, ...buckets.filter((b) => b < threshold));
  const above = Math.min(...buckets.filter((b) => b > threshold));
  return ` The threshold lies between the bucket bounds ${below} s and ${above} s, so the quantile is interpolated there.`;
}

function latencyHigh(s: ResolvedService, latency: Latency): AlertRule {
  const subject = subjectOf(s);
  const { threshold, quantile } = latency;
  const judged = sum(
    increase(inference.inference_request_latency_seconds.count.where(subject).over(s.rate)),
  )
    .by(...serviceLabels)
    .ge(s.minimumRequests);
  return alert({
    name: latency.alert,
    expr: latency.series.where(subject).gt(threshold).and(judged),
    for: s.sustained,
    keepFiringFor: outlive,
    severity: latency.severity,
    team: s.team,
    summary: (l) => `${quantile} latency of ${l.service} in ${l.namespace} is above ${threshold} s`,
    description: (l, value) =>
      `The ${quantile} latency of service ${l.service}${ifSet(l.model, ", model ")} (namespace ${l.namespace}) over ${s.rate} is ${value.duration}, above ${threshold} s for ${s.sustained}.${exactness(threshold, s.buckets)}`,
  });
}

/** The slowest twentieth of the requests is slower than it should be. */
export function latencyP95High(s: ResolvedService): AlertRule {
  return latencyHigh(s, {
    alert: "InferenceLatencyP95High",
    quantile: "p95",
    series: service.latencyP95,
    threshold: s.latencyP95Seconds,
    severity: "warning",
  });
}

/** The slowest hundredth of the requests is slower than users bear. */
export function latencyP99High(s: ResolvedService): AlertRule {
  return latencyHigh(s, {
    alert: "InferenceLatencyP99High",
    quantile: "p99",
    series: service.latencyP99,
    threshold: s.latencyP99Seconds,
    severity: "critical",
  });
}

/** Too large a share of the requests fails. Needs the label `code` of the contract. */
export function errorRatioHigh(s: ResolvedService): AlertRule {
  const subject = subjectOf(s);
  const judged = sum(increase(inference.inference_requests_total.where(subject).over(s.rate)))
    .by(...serviceLabels)
    .ge(s.minimumRequests);
  return alert({
    name: "InferenceErrorRatioHigh",
    expr: service.errorRatio.where(subject).gt(s.errorRatio).and(judged),
    for: s.sustained,
    keepFiringFor: outlive,
    severity: "critical",
    team: s.team,
    summary: (l) => `Requests to ${l.service} in ${l.namespace} fail`,
    description: (l, value) =>
      `${value.percentage} of the requests to service ${l.service}${ifSet(l.model, ", model ")} (namespace ${l.namespace}) have failed with a 5xx code over ${s.rate}; the limit is ${percent(s.errorRatio)} %.`,
  });
}

/** Requests wait for a worker, more than they should, for some time. */
export function queueLong(s: ResolvedService): AlertRule {
  return alert({
    name: "InferenceQueueLong",
    expr: service.queueLength.where(subjectOf(s)).gt(s.queueLength),
    for: s.sustained,
    keepFiringFor: outlive,
    severity: "warning",
    team: s.team,
    summary: (l) => `Requests to ${l.service} in ${l.namespace} queue up`,
    description: (l, value) =>
      `${value.humanize} requests wait at service ${l.service}${ifSet(l.model, ", model ")} (namespace ${l.namespace}), above ${s.queueLength} for ${s.sustained}.`,
  });
}

/**
 * No replica answers its scrapes, or none is there at all. A service without requests and one that is gone look
 * alike to every ratio and quantile, so only the declared service can be missed.
 */
export function targetAbsent(s: ResolvedService): AlertRule {
  const subject = subjectOf(s);
  return alert({
    name: "InferenceTargetAbsent",
    expr: absent(scrape.up, subject).either(
      max(scrape.up.where(subject)).by("namespace", "service").eq(0),
    ),
    for: s.absent,
    severity: "critical",
    team: s.team,
    summary: (l) => `Service ${l.service} in ${l.namespace} has no replica`,
    description: (l) =>
      `No replica of the declared inference service ${l.service} (namespace ${l.namespace}) has answered a scrape for ${s.absent}: it is gone, or it is not found by its PodMonitor.`,
  });
}

/** A replica does not answer its scrapes. */
export function targetDown(s: ResolvedService): AlertRule {
  return alert({
    name: "InferenceTargetDown",
    expr: min(scrape.up.where(subjectOf(s)))
      .by("namespace", "service", "pod")
      .eq(0),
    for: s.sustained,
    severity: "warning",
    team: s.team,
    summary: (l) => `Replica ${l.pod} of ${l.service} in ${l.namespace} does not answer`,
    description: (l) =>
      `Pod ${l.pod} of inference service ${l.service} (namespace ${l.namespace}) has not answered a scrape for ${s.sustained}.`,
  });
}
