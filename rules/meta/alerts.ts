import { scrape, thanos } from "../../metrics";
import { absent, increase, max, min, sum, vector } from "../../promql";
import { alert } from "../alert";
import type { AlertRule } from "../model";
import { any, down, type ResolvedWindows, type Target } from "./targets";

const replica = ["namespace", "job", "pod"] as const;

/** Fires always, from rule to receiver: where it stops arriving, some part of that way is broken. */
export function watchdog(): AlertRule {
  return alert({
    name: "Watchdog",
    expr: vector(1),
    for: "0s",
    severity: "none",
    summary: () => "Alerting works",
    description: () =>
      "This alert always fires. Something outside of the cluster has to notice when it no longer arrives.",
  });
}

/**
 * A component of Thanos is down. Alerts do not depend on it and blocks wait on the disk of Prometheus, so this
 * opens a ticket.
 */
export function thanosComponentDown(
  targets: readonly Target[],
  windows: ResolvedWindows,
): AlertRule {
  return alert({
    name: "ThanosComponentDown",
    expr: any(targets.map(down)),
    for: windows.down,
    severity: "warning",
    summary: (l) => `${l.job} in ${l.namespace} is down`,
    description: (l) =>
      `A replica of ${l.job} (namespace ${l.namespace}) has not answered a scrape for ${windows.down}, or none is scraped. Old metrics cannot be queried, uploaded or compacted as they should; alerts are not affected.`,
  });
}

/** The compactor has met what it cannot repair, and waits for a person; its probes stay healthy. */
export function compactHalted(target: Target, windows: ResolvedWindows): AlertRule {
  return alert({
    name: "ThanosCompactHalted",
    expr: max(thanos.thanos_compact_halted.where(target))
      .by(...replica)
      .eq(1),
    for: windows.down,
    severity: "warning",
    summary: (l) => `Compactor ${l.pod} in ${l.namespace} has halted`,
    description: (l) =>
      `${l.pod} (job ${l.job}, namespace ${l.namespace}) halted on an error it cannot repair. Blocks are neither compacted nor downsampled nor deleted: the bucket grows and long queries slow down.`,
  });
}

/** Share of failed operations above which an object store counts as failing: that of the Thanos mixin; single ones are retried. */
const failing = 0.05;

/** Operations on the object store fail. */
export function objectStoreFailing(
  targets: readonly Target[],
  windows: ResolvedWindows,
): AlertRule {
  const { thanos_objstore_bucket_operation_failures_total: failures } = thanos;
  const { thanos_objstore_bucket_operations_total: operations } = thanos;
  const conditions = targets.map((target) =>
    sum(increase(failures.where(target).over(windows.failures)))
      .by("namespace", "job")
      .div(sum(increase(operations.where(target).over(windows.failures))).by("namespace", "job"))
      .gt(failing),
  );
  return alert({
    name: "ThanosObjectStoreFailing",
    expr: any(conditions),
    for: windows.sustained,
    severity: "warning",
    summary: (l) => `${l.job} in ${l.namespace} fails to use the object store`,
    description: (l, value) =>
      `${value.percentage} of the object store operations of ${l.job} (namespace ${l.namespace}) have failed within ${windows.failures}, and have for ${windows.sustained}.`,
  });
}

/** Blocks do not reach the object store: uploads fail, or none has been made for longer than blocks take. */
export function uploadsFailing(target: Target, windows: ResolvedWindows): AlertRule {
  const failures = thanos.thanos_shipper_upload_failures_total.where(target);
  const uploads = thanos.thanos_shipper_uploads_total.where(target);
  const ran = max(uploads.offset(windows.uploads)).by(...replica);
  return alert({
    name: "ThanosUploadsFailing",
    expr: sum(increase(failures.over(windows.failures)))
      .by(...replica)
      .gt(0)
      .either(
        sum(increase(uploads.over(windows.uploads)))
          .by(...replica)
          .eq(0)
          .and(ran),
      ),
    for: windows.sustained,
    severity: "warning",
    summary: (l) => `Blocks of ${l.pod} in ${l.namespace} are not uploaded`,
    description: (l) =>
      `The sidecar of ${l.pod} (job ${l.job}, namespace ${l.namespace}) has failed to upload blocks for ${windows.sustained}, or has uploaded none within ${windows.uploads}. Metrics are lost once the retention of Prometheus is over.`,
  });
}

/** A target of an exporter does not answer. */
export function exporterDown(jobs: readonly string[], windows: ResolvedWindows): AlertRule {
  return alert({
    name: "ExporterDown",
    expr: min(scrape.up.where({ job: jobs }))
      .by(...replica, "instance")
      .eq(0),
    for: windows.down,
    severity: "warning",
    summary: (l) => `Exporter ${l.pod} (${l.job}) in ${l.namespace} is down`,
    description: (l) =>
      `Target ${l.instance} of job ${l.job} (pod ${l.pod}, namespace ${l.namespace}) has not answered a scrape for ${windows.down}. Rules that read its metrics cannot fire.`,
  });
}

/** No target of an exporter is there at all, which no rule on its targets can see. */
export function exporterAbsent(jobs: readonly string[], windows: ResolvedWindows): AlertRule {
  return alert({
    name: "ExporterAbsent",
    expr: any(jobs.map((job) => absent(scrape.up, { job }))),
    for: windows.down,
    severity: "warning",
    summary: (l) => `Exporter ${l.job} is not scraped`,
    description: (l) =>
      `Prometheus has had no target of job ${l.job} for ${windows.down}: the exporter is not deployed, or its monitor does not find it. Rules that read its metrics cannot fire.`,
  });
}
