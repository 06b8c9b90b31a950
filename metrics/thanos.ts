import { defineMetrics } from "./define";
import { thanosSource, thanosStores } from "./thanos-stores";

const components = defineMetrics(thanosSource, {
  thanos_build_info: {
    type: "info",
    unit: "one",
    help: "Value 1; carries the version.",
    labels: ["version", "revision", "branch", "goversion", "goos", "goarch", "tags"],
  },
  thanos_status: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 when the component passes the check.",
    labels: ["check", "component"],
    values: { check: ["healthy", "ready"] },
  },
  grpc_server_handled_total: {
    type: "counter",
    unit: "one",
    help: "Calls answered, by code.",
    labels: ["grpc_code", "grpc_method", "grpc_service", "grpc_type"],
  },
  grpc_client_handled_total: {
    type: "counter",
    unit: "one",
    help: "Calls made, by code.",
    labels: ["grpc_code", "grpc_method", "grpc_service", "grpc_type"],
  },
});

const compactAndRule = defineMetrics(thanosSource, {
  thanos_compact_halted: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 when the compactor halted on an error it cannot repair; it stays healthy to probes.",
  },
  thanos_compact_iterations_total: {
    type: "counter",
    unit: "one",
    help: "Runs of the compactor that succeeded.",
    zeroInitialised: true,
  },
  thanos_compact_retries_total: {
    type: "counter",
    unit: "one",
    help: "Runs of the compactor that are tried again.",
    zeroInitialised: true,
  },
  thanos_compact_group_compactions_total: {
    type: "counter",
    unit: "one",
    help: "Compactions that made a new block.",
    labels: ["resolution"],
  },
  thanos_compact_group_compactions_failures_total: {
    type: "counter",
    unit: "one",
    help: "Compactions that failed.",
    labels: ["resolution"],
  },
  thanos_compact_todo_compactions: {
    type: "gauge",
    unit: "one",
    help: "Compactions to do.",
  },
  thanos_compact_block_cleanup_failures_total: {
    type: "counter",
    unit: "one",
    help: "Blocks that could not be deleted.",
    zeroInitialised: true,
  },
  thanos_compact_todo_deletion_blocks: {
    type: "gauge",
    unit: "one",
    help: "Blocks to delete.",
  },
  thanos_compact_todo_downsample_blocks: {
    type: "gauge",
    unit: "one",
    help: "Blocks to downsample.",
  },
  thanos_rule_config_last_reload_successful: {
    type: "gauge",
    unit: "one",
    boolean: true,
    help: "1 when the last reload of rules succeeded.",
  },
  thanos_rule_loaded_rules: {
    type: "gauge",
    unit: "one",
    help: "Rules of the group.",
    labels: ["strategy", "file", "group"],
    values: { strategy: ["ABORT", "WARN"] },
  },
  thanos_rule_evaluation_with_warnings_total: {
    type: "counter",
    unit: "one",
    help: "Rule evaluations whose query returned warnings.",
    labels: ["strategy"],
    values: { strategy: ["abort", "warn"] },
    zeroInitialised: true,
  },
  thanos_rule_query_apis_dns_lookups_total: {
    type: "counter",
    unit: "one",
    help: "Look-ups of the ruler's query endpoints.",
    zeroInitialised: true,
  },
  thanos_rule_query_apis_dns_failures_total: {
    type: "counter",
    unit: "one",
    help: "Look-ups of the ruler's query endpoints that failed.",
    zeroInitialised: true,
  },
  thanos_alert_queue_alerts_dropped_total: {
    type: "counter",
    unit: "one",
    help: "Alerts dropped for a full queue.",
    zeroInitialised: true,
  },
  thanos_alert_sender_alerts_dropped_total: {
    type: "counter",
    unit: "one",
    help: "Alerts that no Alertmanager took.",
    zeroInitialised: true,
  },
  thanos_alert_sender_alerts_sent_total: {
    type: "counter",
    unit: "one",
    help: "Alerts sent.",
    labels: ["alertmanager"],
  },
});

/** Thanos components about themselves. */
export const thanos = { ...components, ...thanosStores, ...compactAndRule };
