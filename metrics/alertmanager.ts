import { defineMetrics } from "./define";

const integrations = [
  ...["discord", "email", "incidentio", "jira", "mattermost", "msteams", "opsgenie", "pagerduty"],
  ...[
    "pushover",
    "rocketchat",
    "slack",
    "sns",
    "telegram",
    "victorops",
    "webex",
    "webhook",
    "wechat",
  ],
] as const;

/** Alertmanager about itself. */
export const alertmanager = defineMetrics(
  {
    name: "Alertmanager",
    versions: ">=0.31 <1",
    targetLabels: ["namespace", "pod", "job", "instance", "service"],
  },
  {
    alertmanager_build_info: {
      type: "info",
      unit: "one",
      help: "Value 1; carries the version.",
      labels: ["version", "revision", "branch", "goversion", "goos", "goarch", "tags"],
    },
    alertmanager_config_last_reload_successful: {
      type: "gauge",
      unit: "one",
      help: "1 when the last configuration reload succeeded.",
    },
    alertmanager_config_last_reload_success_timestamp_seconds: {
      type: "gauge",
      unit: "timestamp",
      help: "Unix time of the last successful reload.",
    },
    alertmanager_config_hash: {
      type: "gauge",
      unit: "one",
      help: "Hash of the loaded configuration; equal on all replicas.",
    },
    alertmanager_integrations: {
      type: "gauge",
      unit: "one",
      help: "Integrations configured.",
    },
    alertmanager_receivers: {
      type: "gauge",
      unit: "one",
      help: "Receivers configured.",
    },
    alertmanager_notifications_total: {
      type: "counter",
      unit: "one",
      help: "Notifications attempted.",
      labels: ["integration"],
      values: { integration: integrations },
      zeroInitialised: true,
    },
    alertmanager_notifications_failed_total: {
      type: "counter",
      unit: "one",
      help: "Notifications that could not be delivered.",
      labels: ["integration", "reason"],
      values: {
        integration: integrations,
        reason: [
          "clientError",
          "contextCanceled",
          "contextDeadlineExceeded",
          "other",
          "serverError",
        ],
      },
      zeroInitialised: true,
    },
    alertmanager_notification_requests_total: {
      type: "counter",
      unit: "one",
      help: "Requests to receivers, retries included.",
      labels: ["integration"],
      values: { integration: integrations },
      zeroInitialised: true,
    },
    alertmanager_notification_requests_failed_total: {
      type: "counter",
      unit: "one",
      help: "Requests to receivers that failed.",
      labels: ["integration"],
      values: { integration: integrations },
      zeroInitialised: true,
    },
    alertmanager_notification_latency_seconds: {
      type: "histogram",
      unit: "seconds",
      help: "Time of notifications.",
      labels: ["integration"],
      values: { integration: integrations },
      buckets: [1, 5, 10, 15, 20],
    },
    alertmanager_alerts: {
      type: "gauge",
      unit: "one",
      help: "Alerts by state.",
      labels: ["state"],
      values: { state: ["active", "suppressed", "unprocessed"] },
    },
    alertmanager_alerts_received_total: {
      type: "counter",
      unit: "one",
      help: "Alerts received.",
      labels: ["status", "version"],
      values: { status: ["firing", "resolved"], version: ["v2"] },
      zeroInitialised: true,
    },
    alertmanager_alerts_invalid_total: {
      type: "counter",
      unit: "one",
      help: "Alerts received that were invalid.",
      labels: ["version"],
      values: { version: ["v2"] },
      zeroInitialised: true,
    },
    alertmanager_dispatcher_aggregation_groups: {
      type: "gauge",
      unit: "one",
      help: "Groups of alerts.",
    },
    alertmanager_silences: {
      type: "gauge",
      unit: "one",
      help: "Silences by state.",
      labels: ["state"],
      values: { state: ["active", "expired", "pending"] },
    },
    alertmanager_silences_query_errors_total: {
      type: "counter",
      unit: "one",
      help: "Queries of silences that failed.",
      zeroInitialised: true,
    },
    alertmanager_nflog_query_errors_total: {
      type: "counter",
      unit: "one",
      help: "Queries of the notification log that failed.",
      zeroInitialised: true,
    },
    alertmanager_cluster_members: {
      type: "gauge",
      unit: "one",
      help: "Members of the cluster that this replica sees, itself included.",
    },
    alertmanager_cluster_failed_peers: {
      type: "gauge",
      unit: "one",
      help: "Peers that do not answer.",
    },
    alertmanager_cluster_health_score: {
      type: "gauge",
      unit: "one",
      help: "Health of this replica's membership: 0 is best.",
    },
    alertmanager_cluster_messages_queued: {
      type: "gauge",
      unit: "one",
      help: "Messages that wait to be gossiped.",
    },
    alertmanager_cluster_reconnections_failed_total: {
      type: "counter",
      unit: "one",
      help: "Reconnections to lost peers that failed.",
      zeroInitialised: true,
    },
    alertmanager_peer_position: {
      type: "gauge",
      unit: "one",
      help: "Place of this replica in the cluster, from 0; later ones wait longer before they notify.",
    },
  },
);
