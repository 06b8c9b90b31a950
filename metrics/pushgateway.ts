import { defineMetrics } from "./define";

const versions = ">=1.11 <2";
const methods = ["post", "put"] as const;

/** What Pushgateway says of each group of pushed series. */
export const pushgatewayGroups = defineMetrics(
  {
    name: "Pushgateway groups",
    versions,
    targetLabels: ["namespace", "pod", "service"],
    note: "Its scrape honours labels: `job` and `instance` are those of the group, and `instance` is empty unless it was pushed.",
  },
  {
    push_time_seconds: {
      type: "gauge",
      unit: "timestamp",
      help: "Unix time at which the group was last changed; 0 if it never was.",
      labels: ["job", "instance"],
    },
    push_failure_time_seconds: {
      type: "gauge",
      unit: "timestamp",
      help: "Unix time at which a change of the group last failed; 0 if none did.",
      labels: ["job", "instance"],
      zeroInitialised: true,
    },
  },
);

/** Pushgateway about itself. */
export const pushgateway = defineMetrics(
  {
    name: "Pushgateway",
    versions,
    job: "pushgateway",
    targetLabels: ["namespace", "pod", "job", "instance", "service"],
  },
  {
    pushgateway_http_requests_total: {
      type: "counter",
      unit: "one",
      help: "Requests answered, scrapes left out.",
      labels: ["handler", "code", "method"],
    },
    pushgateway_http_push_size_bytes: {
      type: "summary",
      unit: "bytes",
      help: "Sizes of pushes.",
      labels: ["method"],
      values: { method: methods },
    },
    pushgateway_http_push_duration_seconds: {
      type: "summary",
      unit: "seconds",
      help: "Time that pushes took.",
      labels: ["method"],
      values: { method: methods },
    },
    pushgateway_build_info: {
      type: "info",
      unit: "one",
      help: "Value 1; carries the version.",
      labels: ["version", "revision", "branch", "goversion", "goos", "goarch", "tags"],
    },
  },
);
