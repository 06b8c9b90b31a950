import { defineMetrics } from "./define";
import { servingTarget } from "./serving";

/** What Ray's exporter puts on every series. */
const ray = [
  "Component",
  "NodeAddress",
  "SessionName",
  "Version",
  "WorkerId",
  "otel_scope_name",
  "otel_scope_version",
  "otel_scope_schema_url",
] as const;
const deployment = [...ray, "application", "deployment"] as const;
const replica = [...deployment, "replica"] as const;
const ingress = [...ray, "application", "route", "method"] as const;

const milliseconds = (help: string) =>
  ({
    type: "histogram",
    unit: "milliseconds",
    help,
    buckets: [
      1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 60000, 120000, 300000,
      600000,
    ],
  }) as const;

const counter = (help: string) => ({ type: "counter", unit: "one", help }) as const;
const gauge = (help: string) => ({ type: "gauge", unit: "one", help }) as const;

/** Ray Serve, from the metrics port of the Ray nodes. */
export const rayServe = defineMetrics(
  {
    name: "Ray Serve",
    versions: ">=2.55 <2.61",
    note: "A counter exists from its first event on. Bucket bounds of requests are the default: `RAY_SERVE_REQUEST_LATENCY_BUCKETS_MS` changes them.",
    targetLabels: servingTarget,
  },
  {
    ray_serve_num_http_requests_total: {
      ...counter("HTTP requests answered, at the proxy."),
      labels: [...ingress, "status_code"],
    },
    ray_serve_num_http_error_requests_total: {
      ...counter("HTTP requests answered with an error, at the proxy."),
      labels: [...ingress, "error_code"],
    },
    ray_serve_num_deployment_http_error_requests_total: {
      ...counter("HTTP requests answered with an error, by the deployment that caused it."),
      labels: [...ingress, "deployment", "error_code"],
    },
    ray_serve_http_request_latency_ms: {
      ...milliseconds("Time of a HTTP request at the proxy."),
      labels: [...ingress, "status_code"],
    },
    ray_serve_num_ongoing_http_requests: {
      ...gauge("HTTP requests that the proxy is answering."),
      labels: [...ray, "node_id", "node_ip_address"],
    },
    ray_serve_deployment_request_counter_total: {
      ...counter("Requests that replicas processed."),
      labels: [...replica, "route"],
    },
    ray_serve_deployment_error_counter_total: {
      ...counter("Exceptions in replicas."),
      labels: [...replica, "route", "exception_type"],
    },
    ray_serve_deployment_processing_latency_ms: {
      ...milliseconds("Time a replica took for a request."),
      labels: [...replica, "route"],
    },
    ray_serve_replica_processing_queries: {
      ...gauge("Requests that a replica is processing."),
      labels: replica,
    },
    ray_serve_handle_request_counter_total: {
      ...counter("Requests sent through a handle."),
      labels: [...deployment, "handle", "route"],
    },
    ray_serve_num_router_requests_total: {
      ...counter("Requests that the router assigned."),
      labels: [...deployment, "handle", "actor_id", "route"],
    },
    ray_serve_deployment_queued_queries: {
      ...gauge("Requests that wait to be assigned to a replica."),
      labels: [...deployment, "handle", "actor_id"],
    },
    ray_serve_num_ongoing_requests_at_replicas: {
      ...gauge("Requests of a handle that replicas are processing."),
      labels: [...deployment, "handle", "actor_id"],
    },
    ray_serve_deployment_replica_healthy: {
      ...gauge("1 while the replica is healthy."),
      labels: replica,
    },
    ray_serve_deployment_replica_starts_total: {
      ...counter("Starts of replicas, the first included."),
      labels: replica,
    },
    ray_serve_autoscaling_target_replicas: {
      ...gauge("Replicas that the autoscaler aims at."),
      labels: deployment,
    },
    ray_serve_replica_startup_latency_ms: {
      ...milliseconds("Time from creating a replica to its readiness, loading the model included."),
      labels: deployment,
      buckets: [
        5, 20, 50, 100, 250, 500, 1000, 2000, 5000, 10000, 20000, 30000, 60000, 120000, 240000,
      ],
    },
    ray_serve_proxy_status: {
      ...gauge("1 starting, 2 healthy, 3 unhealthy, 4 draining, 5 drained."),
      labels: [...ray, "node_id", "node_ip_address"],
    },
    ray_serve_deployment_status: {
      ...gauge(
        "0 unknown, 1 deploy failed, 2 unhealthy, 3 updating, 4 upscaling, 5 downscaling, 6 healthy.",
      ),
      labels: deployment,
    },
    ray_serve_application_status: {
      ...gauge(
        "0 unknown, 1 deploy failed, 2 unhealthy, 3 not started, 4 deleting, 5 deploying, 6 running.",
      ),
      labels: [...ray, "application"],
    },
  },
);
