import type { InferenceService } from "../../../rules";
import { casesOf, counter, level, type Case, type Labels, type Series } from "../bench";
import { contract, firing, growing, latencies, ofService, type Speeds } from "./subjects";

/** A service of the same name in another namespace, with limits of its own. */
export const namesake: InferenceService = {
  name: "digits",
  team: "data",
  select: { namespace: "lab" },
  objectives: { latencyP95Seconds: 5, latencyP99Seconds: 7.5, errorRatio: 0.5, queueLength: 500 },
};

/** Everything that the rules read, of one replica; `factor` times as much as usual. */
function replica(labels: Labels, factor: number, speeds: Speeds): readonly Series[] {
  const own = { ...contract, ...labels };
  return [
    ofService("inference_requests_total", [counter(60 * factor, 50)], { ...own, code: "2xx" }),
    ofService("inference_requests_total", [counter(20 * factor, 50)], { ...own, code: "5xx" }),
    ...latencies([[50, speeds]], own),
    ofService("inference_queue_length", [level(4 * factor, 50)], own),
    ofService("inference_requests_in_progress", [level(2 * factor, 50)], own),
    ofService("up", [level(1, 50)], labels),
  ];
}

const digits = { namespace: "serve", service: "digits" };
const batch = { namespace: "serve", service: "batch" };
const lab = { namespace: "lab", service: "digits" };

function recordsOnly(name: string, values: readonly (readonly [Labels, number])[], model = "m1") {
  return {
    query: name,
    returns: values.map(([labels, value]) => ({
      labels: { __name__: name, ...labels, ...(model !== "" && { model }) },
      value,
    })),
  };
}

const fast: Speeds = [[0.5, 60]];
const slow: Speeds = [[5, 120]];

/** Fast for 20 minutes, and slow from then on. */
const changing = [
  [20, fast],
  [10, slow],
] as const;

/** Whose series are recorded: those of declared services, each by its own rules. */
export const owners: readonly Case[] = [
  {
    name: "only declared services are recorded",
    at: "20m",
    series: [
      ...replica({}, 1, fast),
      ...replica({ service: "undeclared", pod: "u" }, 2, slow),
      ...replica({ namespace: "undeclared", pod: "u" }, 2, slow),
    ],
    samples: [
      recordsOnly("service:inference_requests:rate", [[digits, 80 / 60]]),
      recordsOnly("service:inference_request_errors:rate", [[digits, 20 / 60]]),
      recordsOnly("service:inference_request_errors:ratio", [[digits, 0.25]]),
      {
        query:
          "count by (namespace, service) (service:inference_request_latency_seconds_bucket:rate)",
        returns: [{ labels: digits, value: 15 }],
      },
      recordsOnly("service:inference_request_latency_seconds:p50", [[digits, 0.375]]),
      recordsOnly("service:inference_queue_length:sum", [[digits, 4]]),
      recordsOnly("service:inference_requests_in_progress:sum", [[digits, 2]]),
      recordsOnly("service:up:sum", [[digits, 1]], ""),
    ],
  },
];

/** Two services beside `digits`: another one in its namespace, and one of its name in another namespace. */
export const namesakes: readonly Case[] = [
  {
    name: "every service is recorded by its own rules",
    at: "20m",
    series: [
      ...replica({}, 1, fast),
      ...replica({ service: "batch", pod: "batch-a" }, 2, slow),
      ...replica({ namespace: "lab" }, 3, slow),
    ],
    samples: [
      recordsOnly("service:inference_requests:rate", [
        [digits, 80 / 60],
        [batch, 160 / 60],
        [lab, 4],
      ]),
      recordsOnly("service:inference_request_errors:rate", [
        [digits, 20 / 60],
        [batch, 40 / 60],
        [lab, 1],
      ]),
      recordsOnly("service:inference_request_errors:ratio", [
        [digits, 0.25],
        [batch, 0.25],
        [lab, 0.25],
      ]),
      recordsOnly("service:inference_queue_length:sum", [
        [digits, 4],
        [batch, 8],
        [lab, 12],
      ]),
    ],
  },
  {
    // Speeds have changed a minute ago: who reads another group's series reads the older ones.
    name: "quantiles are of the newest buckets, by the service's own rules",
    at: "21m",
    series: [
      ...latencies(changing, contract),
      ...latencies(changing, { ...contract, service: "batch", pod: "batch-a" }),
      ...latencies(changing, { ...contract, namespace: "lab" }),
    ],
    samples: [
      ["p50", 0.25 + (0.25 * 150) / 180] as const,
      ["p95", 4.6875] as const,
      ["p99", 4.9375] as const,
    ].map(([quantile, value]) =>
      recordsOnly(
        `service:inference_request_latency_seconds:${quantile}`,
        [digits, batch, lab].map((labels) => [labels, value] as const),
      ),
    ),
  },
  {
    name: "what services of the same name or namespace may do alerts nobody",
    at: "40m",
    series: [
      ofService("up", [level(1, 50)]),
      ...replica({ service: "batch", pod: "batch-a" }, 25, slow),
      ...replica({ namespace: "lab" }, 25, slow),
    ],
    quiet: true,
    samples: [{ query: 'ALERTS{alertstate="pending"}', returns: [] }],
  },
  {
    name: "a service that is gone is missed beside its namesake",
    alert: "InferenceTargetAbsent",
    at: "40m",
    series: [
      ofService("up", [level(0, 50)]),
      ofService("up", [level(1, 50)], { service: "batch", pod: "batch-a" }),
      ofService("up", [level(1, 50)], { namespace: "lab" }),
    ],
    fires: [firing("critical")],
  },
  {
    name: "the loss of a namesake is that one's",
    alert: "InferenceTargetAbsent",
    at: "40m",
    series: [
      ofService("up", [level(1, 50)]),
      ofService("up", [level(1, 50)], { service: "batch", pod: "batch-a" }),
      ofService("up", [level(0, 50)], { namespace: "lab" }),
    ],
    fires: [firing("critical", { namespace: "lab", team: "data" })],
  },
  {
    name: "a replica of a namesake is that one's",
    alert: "InferenceTargetDown",
    at: "40m",
    series: [
      ofService("up", [level(1, 50)]),
      ofService("up", [level(0, 50)], { namespace: "lab" }),
    ],
    fires: [firing("warning", { namespace: "lab", pod: "digits-a", team: "data" })],
  },
];

const errors = casesOf("InferenceErrorRatioHigh");
const absent = casesOf("InferenceTargetAbsent");
const down = casesOf("InferenceTargetDown");

/** Requests per minute, of which so many are within the window. */
const perWindow = (requests: number) => requests / 5;

/** Cases that tell the rules from such as are nearly right. */
export const nearly: readonly Case[] = [
  ...(["InferenceLatencyP95High", "InferenceLatencyP99High"] as const).map((alert) =>
    casesOf(alert).quiet(
      "on 28 requests within the window",
      ...latencies([[50, [[5, perWindow(28)]]]]),
    ),
  ),
  errors.quiet(
    "on 28 requests within the window",
    ofService("inference_requests_total", [counter(perWindow(28), 50)], {
      ...contract,
      code: "5xx",
    }),
  ),
  casesOf("InferenceLatencyP95High").quiet(
    "when 95 of 100 take less than a second",
    ...latencies([
      [
        50,
        [
          [0.05, 5400],
          [1, 300],
          [10, 300],
        ],
      ],
    ]),
  ),
  casesOf("InferenceLatencyP99High").quiet(
    "when 99 of 100 take less than 2.5 seconds",
    ...latencies([
      [
        50,
        [
          [0.05, 5400],
          [2.5, 540],
          [10, 60],
        ],
      ],
    ]),
  ),
  absent.quiet(
    "while both replicas answer",
    ofService("up", [level(1, 50)]),
    ofService("up", [level(1, 50)], { pod: "digits-b" }),
  ),
  {
    ...absent.quiet("as soon as a replica is back", ofService("up", [level(0, 30), level(1, 20)])),
    at: "31m",
  },
  down.fires(
    "on one of two targets of a pod, once",
    firing("warning", { pod: "digits-b" }),
    ofService("up", [level(0, 50)], { pod: "digits-b", instance: "10.0.0.7:8000" }),
    ofService("up", [level(1, 50)], { pod: "digits-b", instance: "10.0.0.7:9000" }),
  ),
  {
    ...down.quiet("as soon as it answers", ofService("up", [level(0, 30), level(1, 20)])),
    at: "31m",
  },
  {
    name: "rates are over 5 minutes, whatever the newest scrapes say",
    at: "22m",
    series: [
      ofService(
        "inference_requests_total",
        growing([
          [20, 60],
          [10, 120],
        ]),
        { ...contract, code: "2xx" },
      ),
      ...latencies(
        [
          [20, [[0.05, 60]]],
          [10, [[0.05, 120]]],
        ],
        contract,
      ),
      ...latencies(
        [
          [20, [[0.05, 60]]],
          [10, [[0.05, 120]]],
        ],
        { ...contract, pod: "digits-b" },
      ),
    ],
    samples: [
      recordsOnly("service:inference_requests:rate", [[digits, 1.5]]),
      {
        query: 'service:inference_request_latency_seconds_bucket:rate{le="+Inf"}',
        returns: [
          {
            labels: {
              __name__: "service:inference_request_latency_seconds_bucket:rate",
              ...digits,
              model: "m1",
              le: "+Inf",
            },
            value: 3,
          },
        ],
      },
    ],
  },
];
