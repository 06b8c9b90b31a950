import { casesOf, type Case, type Series } from "../bench";
import { contract, firing, latencies, type Speeds } from "./subjects";

const p95 = "InferenceLatencyP95High";
const p99 = "InferenceLatencyP99High";

// Of 100 requests a minute so many are slower than a second; the others take up to 50 ms.
const slow = (count: number): Speeds => [
  [0.05, 100 - count],
  [2.5, count],
];
const verySlow = (count: number): Speeds => [
  [0.05, 100 - count],
  [5, count],
];
const fine: Speeds = [[0.05, 100]];

function fires(alert: string, name: string, ...given: readonly Series[]): Case {
  return casesOf(alert).fires(name, firing(alert === p95 ? "warning" : "critical"), ...given);
}

function quiet(alert: string, name: string, ...given: readonly Series[]): Case {
  return casesOf(alert).quiet(name, ...given);
}

/** 95th and 99th percentile of the latency. */
export const latency: readonly Case[] = [
  // Without labels, with default buckets: what every tutorial exports.
  {
    ...fires(p95, "without contract labels", ...latencies([[50, slow(6)]])),
    annotations: {
      summary: "p95 latency of digits in serve is above 1 s",
      description:
        "The p95 latency of service digits (namespace serve) over 5m is 1.25s, above 1 s for 5m.",
      dashboard_url:
        "https://grafana.example.com/d/inference?var-namespace=serve&var-service=digits&",
    },
  },
  {
    ...fires(p99, "without contract labels", ...latencies([[50, verySlow(2)]])),
    annotations: {
      summary: "p99 latency of digits in serve is above 2.5 s",
      description:
        "The p99 latency of service digits (namespace serve) over 5m is 3.75s, above 2.5 s for 5m.",
      dashboard_url:
        "https://grafana.example.com/d/inference?var-namespace=serve&var-service=digits&",
    },
  },
  {
    ...fires(
      p95,
      "on the slow one of two models",
      ...latencies([[50, slow(6)]], contract),
      ...latencies([[50, fine]], { ...contract, model: "m2" }),
    ),
    fires: [firing("warning", { model: "m1" })],
  },
  ...judged(p95, slow(6), slow(4)),
  ...judged(p99, verySlow(3), verySlow(0.5)),
  {
    ...quiet(p99, "on slow requests of another service", ...latencies([[50, fine]])),
    series: [
      ...latencies([[50, fine]]),
      ...latencies([[50, verySlow(50)]], { service: "other", pod: "other-a" }),
      ...latencies([[50, verySlow(50)]], { namespace: "elsewhere" }),
    ],
  },
];

/** Speeds that have to make the alert fire, and speeds that must not. */
function judged(alert: string, enough: Speeds, few: Speeds): readonly Case[] {
  const requests = (labels = {}) => latencies([[50, [[5, 4]]]], labels);
  return [
    quiet(alert, "on a share too small", ...latencies([[50, few]])),
    fires(
      alert,
      "on enough requests to all replicas together",
      ...requests(),
      ...requests({ pod: "digits-b" }),
    ),
    quiet(
      alert,
      "without traffic",
      ...latencies([
        [10, enough],
        [40, []],
      ]),
    ),
  ];
}
