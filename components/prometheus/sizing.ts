import * as pulumi from "@pulumi/pulumi";
import { seconds } from "../../promql/duration";
import type { LimitArgs } from "../monitoring-stack/args";
import type { PrometheusComponentArgs } from "./args";
import type { Values } from "./merge";

/** Sizes and limits with every default applied, the same for the chart and for custom resources. */
export interface Sizing {
  readonly replicas: number;
  readonly alertmanagerReplicas: number;
  readonly retention: string;
  /** Undefined keeps samples in an emptyDir. */
  readonly volume: Volume | undefined;
  readonly scrapeInterval: string;
  readonly evaluationInterval: string;
  readonly limits: EnforcedLimits;
}

/** A volume per replica, and the share of it that samples may fill. */
export interface Volume {
  /** Kubernetes quantity, e.g. "100Gi". */
  readonly size: string;
  readonly storageClass: string | undefined;
  /** Size at which the oldest blocks are deleted, e.g. "83558MiB". */
  readonly retentionSize: string;
}

/** Limits that Prometheus enforces on every scrape, its own cluster's metrics included. */
export interface EnforcedLimits {
  readonly enforcedSampleLimit: number;
  readonly enforcedLabelLimit: number;
  readonly enforcedLabelValueLengthLimit: number;
  readonly enforcedBodySizeLimit: string;
}

/** Limits of one scrape, where the arguments name none. */
export const DEFAULT_LIMITS: Required<LimitArgs> = {
  samples: 20_000,
  labels: 40,
  labelValueLength: 512,
  bodySize: "20MB",
};

/** Thanos ships blocks of 2h; the sidecar needs three of them on disk. */
const MINIMUM_RETENTION_WITH_UPLOAD = "6h";
/**
 * kube-state-metrics, cAdvisor and the API server of a large cluster deliver many times what a
 * workload does, and exceeding a limit loses the whole scrape: the limits that are enforced on
 * everything leave them room, those of the workloads' monitors are exact.
 */
const ENFORCED_FACTOR = 10;
/** The rest is for the write-ahead log, the head chunks and compaction. */
const RETENTION_SHARE = 0.8;
const SMALL_ENVIRONMENTS: readonly string[] = ["local", "dev"];

/**
 * Applies the defaults of {@link PrometheusArgs} and {@link LimitArgs}.
 * @throws RunError for replicas below 1, a retention or interval that is not a duration, a retention
 * too short to upload from, and a size that is not a quantity.
 */
export function sizing(args: PrometheusComponentArgs): Sizing {
  const { prometheus, environment } = args;
  const small = SMALL_ENVIRONMENTS.includes(environment);
  const retention = checkDuration("prometheus.retention", prometheus.retention ?? "10d");
  if (args.objectStore && seconds(retention) < seconds(MINIMUM_RETENTION_WITH_UPLOAD)) {
    throw new pulumi.RunError(
      `'prometheus.retention' (${retention}) must be at least ${MINIMUM_RETENTION_WITH_UPLOAD} where blocks are uploaded: ` +
        `the Thanos sidecar uploads blocks of 2h and may fall behind. Raise it or remove 'objectStore'.`,
    );
  }
  return {
    replicas: checkCount("prometheus.replicas", prometheus.replicas ?? (small ? 1 : 2)),
    alertmanagerReplicas: checkCount(
      "prometheus.alertmanagerReplicas",
      prometheus.alertmanagerReplicas ?? (small ? 1 : 3),
    ),
    retention,
    volume: volume(
      prometheus.storage ?? defaultStorage(environment, small),
      prometheus.storageClass,
    ),
    scrapeInterval: checkDuration("prometheus.scrapeInterval", prometheus.scrapeInterval ?? "30s"),
    evaluationInterval: checkDuration(
      "prometheus.evaluationInterval",
      prometheus.evaluationInterval ?? "30s",
    ),
    limits: enforced({ ...DEFAULT_LIMITS, ...args.limits }),
  };
}

function defaultStorage(environment: string, small: boolean): string | undefined {
  if (environment === "local") return undefined;
  return small ? "20Gi" : "100Gi";
}

function volume(size: string | undefined, storageClass: string | undefined): Volume | undefined {
  if (size === undefined) return undefined;
  const match = /^(\d+)(Mi|Gi|Ti)$/.exec(size);
  if (!match) {
    throw new pulumi.RunError(
      `'prometheus.storage' (${size}) must be a whole number of Mi, Gi or Ti, e.g. "100Gi".`,
    );
  }
  const mebibytes = Number(match[1]) * { Mi: 1, Gi: 1024, Ti: 1024 * 1024 }[match[2] as Unit];
  const retentionSize = `${Math.floor(mebibytes * RETENTION_SHARE)}MiB`;
  return { size, storageClass, retentionSize };
}

// What the pattern above matched.
type Unit = "Mi" | "Gi" | "Ti";

function enforced(limits: Required<LimitArgs>): EnforcedLimits {
  const body = /^(\d+)((?:[KMG]i?)?B)$/.exec(limits.bodySize);
  if (!body) {
    throw new pulumi.RunError(
      `'limits.bodySize' (${limits.bodySize}) must be a whole number of B, KB, MB or GB, e.g. "20MB".`,
    );
  }
  return {
    enforcedSampleLimit: checkCount("limits.samples", limits.samples) * ENFORCED_FACTOR,
    enforcedLabelLimit: checkCount("limits.labels", limits.labels),
    enforcedLabelValueLengthLimit: checkCount("limits.labelValueLength", limits.labelValueLength),
    enforcedBodySizeLimit: `${Number(body[1]) * ENFORCED_FACTOR}${body[2] ?? ""}`,
  };
}

function checkCount(argument: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) {
    throw new pulumi.RunError(`'${argument}' (${value}) must be a whole number of at least 1.`);
  }
  return value;
}

function checkDuration(argument: string, text: string): string {
  try {
    seconds(text);
  } catch {
    throw new pulumi.RunError(
      `'${argument}' (${text}) must be a duration as Prometheus writes it, e.g. 30s, 6h or 10d.`,
    );
  }
  return text;
}

/** Storage of a replica: a volume of the class, as chart and custom resources take it. */
export function claim(size: string, { storageClass }: Volume): Values {
  return {
    volumeClaimTemplate: {
      spec: {
        accessModes: ["ReadWriteOnce"],
        ...(storageClass !== undefined && { storageClassName: storageClass }),
        resources: { requests: { storage: size } },
      },
    },
  };
}
