import { inference, scrape } from "../../metrics";
import { histogramQuantile, rate, sum } from "../../promql";
import type { RecordingRule } from "../model";
import { recordAs } from "../record";
import { latencyBuckets, replicasUp, service } from "./series";
import type { ResolvedService } from "./service";

/** What identifies a served model, to aggregate by. */
export const serviceLabels = ["namespace", "service", "model"] as const;

/** The recording rules of a service, in the order in which they build on each other. */
export function recordings(s: ResolvedService): readonly RecordingRule[] {
  const subject = { namespace: s.namespace, service: s.name };
  const requests = inference.inference_requests_total.where(subject);
  const failed = sum(rate(requests.where({ code: { re: "5.." } }).over(s.rate))).by(
    ...serviceLabels,
  );
  const buckets = latencyBuckets.where(subject);
  return [
    recordAs(service.requestRate, sum(rate(requests.over(s.rate))).by(...serviceLabels)),
    // Zero keeps its labels: a model without a failure has a ratio of 0, not none.
    recordAs(service.errorRate, failed.or(service.requestRate.where(subject).mul(0))),
    recordAs(
      service.errorRatio,
      service.errorRate.where(subject).div(service.requestRate.where(subject).gt(0)),
    ),
    recordAs(
      latencyBuckets,
      sum(rate(inference.inference_request_latency_seconds.bucket.where(subject).over(s.rate))).by(
        ...serviceLabels,
        "le",
      ),
    ),
    recordAs(service.latencyP50, histogramQuantile(0.5, buckets)),
    recordAs(service.latencyP95, histogramQuantile(0.95, buckets)),
    recordAs(service.latencyP99, histogramQuantile(0.99, buckets)),
    recordAs(
      service.queueLength,
      sum(inference.inference_queue_length.where(subject)).by(...serviceLabels),
    ),
    recordAs(
      service.inProgress,
      sum(inference.inference_requests_in_progress.where(subject)).by(...serviceLabels),
    ),
    recordAs(replicasUp, sum(scrape.up.where(subject)).by("namespace", "service")),
  ];
}
