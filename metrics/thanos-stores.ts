import { defineMetrics } from "./define";

/** Thanos components as they are scraped. */
export const thanosSource = {
  name: "Thanos",
  versions: ">=0.42 <1",
  targetLabels: ["namespace", "pod", "job", "instance", "service"],
  note: "Each component has the part that concerns it; `job` tells them apart.",
} as const;

const operations = [
  "attributes",
  "delete",
  "exists",
  "get",
  "get_range",
  "iter",
  "upload",
] as const;

/** Bounds of the gates' histograms, in seconds. */
const gate = [0.01, 0.1, 0.3, 0.6, 1, 3, 6, 9, 20, 30, 60, 90, 120, 240, 360, 720] as const;

const objects = defineMetrics(thanosSource, {
  thanos_objstore_bucket_operations_total: {
    type: "counter",
    unit: "one",
    help: "Object store operations.",
    labels: ["bucket", "operation"],
    values: { operation: operations },
    zeroInitialised: true,
  },
  thanos_objstore_bucket_operation_failures_total: {
    type: "counter",
    unit: "one",
    help: "Object store operations that failed.",
    labels: ["bucket", "operation"],
    values: { operation: operations },
    zeroInitialised: true,
  },
  thanos_objstore_bucket_operation_duration_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "Time of successful object store operations.",
    labels: ["bucket", "operation"],
    values: { operation: operations },
    buckets: [0.001, 0.01, 0.1, 0.3, 0.6, 1, 3, 6, 9, 20, 30, 60, 90, 120],
  },
  thanos_objstore_bucket_last_successful_upload_time: {
    type: "gauge",
    unit: "timestamp",
    help: "Unix time of the last upload; 0 before the first.",
    labels: ["bucket"],
  },
  thanos_shipper_uploads_total: {
    type: "counter",
    unit: "one",
    help: "Blocks uploaded.",
    zeroInitialised: true,
  },
  thanos_shipper_upload_failures_total: {
    type: "counter",
    unit: "one",
    help: "Block uploads that failed.",
    zeroInitialised: true,
  },
  thanos_shipper_dir_syncs_total: {
    type: "counter",
    unit: "one",
    help: "Looks for blocks to upload.",
    zeroInitialised: true,
  },
  thanos_shipper_dir_sync_failures_total: {
    type: "counter",
    unit: "one",
    help: "Looks for blocks to upload that failed.",
    zeroInitialised: true,
  },
  thanos_sidecar_prometheus_up: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 while the sidecar reaches its Prometheus.",
  },
});

const queries = defineMetrics(thanosSource, {
  thanos_bucket_store_blocks_loaded: {
    type: "gauge",
    unit: "one",
    help: "Blocks the store serves.",
  },
  thanos_bucket_store_block_loads_total: {
    type: "counter",
    unit: "one",
    help: "Blocks loaded, failures included.",
    zeroInitialised: true,
  },
  thanos_bucket_store_block_load_failures_total: {
    type: "counter",
    unit: "one",
    help: "Blocks that could not be loaded.",
    zeroInitialised: true,
  },
  thanos_bucket_store_series_gate_queries_duration_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "Time that queries waited for the store's gate.",
    buckets: gate,
  },
  thanos_bucket_store_series_gate_queries_in_flight: {
    type: "gauge",
    unit: "one",
    help: "Queries in the store's gate.",
  },
  thanos_bucket_store_series_gate_queries_max: {
    type: "gauge",
    unit: "one",
    help: "Queries that the store's gate lets in.",
  },
  thanos_blocks_meta_syncs_total: {
    type: "counter",
    unit: "one",
    help: "Synchronisations of block metadata.",
    zeroInitialised: true,
  },
  thanos_blocks_meta_sync_failures_total: {
    type: "counter",
    unit: "one",
    help: "Synchronisations of block metadata that failed.",
    zeroInitialised: true,
  },
  thanos_query_concurrent_gate_queries_duration_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "Time that queries waited for the querier's gate.",
    buckets: gate,
  },
  thanos_query_concurrent_gate_queries_in_flight: {
    type: "gauge",
    unit: "one",
    help: "Queries in the querier's gate.",
  },
  thanos_query_concurrent_gate_queries_max: {
    type: "gauge",
    unit: "one",
    help: "Queries that the querier's gate lets in.",
  },
  thanos_query_endpoints_dns_lookups_total: {
    type: "counter",
    unit: "one",
    help: "Look-ups of the querier's endpoints.",
    zeroInitialised: true,
  },
  thanos_query_endpoints_dns_failures_total: {
    type: "counter",
    unit: "one",
    help: "Look-ups of the querier's endpoints that failed.",
    zeroInitialised: true,
  },
  thanos_store_nodes_grpc_connections: {
    type: "gauge",
    unit: "one",
    help: "Stores the querier is connected to, by external labels.",
    labels: ["external_labels", "store_type"],
  },
});

/** What Thanos says of its object store, sidecar, store gateway and querier. */
export const thanosStores = { ...objects, ...queries };
