import type {
  LongTermStorageArgs,
  ObjectStoreType,
  RetentionArgs,
} from "../components/monitoring-stack/args";
import { seconds } from "../promql";
import type { MonitoringConfig } from "./config";
import type { Problem } from "./problem";

/** Retention of Prometheus below which the sidecar may lose blocks before they are uploaded (Thanos documentation: three blocks of 2h). */
const LOCAL_FLOOR = "6h";

/** When Thanos makes the next coarser resolution; samples deleted earlier never reach it. */
const DOWNSAMPLING: readonly {
  readonly key: keyof RetentionArgs;
  readonly floor: string;
  readonly next: string;
}[] = [
  { key: "raw", floor: "40h", next: "5 minutes" },
  { key: "fiveMinutes", floor: "10d", next: "1 hour" },
];

/** Bucket names by object store, and what they may look like. */
const BUCKETS: Readonly<
  Record<
    ObjectStoreType,
    { readonly pattern: RegExp; readonly rule: string; readonly remedy: string }
  >
> = {
  S3: {
    pattern: /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    rule: "must be the name of an S3 bucket: 3 to 63 lower-case letters, digits, dashes and dots",
    remedy: 'write e.g. "metrics-train-eu-1", without "s3://" and path',
  },
  GCS: {
    pattern: /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/,
    rule: "must be the name of a GCS bucket: lower-case letters, digits, dashes, dots and underscores",
    remedy: 'write e.g. "metrics-train-eu-1", without "gs://" and path',
  },
  AZURE: {
    pattern: /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    rule: "must be the name of a container: 3 to 63 lower-case letters, digits and single dashes",
    remedy: 'write e.g. "metrics", without account and path',
  },
  FILESYSTEM: {
    pattern: /^\/[^{}]*$/,
    rule: "must be an absolute directory",
    remedy: 'write e.g. "/var/lib/thanos/bucket"',
  },
};

type Storage = Readonly<
  Partial<Pick<MonitoringConfig, "longTermStorage" | "prometheus" | "provider">>
>;

/** What is wrong with long-term storage: the store's own fields, and what it asks of the rest. */
export function storageProblems({ longTermStorage, prometheus, provider }: Storage): Problem[] {
  if (!longTermStorage) return [];
  return [
    ...shape(longTermStorage),
    ...onlyLocal(longTermStorage, provider),
    ...retentionFloors(longTermStorage.retention ?? {}),
    ...localRetention(prometheus?.existing ? undefined : prometheus?.retention),
  ];
}

function shape(storage: LongTermStorageArgs): Problem[] {
  const { type, bucket, existingSecret } = storage;
  // With a Secret of their own, type and bucket only document it.
  if (existingSecret) return [];
  const { pattern, rule, remedy } = BUCKETS[type];
  const misplaced = Object.entries({
    endpoint: "S3",
    region: "S3",
    storageAccount: "AZURE",
  } as const)
    .map(([key, owner]) => ({
      key,
      owner,
      value: storage[key as "endpoint" | "region" | "storageAccount"],
    }))
    .filter(({ owner, value }) => value !== undefined && owner !== type)
    .map(({ key, owner, value }) =>
      problem(
        key,
        value,
        `belongs to type ${owner}, not ${type}`,
        `remove it, or set type to ${owner}`,
      ),
    );
  return [
    ...(pattern.test(bucket) ? [] : [problem("bucket", bucket, rule, remedy)]),
    ...misplaced,
    ...(type === "S3" && storage.endpoint === undefined
      ? [
          problem(
            "endpoint",
            undefined,
            "is required for type S3",
            'write e.g. "s3.eu-west-1.amazonaws.com"',
          ),
        ]
      : []),
    ...(type === "AZURE" && storage.storageAccount === undefined
      ? [
          problem(
            "storageAccount",
            undefined,
            "is required for type AZURE",
            "name the account of the container",
          ),
        ]
      : []),
  ];
}

function onlyLocal({ type }: LongTermStorageArgs, provider: Storage["provider"]): Problem[] {
  if (type !== "FILESYSTEM" || provider === "local" || provider === undefined) return [];
  return [
    problem(
      "type",
      type,
      `must not be FILESYSTEM where provider is ${provider}: the pods would not share one directory`,
      "use S3 (MinIO and Ceph speak it too), GCS or AZURE",
    ),
  ];
}

function retentionFloors(retention: RetentionArgs): Problem[] {
  return DOWNSAMPLING.flatMap(({ key, floor, next }) => {
    const kept = retention[key];
    if (kept === undefined || seconds(kept) === 0 || seconds(kept) >= seconds(floor)) return [];
    return [
      {
        path: ["longTermStorage", "retention", key],
        value: kept,
        rule: `must be 0d (for ever) or at least ${floor}: Thanos downsamples to ${next} only after ${floor}, so samples deleted earlier are lost at every resolution`,
        remedy: `write "${floor}" or more`,
      },
    ];
  });
}

function localRetention(retention: string | undefined): Problem[] {
  if (retention === undefined || seconds(retention) >= seconds(LOCAL_FLOOR)) return [];
  return [
    {
      path: ["prometheus", "retention"],
      value: retention,
      rule: `must be at least ${LOCAL_FLOOR} with longTermStorage: a block is uploaded only when it is complete, after 2h, and uploads may fall behind`,
      remedy: `write "${LOCAL_FLOOR}" or more`,
    },
  ];
}

function problem(key: string, value: unknown, rule: string, remedy: string): Problem {
  return { path: ["longTermStorage", key], value, rule, remedy };
}
