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
  ...judged({
    alert: p95,
    severity: "warning",
    bound: 1,
    enough: slow(6),
    barely: slow(5.2),
    few: slow(4),
    fires: 29,
    ends: 36,
  }),
  ...judged({
    alert: p99,
    severity: "critical",
    bound: 2.5,
    enough: verySlow(3),
    barely: verySlow(1.05),
    few: verySlow(0.5),
    fires: 27,
    ends: 38,
  }),
  {
    ...quiet(p99, "on slow requests of another service", ...latencies([[50, fine]])),
    series: [
      ...latencies([[50, fine]]),
      ...latencies([[50, verySlow(50)]], { service: "other", pod: "other-a" }),
      ...latencies([[50, verySlow(50)]], { namespace: "elsewhere" }),
    ],
  },
];

/** The same series, first one then the other, as one process after another in the same pod. */
function restarted(before: readonly Series[], after: readonly Series[]): readonly Series[] {
  return before.map((s, i) => ({ ...s, values: `${s.values} ${after[i]?.values ?? ""}` }));
}

interface Judged {
  readonly alert: string;
  readonly severity: "warning" | "critical";
  /** The threshold, which is a bound of a bucket. */
  readonly bound: number;
  /** Speeds that have to make the alert fire, and speeds that must not. */
  readonly enough: Speeds;
  readonly barely: Speeds;
  readonly few: Speeds;
  /** Minute at which it fires when answers become slow after 20, and is over when they are fast again after 30. */
  readonly fires: number;
  readonly ends: number;
}

function judged({
  alert,
  severity,
  bound,
  enough,
  barely,
  few,
  ...minute
}: Judged): readonly Case[] {
  const begins = latencies([
    [20, fine],
    [30, enough],
  ]);
  const ends = latencies([
    [30, enough],
    [30, fine],
  ]);
  const requests = (perMinute: number) => latencies([[50, [[5, perMinute]]]]);
  const replica = (perMinute: number) => latencies([[50, [[5, perMinute]]]], { pod: "digits-b" });
  const again = (speeds: Speeds) => restarted(latencies([[38, speeds]]), latencies([[12, speeds]]));
  const pending = [firing(severity)];
  return [
    fires(alert, "just above the threshold", ...latencies([[50, barely]])),
    quiet(alert, "on a share too small", ...latencies([[50, few]])),
    quiet(alert, "when all take as long as allowed", ...latencies([[50, [[bound, 100]]]])),
    { ...quiet(alert, "until it has lasted", ...begins), at: `${minute.fires - 1}m`, pending },
    { ...fires(alert, "once it has lasted", ...begins), at: `${minute.fires}m` },
    { ...fires(alert, "5 minutes longer than it lasts", ...ends), at: `${minute.ends - 1}m` },
    { ...quiet(alert, "after these 5 minutes", ...ends), at: `${minute.ends}m` },
    quiet(alert, "below the least number of requests", ...requests(5)),
    fires(alert, "from the least number of requests on", ...requests(6)),
    fires(alert, "on enough requests to all replicas together", ...requests(4), ...replica(4)),
    quiet(
      alert,
      "without traffic",
      ...latencies([
        [10, enough],
        [40, []],
      ]),
    ),
    quiet(alert, "without data"),
    quiet(alert, "on a restart, which takes the counters back", ...again(fine)),
    fires(alert, "across a restart", ...again(enough)),
  ];
}
