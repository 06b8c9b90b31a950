import { casesOf, counter, level, ramp, stale, type Case } from "../bench";
import { always, firing, minutes, of } from "./subjects";

const halted = casesOf("ThanosCompactHalted");
const compactor = firing("thanos-compact", "warning", { pod: "thanos-compact-0" });
const halt = (...values: readonly string[]) =>
  of("thanos-compact", "thanos_compact_halted", values);

const failing = casesOf("ThanosObjectStoreFailing");
/** Ten operations a minute, of which so many fail. */
const operations = (job: string, failed: number, bucket = "metrics") => [
  of(job, "thanos_objstore_bucket_operations_total", [counter(10, minutes)], {
    bucket,
    operation: "get",
  }),
  of(job, "thanos_objstore_bucket_operations_total", always(0), { bucket, operation: "upload" }),
  of(job, "thanos_objstore_bucket_operation_failures_total", [counter(failed, minutes)], {
    bucket,
    operation: "get",
  }),
  of(job, "thanos_objstore_bucket_operation_failures_total", always(0), {
    bucket,
    operation: "upload",
  }),
];

const uploads = casesOf("ThanosUploadsFailing");
const sidecar = firing("thanos-sidecar", "warning", { pod: "thanos-sidecar-0" });
const failures = (...values: readonly string[]) =>
  of("thanos-sidecar", "thanos_shipper_upload_failures_total", values);
const uploaded = (...values: readonly string[]) =>
  of("thanos-sidecar", "thanos_shipper_uploads_total", values);
/** A block every ten minutes, the last one in that minute. */
const blocks = (last: number) =>
  uploaded(
    ...Array.from({ length: minutes / 10 }, (_, i) =>
      level(Math.min(i, Math.floor(last / 10)), 10),
    ),
  );

/** Thanos about itself. */
export const thanosItself: readonly Case[] = [
  {
    ...halted.fires("when it has halted", compactor, halt(level(0, 10), level(1, minutes - 10))),
    annotations: {
      summary: "Compactor thanos-compact-0 in monitoring has halted",
      description:
        "thanos-compact-0 (job thanos-compact, namespace monitoring) halted on an error it cannot repair. Blocks are neither compacted nor downsampled nor deleted: the bucket grows and long queries slow down.",
    },
  },
  halted.quiet("after a restart", halt(level(1, 37), stale, level(0, 22))),

  {
    ...failing.fires(
      "when a tenth fails, beside one without failures",
      firing("thanos-store", "warning"),
      ...operations("thanos-store", 1),
      ...operations("thanos-compact", 0),
    ),
    annotations: {
      summary: "thanos-store in monitoring fails to use the object store",
      description:
        "10% of the object store operations of thanos-store (namespace monitoring) have failed within 5m, and have for 15m.",
    },
  },
  failing.fires(
    "of the sidecar",
    firing("thanos-sidecar", "warning"),
    ...operations("thanos-sidecar", 10),
  ),
  failing.fires(
    "of the compactor",
    firing("thanos-compact", "warning"),
    ...operations("thanos-compact", 10),
  ),
  failing.quiet("on one of fifty that fails", ...operations("thanos-store", 0.2)),
  failing.quiet(
    "without operations",
    of("thanos-store", "thanos_objstore_bucket_operations_total", always(9)),
  ),

  {
    ...uploads.fires(
      "while uploads fail",
      sidecar,
      failures(level(0, 10), ramp(1, 1, minutes - 10)),
    ),
    annotations: {
      summary: "Blocks of thanos-sidecar-0 in monitoring are not uploaded",
      description:
        "The sidecar of thanos-sidecar-0 (job thanos-sidecar, namespace monitoring) has failed to upload blocks for 15m, or has uploaded none within 30m. Metrics are lost once the retention of Prometheus is over.",
    },
  },
  { ...uploads.fires("when none is made any more", sidecar, blocks(9)), at: "50m" },
  { ...uploads.quiet("while blocks are uploaded", failures(...always(0)), blocks(60)), at: "59m" },
  { ...uploads.quiet("when the last one was not long ago", blocks(25)), at: "48m" },
  { ...uploads.quiet("of a sidecar that is new", uploaded(...always(0))), at: "29m" },
  { ...uploads.fires("of a sidecar that never has", sidecar, uploaded(...always(0))), at: "45m" },
  uploads.quiet("on a single failure", failures(level(0, 30), level(1, 30))),
];
