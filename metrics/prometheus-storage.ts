import { defineMetrics } from "./define";

/** Prometheus as it scrapes itself. */
export const prometheusSource = {
  name: "Prometheus",
  versions: ">=3.13 <4",
  targetLabels: ["namespace", "pod", "job", "instance", "service"],
} as const;

const targets = defineMetrics(prometheusSource, {
  prometheus_target_scrape_pool_targets: {
    type: "gauge",
    unit: "one",
    help: "Targets of the scrape pool.",
    labels: ["scrape_job"],
  },
  prometheus_target_sync_failed_total: {
    type: "counter",
    unit: "one",
    help: "Targets that could not be made from what was discovered.",
    labels: ["scrape_job"],
    zeroInitialised: true,
  },
  prometheus_target_scrape_pools_failed_total: {
    type: "counter",
    unit: "one",
    help: "Scrape pools that could not be created.",
    zeroInitialised: true,
  },
  prometheus_target_scrape_pool_exceeded_target_limit_total: {
    type: "counter",
    unit: "one",
    help: "Times a pool had more targets than its limit.",
    zeroInitialised: true,
  },
  prometheus_target_scrape_pool_exceeded_label_limits_total: {
    type: "counter",
    unit: "one",
    help: "Times a pool's series had more or longer labels than its limits.",
    zeroInitialised: true,
  },
  prometheus_target_scrapes_exceeded_sample_limit_total: {
    type: "counter",
    unit: "one",
    help: "Scrapes dropped for too many samples.",
    zeroInitialised: true,
  },
  prometheus_target_scrapes_exceeded_body_size_limit_total: {
    type: "counter",
    unit: "one",
    help: "Scrapes dropped for their size.",
    zeroInitialised: true,
  },
  prometheus_target_scrapes_sample_duplicate_timestamp_total: {
    type: "counter",
    unit: "one",
    help: "Samples rejected for a second value at one time.",
    zeroInitialised: true,
  },
  prometheus_target_scrapes_sample_out_of_order_total: {
    type: "counter",
    unit: "one",
    help: "Samples rejected for being older than the last.",
    zeroInitialised: true,
  },
  prometheus_target_interval_length_seconds: {
    type: "summary",
    unit: "seconds",
    help: "Time between scrapes.",
    labels: ["interval"],
  },
  prometheus_sd_discovered_targets: {
    type: "gauge",
    unit: "one",
    help: "Targets discovered, before relabeling.",
    labels: ["name", "config"],
    values: { name: ["notify", "scrape"] },
  },
});

const storage = defineMetrics(prometheusSource, {
  prometheus_tsdb_head_series: {
    type: "gauge",
    unit: "one",
    help: "Series in memory.",
  },
  prometheus_tsdb_head_series_created_total: {
    type: "counter",
    unit: "one",
    help: "Series created in memory.",
    zeroInitialised: true,
  },
  prometheus_tsdb_head_samples_appended_total: {
    type: "counter",
    unit: "one",
    help: "Samples stored.",
    labels: ["type"],
    values: { type: ["float", "histogram"] },
    zeroInitialised: true,
  },
  prometheus_tsdb_out_of_order_samples_total: {
    type: "counter",
    unit: "one",
    help: "Samples rejected for being out of order.",
    labels: ["type"],
    values: { type: ["float", "histogram"] },
    zeroInitialised: true,
  },
  prometheus_tsdb_compactions_failed_total: {
    type: "counter",
    unit: "one",
    help: "Compactions that failed.",
    zeroInitialised: true,
  },
  prometheus_tsdb_reloads_failures_total: {
    type: "counter",
    unit: "one",
    help: "Reloads of blocks from disk that failed.",
    zeroInitialised: true,
  },
  prometheus_tsdb_wal_corruptions_total: {
    type: "counter",
    unit: "one",
    help: "Corruptions found in the write-ahead log.",
    zeroInitialised: true,
  },
  prometheus_tsdb_wal_writes_failed_total: {
    type: "counter",
    unit: "one",
    help: "Writes to the write-ahead log that failed.",
    zeroInitialised: true,
  },
  prometheus_tsdb_wal_truncations_failed_total: {
    type: "counter",
    unit: "one",
    help: "Truncations of the write-ahead log that failed.",
    zeroInitialised: true,
  },
  prometheus_tsdb_checkpoint_creations_failed_total: {
    type: "counter",
    unit: "one",
    help: "Checkpoints of the write-ahead log that failed.",
    zeroInitialised: true,
  },
  prometheus_tsdb_storage_blocks_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "Bytes of the blocks on disk.",
  },
  prometheus_tsdb_wal_storage_size_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "Bytes of the write-ahead log.",
  },
  prometheus_tsdb_retention_limit_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "Size limit of the storage; 0 without one.",
  },
  prometheus_tsdb_retention_limit_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Time limit of the storage; 0 without one.",
  },
  prometheus_tsdb_lowest_timestamp_seconds: {
    type: "gauge",
    unit: "timestamp",
    help: "Unix time of the oldest sample.",
  },
});

const queries = defineMetrics(prometheusSource, {
  prometheus_engine_queries: {
    type: "gauge",
    unit: "one",
    help: "Queries that run or wait.",
  },
  prometheus_engine_queries_concurrent_max: {
    type: "gauge",
    unit: "one",
    help: "Queries that may run at once.",
  },
  prometheus_engine_query_duration_seconds: {
    type: "summary",
    unit: "seconds",
    help: "Time of queries by part.",
    labels: ["slice"],
    values: { slice: ["inner_eval", "prepare_time", "queue_time", "result_sort"] },
  },
  prometheus_http_requests_total: {
    type: "counter",
    unit: "one",
    help: "HTTP requests answered.",
    labels: ["handler", "code"],
  },
});

const remoteWrite = defineMetrics(prometheusSource, {
  prometheus_remote_storage_samples_total: {
    type: "counter",
    unit: "one",
    help: "Samples sent, retries included.",
    labels: ["remote_name", "url"],
    requires: "remote_write",
    zeroInitialised: true,
  },
  prometheus_remote_storage_samples_failed_total: {
    type: "counter",
    unit: "one",
    help: "Samples refused for good.",
    labels: ["remote_name", "url"],
    requires: "remote_write",
    zeroInitialised: true,
  },
  prometheus_remote_storage_samples_retried_total: {
    type: "counter",
    unit: "one",
    help: "Samples refused for now and sent again.",
    labels: ["remote_name", "url"],
    requires: "remote_write",
    zeroInitialised: true,
  },
  prometheus_remote_storage_samples_pending: {
    type: "gauge",
    unit: "one",
    help: "Samples that wait in the shards' queues.",
    labels: ["remote_name", "url"],
    requires: "remote_write",
  },
  prometheus_remote_storage_shards: {
    type: "gauge",
    unit: "one",
    help: "Shards that send.",
    labels: ["remote_name", "url"],
    requires: "remote_write",
  },
  prometheus_remote_storage_shards_desired: {
    type: "gauge",
    unit: "one",
    help: "Shards that the backlog asks for.",
    labels: ["remote_name", "url"],
    requires: "remote_write",
  },
  prometheus_remote_storage_shards_max: {
    type: "gauge",
    unit: "one",
    help: "Shards at most.",
    labels: ["remote_name", "url"],
    requires: "remote_write",
  },
  prometheus_remote_storage_queue_highest_sent_timestamp_seconds: {
    type: "gauge",
    unit: "timestamp",
    help: "Unix time of the newest sample sent.",
    labels: ["remote_name", "url"],
    requires: "remote_write",
  },
  prometheus_remote_storage_queue_highest_timestamp_seconds: {
    type: "gauge",
    unit: "timestamp",
    help: "Unix time of the newest sample queued.",
    labels: ["remote_name", "url"],
    requires: "remote_write",
  },
});

/** What Prometheus says of its targets, storage, queries and remote writes. */
export const prometheusStorage = { ...targets, ...storage, ...queries, ...remoteWrite };
