import { counter, level, type Case } from "../bench";
import { contract, firing, latencies, ofService } from "./subjects";

const m1 = { namespace: "serve", service: "digits", model: "m1" };
const digits = { namespace: "serve", service: "digits" };
const replica = { ...contract, pod: "digits-b" };

const buckets = "service:inference_request_latency_seconds_bucket:rate";

function records(name: string, labels: Readonly<Record<string, string>>, value: number) {
  return { query: name, returns: [{ labels: { __name__: name, ...labels }, value }] };
}

/** What the recorded series are: dashboards draw them. */
export const recorded: readonly Case[] = [
  {
    name: "recorded series add up the replicas of a model",
    at: "20m",
    series: [
      ofService("inference_requests_total", [counter(60, 30)], { ...contract, code: "2xx" }),
      ofService("inference_requests_total", [counter(30, 30)], { ...replica, code: "2xx" }),
      ofService("inference_requests_total", [counter(15, 30)], { ...replica, code: "5xx" }),
      ofService("inference_requests_total", [counter(15, 30)], { ...contract, code: "5xx" }),
      ...latencies([[30, [[0.05, 60]]]], contract),
      ...latencies([[30, [[0.1, 60]]]], replica),
      ofService("inference_queue_length", [level(3, 30)], { model: "m1" }),
      ofService("inference_queue_length", [level(4, 30)], { model: "m1", pod: "digits-b" }),
      ofService("inference_requests_in_progress", [level(2, 30)], { model: "m1" }),
      ofService("inference_requests_in_progress", [level(3, 30)], { model: "m1", pod: "digits-b" }),
      ofService("up", [level(1, 30)]),
      ofService("up", [level(1, 30)], { pod: "digits-b" }),
      ofService("up", [level(0, 30)], { pod: "digits-c" }),
    ],
    samples: [
      records("service:inference_requests:rate", m1, 2),
      records("service:inference_request_errors:rate", m1, 0.5),
      records("service:inference_request_errors:ratio", m1, 0.25),
      {
        query: `${buckets}{le=~"0.05|[+]Inf"}`,
        returns: [
          { labels: { __name__: buckets, ...m1, le: "0.05" }, value: 1 },
          { labels: { __name__: buckets, ...m1, le: "+Inf" }, value: 2 },
        ],
      },
      records("service:inference_request_latency_seconds:p50", m1, 0.05),
      records("service:inference_request_latency_seconds:p95", m1, 0.0975),
      records("service:inference_request_latency_seconds:p99", m1, 0.0995),
      records("service:inference_queue_length:sum", m1, 7),
      records("service:inference_requests_in_progress:sum", m1, 5),
      records("service:up:sum", digits, 2),
    ],
  },
  {
    name: "a model without a failure has a ratio of 0, one without traffic none",
    at: "20m",
    series: [
      ofService("inference_requests_total", [counter(60, 30)], { ...contract, code: "2xx" }),
      ofService("inference_requests_total", [level(60, 30)], { model: "m2", code: "2xx" }),
    ],
    samples: [records("service:inference_request_errors:ratio", m1, 0)],
  },
];

/** Intervals, windows and thresholds of the embedded environment. */
export const localService = {
  objectives: { latencyP95Seconds: 0.25, latencyP99Seconds: 0.5, minimumRequests: 10 },
  windows: { rate: "15s", sustained: "5s", absent: "15s" },
};

const before = [60, [[0.01, 5]]] as const;

/** The scenarios of the embedded environment as series: at second 60 five requests a second become slow. */
export const local: readonly Case[] = [
  {
    name: "a slow service is found within half a minute",
    alert: "InferenceLatencyP95High",
    at: "90s",
    series: latencies([before, [60, [[0.75, 5]]]]),
    fires: [firing("warning")],
  },
  {
    name: "a very slow service pages within half a minute",
    alert: "InferenceLatencyP99High",
    at: "90s",
    series: latencies([before, [60, [[0.75, 5]]]], contract),
    fires: [firing("critical", { model: "m1" })],
  },
  {
    name: "a service that is fast alerts nobody",
    at: "120s",
    series: [...latencies([before, before]), ofService("up", [level(1, 121)])],
    quiet: true,
  },
];
