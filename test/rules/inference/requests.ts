import { casesOf, counter, level, series, stale, type Case, type Series } from "../bench";
import { contract, firing, growing, ofService } from "./subjects";

const errors = "InferenceErrorRatioHigh";
const queue = "InferenceQueueLong";

function requests(code: string, phases: Parameters<typeof growing>[0], model = "m1"): Series {
  return ofService("inference_requests_total", growing(phases), { ...contract, model, code });
}

const m1 = { model: "m1" };

function failing(perMinute: number): readonly Series[] {
  return [requests("2xx", [[50, 100 - perMinute]]), requests("5xx", [[50, perMinute]])];
}

function fires(alert: string, name: string, ...given: readonly Series[]): Case {
  const severity = alert === errors ? "critical" : "warning";
  return casesOf(alert).fires(name, firing(severity, m1), ...given);
}

function quiet(alert: string, name: string, ...given: readonly Series[]): Case {
  return casesOf(alert).quiet(name, ...given);
}

/** The share of failed requests. */
export const errorRatio: readonly Case[] = [
  {
    ...fires(
      errors,
      "above the limit, beside a healthy model",
      ...failing(6),
      requests("2xx", [[50, 100]], "m2"),
    ),
    annotations: {
      summary: "Requests to digits in serve fail",
      description:
        "6% of the requests to service digits, model m1 (namespace serve) have failed with a 5xx code over 5m; the limit is 5 %.",
      dashboard_url:
        "https://grafana.example.com/d/inference?var-namespace=serve&var-service=digits&var-model=m1&",
    },
  },
  fires(errors, "when every request fails", requests("5xx", [[50, 10]])),
  quiet(errors, "on client errors", requests("2xx", [[50, 50]]), requests("4xx", [[50, 50]])),
  quiet(
    errors,
    "without traffic",
    requests("2xx", [
      [10, 50],
      [40, 0],
    ]),
    requests("5xx", [
      [10, 50],
      [40, 0],
    ]),
  ),
  quiet(
    errors,
    "without contract labels: nothing says what failed",
    ofService("inference_requests_total", [counter(100, 50)]),
  ),
];

const waiting = (...values: readonly string[]) => ofService("inference_queue_length", values, m1);

/** Requests that wait. */
export const queueLength: readonly Case[] = [
  {
    ...fires(queue, "above the limit, over all replicas", waiting(level(30, 50))),
    series: [
      waiting(level(30, 50)),
      ofService("inference_queue_length", [level(21, 50)], { ...m1, pod: "digits-b" }),
      ofService("inference_queue_length", [level(50, 50)], { model: "m2" }),
      ofService("inference_queue_length", [level(99, 50)], { ...m1, service: "other" }),
    ],
    annotations: {
      summary: "Requests to digits in serve queue up",
      description:
        "51 requests wait at service digits, model m1 (namespace serve), above 50 for 5m.",
      dashboard_url:
        "https://grafana.example.com/d/inference?var-namespace=serve&var-service=digits&var-model=m1&",
    },
  },
  quiet(queue, "on a burst", waiting(level(0, 30), level(900, 4), level(0, 16))),
  { ...quiet(queue, "once it is served", waiting(level(90, 30), level(0, 20))), at: "35m" },
  {
    ...fires(
      queue,
      "without contract labels",
      ofService("inference_queue_length", [level(51, 50)]),
    ),
    fires: [firing("warning")],
  },
];

const absent = "InferenceTargetAbsent";
const down = "InferenceTargetDown";
const up = (pod: string, ...values: readonly string[]) => ofService("up", values, { pod });
const gone = [firing("critical")];
const lost = [firing("warning", { pod: "digits-b" })];

function looks(
  at: number,
  alert: string,
  name: string,
  given: readonly Series[],
  expected: Partial<Case>,
): Case {
  return { name: `${alert}: ${name}`, alert, series: given, at: `${at}m`, ...expected };
}

const nothing = { quiet: true as const, pending: [] };
const dies = (pod: string) => up(pod, level(1, 20), level(0, 30));
const vanishes = (pod: string) => up(pod, level(1, 20), stale);
const other = series("up", { namespace: "serve", service: "other", pod: "other-a" }, level(1, 50));

/** Replicas. */
export const replicas: readonly Case[] = [
  {
    ...looks(
      40,
      absent,
      "fires when no replica answers",
      [dies("digits-a"), dies("digits-b"), other],
      { fires: gone },
    ),
    annotations: {
      summary: "Service digits in serve has no replica",
      description:
        "No replica of the declared inference service digits (namespace serve) has answered a scrape for 2m: it is gone, or it is not found by its PodMonitor.",
      dashboard_url:
        "https://grafana.example.com/d/inference?var-namespace=serve&var-service=digits&",
    },
  },
  looks(
    40,
    absent,
    "fires when every replica is gone, beside a healthy service",
    [vanishes("digits-a"), vanishes("digits-b"), other],
    { fires: gone },
  ),
  looks(2, absent, "fires on a service that never was there", [other], { fires: gone }),
  looks(1, absent, "waits for a service that never was there", [other], {
    quiet: true,
    pending: gone,
  }),
  looks(
    40,
    absent,
    "is quiet while one replica answers",
    [dies("digits-a"), up("digits-b", level(1, 50))],
    nothing,
  ),
  looks(
    40,
    absent,
    "ends when a replica is back",
    [up("digits-a", level(1, 20), level(0, 10), level(1, 20))],
    nothing,
  ),
  looks(
    29,
    absent,
    "fires until a replica is back",
    [up("digits-a", level(1, 20), level(0, 10), level(1, 20))],
    { fires: gone },
  ),

  {
    ...looks(
      40,
      down,
      "fires on the one that does not answer",
      [up("digits-a", level(1, 50)), dies("digits-b"), other],
      { fires: lost },
    ),
    annotations: {
      summary: "Replica digits-b of digits in serve does not answer",
      description:
        "Pod digits-b of inference service digits (namespace serve) has not answered a scrape for 5m.",
      dashboard_url:
        "https://grafana.example.com/d/inference?var-namespace=serve&var-service=digits&",
    },
  },
  looks(
    40,
    down,
    "fires when one of a pod's ports does not answer",
    [
      up("digits-b", level(1, 50)),
      ofService("up", [level(0, 50)], { pod: "digits-b", job: "metrics" }),
    ],
    { fires: lost },
  ),
  looks(
    40,
    down,
    "is quiet when the replica is gone",
    [up("digits-a", level(1, 50)), up("digits-b", level(1, 20), level(0, 4), stale)],
    nothing,
  ),
  looks(
    40,
    down,
    "is quiet while all answer",
    [up("digits-a", level(1, 50)), up("digits-b", level(1, 50))],
    nothing,
  ),
];
