import { level, type Series } from "../bench";
import type { Exemplar } from "../standard";
import { contract, firing, growing, latencies, ofService, type Speeds } from "./subjects";

/** Samples of every series. */
const length = 50;

/** Of so many requests a minute, shares are whole numbers, and exact in binary when divided by seconds. */
const all = 300;
const fine: Speeds = [[0.05, all]];

/** Speeds of requests of which the share `q` takes up to `value`, between two bounds of buckets. */
function quantile(q: number, value: number, [low, high]: readonly [number, number]): Speeds {
  const slow = (all - all * q) / (1 - (value - low) / (high - low));
  return [
    [low, all - slow],
    [high, slow],
  ];
}

function answers(model: string, ...phases: Parameters<typeof latencies>[0]): readonly Series[] {
  return latencies(phases, { ...contract, model });
}

/** Requests by outcome, from minute 10 on with so many failures of 100. */
function outcomes(model: string, failed: number): readonly Series[] {
  const requests = (code: string, before: number, after: number) =>
    ofService(
      "inference_requests_total",
      growing([
        [10, before],
        [length - 10, after],
      ]),
      {
        ...contract,
        model,
        code,
      },
    );
  return [requests("2xx", 100, 100 - failed), requests("5xx", 0, failed)];
}

/** So many requests within the rate window of 5 minutes, one in six of which fails. */
function few(count: number): readonly Series[] {
  const requests = (code: string, perMinute: number) =>
    ofService("inference_requests_total", growing([[length, perMinute]]), {
      ...contract,
      model: "a",
      code,
    });
  return [requests("2xx", count / 6), requests("5xx", count / 30)];
}

const queue = (model: string, ...values: readonly string[]) => [
  ofService("inference_queue_length", values, { model }),
];

const serviceUp = (id: string, ...values: readonly string[]) => [
  ofService("up", values, { service: id === "a" ? "digits" : id }),
];
const replicaUp = (pod: string, ...values: readonly string[]) => [ofService("up", values, { pod })];
const later = (before: number, after: number) => [level(before, 10), level(after, length - 10)];

/** Of every alert of the inference pack. */
export const exemplars: readonly Exemplar[] = [
  {
    alert: "InferenceLatencyP95High",
    fires: (model) => firing("warning", { model }),
    healthy: (model) => answers(model, [length, fine]),
    bad: (model) => answers(model, [10, fine], [length - 10, quantile(0.95, 1.25, [1, 2.5])]),
    from: 14,
    for: 5,
    keepFiringFor: 5,
    lasts: 3,
    edges: {
      "> 1": {
        series: (value) => answers("a", [length, quantile(0.95, value, [1, 2.5])]),
        step: 0.01,
      },
      ">= 30": { series: (count) => answers("a", [length, [[5, count / 5]]]) },
    },
  },
  {
    alert: "InferenceLatencyP99High",
    fires: (model) => firing("critical", { model }),
    healthy: (model) => answers(model, [length, fine]),
    bad: (model) => answers(model, [10, fine], [length - 10, quantile(0.99, 4, [2.5, 5])]),
    from: 12,
    for: 5,
    keepFiringFor: 5,
    lasts: 3,
    edges: {
      "> 2.5": {
        series: (value) => answers("a", [length, quantile(0.99, value, [2.5, 5])]),
        step: 0.01,
      },
      ">= 30": { series: (count) => answers("a", [length, [[5, count / 5]]]) },
    },
  },
  {
    alert: "InferenceErrorRatioHigh",
    fires: (model) => firing("critical", { model }),
    healthy: (model) => outcomes(model, 0),
    bad: (model) => outcomes(model, 9),
    from: 13,
    for: 5,
    keepFiringFor: 5,
    lasts: 3,
    edges: {
      "> 0.05": { series: (ratio) => outcomes("a", 100 * ratio), step: 0.002, at: 30 },
      ">= 30": { series: few },
    },
  },
  {
    alert: "InferenceQueueLong",
    fires: (model) => firing("warning", { model }),
    healthy: (model) => queue(model, level(3, length)),
    bad: (model) => queue(model, ...later(3, 60)),
    from: 10,
    for: 5,
    keepFiringFor: 5,
    edges: { "> 50": { series: (waiting) => queue("a", level(waiting, length)) } },
  },
  {
    alert: "InferenceTargetAbsent",
    fires: () => firing("critical"),
    healthy: (id) => serviceUp(id, level(1, length)),
    bad: (id) => serviceUp(id, ...later(1, 0)),
    from: 10,
    for: 2,
    withoutData: [firing("critical")],
    whenGone: [firing("critical")],
  },
  {
    alert: "InferenceTargetDown",
    fires: (pod) => firing("warning", { pod }),
    healthy: (pod) => replicaUp(pod, level(1, length)),
    bad: (pod) => replicaUp(pod, ...later(1, 0)),
    from: 10,
    for: 5,
  },
];
