import type { SecretKeyArgs } from "./secrets";

/** Kinds of object stores. */
export const ObjectStoreType = {
  S3: "S3",
  Gcs: "GCS",
  Azure: "AZURE",
  Filesystem: "FILESYSTEM",
} as const;
/** One of the values of the constant of the same name. */
export type ObjectStoreType = (typeof ObjectStoreType)[keyof typeof ObjectStoreType];

/** Long-term storage by Thanos. */
export interface LongTermStorageArgs {
  /** Kind of object store; FILESYSTEM only where provider is local. */
  readonly type: ObjectStoreType;
  /** Bucket (S3, GCS), container (AZURE) or directory (FILESYSTEM: tests and demos only). */
  readonly bucket: string;
  /** S3: host of the endpoint, e.g. s3.eu-west-1.amazonaws.com. */
  readonly endpoint?: string;
  /** S3: region. */
  readonly region?: string;
  /** AZURE: storage account. */
  readonly storageAccount?: string;
  /** Existing Secret with a whole object store configuration; then type and bucket only document it. */
  readonly existingSecret?: SecretKeyArgs;
  /** Annotations of the ServiceAccounts that give them access (IRSA, Workload Identity). */
  readonly workloadIdentity?: Readonly<Record<string, string>>;
  /** How long samples are kept, by resolution. */
  readonly retention?: RetentionArgs;
  /** Thanos image. @default "quay.io/thanos/thanos:v0.42.4" */
  readonly image?: string;
  /** Replicas of query and query-frontend. @default 1 in local and dev, 2 elsewhere */
  readonly queryReplicas?: number;
  /** Volume of the store gateway. @default "50Gi" */
  readonly storeStorage?: string;
  /** Volume of the compactor. @default "100Gi" */
  readonly compactorStorage?: string;
  /** Extra or replacing flags by component, e.g. `{ store: { "sync-block-duration": "15s" } }`. */
  readonly flags?: ThanosFlags;
}

/** Flags without their dashes, by component; they replace ours of the same name. */
export interface ThanosFlags {
  /** Of `thanos query`. @default none */
  readonly query?: Readonly<Record<string, string>>;
  /** Of `thanos query-frontend`. @default none */
  readonly queryFrontend?: Readonly<Record<string, string>>;
  /** Of `thanos store`. @default none */
  readonly store?: Readonly<Record<string, string>>;
  /** Of `thanos compact`. @default none */
  readonly compact?: Readonly<Record<string, string>>;
}

/** Retention by resolution; "0d" keeps for ever. Thanos downsamples after 40h and 10d, so less is an error. */
export interface RetentionArgs {
  /** Samples as scraped; 0d or at least 40h. @default "30d" */
  readonly raw?: string;
  /** Samples of five minutes; 0d or at least 10d. @default "90d" */
  readonly fiveMinutes?: string;
  /** Samples of one hour. @default "365d" */
  readonly oneHour?: string;
}
