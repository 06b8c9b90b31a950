import { inference, scrape } from "../../metrics";
import { histogramQuantile, rate, sum } from "../../promql";
import type { RecordingRule } from "../model";
import { recordEach } from "../record";
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
  return recordEach(
    { ...service, latencyBuckets, replicasUp },
    {
      requestRate: sum(rate(requests.over(s.rate))).by(...serviceLabels),
      // Zero keeps its labels: a model without a failure has a ratio of 0, not none.
      errorRate: failed.or(service.requestRate.where(subject).mul(0)),
      errorRatio: service.errorRate.where(subject).div(service.requestRate.where(subject).gt(0)),
      latencyBuckets: sum(
        rate(inference.inference_request_latency_seconds.bucket.where(subject).over(s.rate)),
      ).by(...serviceLabels, "le"),
      latencyP50: histogramQuantile(0.5, buckets),
      latencyP95: histogramQuantile(0.95, buckets),
      latencyP99: histogramQuantile(0.99, buckets),
      queueLength: sum(inference.inference_queue_length.where(subject)).by(...serviceLabels),
      inProgress: sum(inference.inference_requests_in_progress.where(subject)).by(...serviceLabels),
      replicasUp: sum(scrape.up.where(subject)).by("namespace", "service"),
    },
  );
}
