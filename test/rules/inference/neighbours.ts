import type { InferenceService } from "../../../rules";
import { level, type Case } from "../bench";
import { contract, firing, latencies, ofService } from "./subjects";

const place = { service: "batch", pod: "batch-a" };
const batch = { ...contract, ...place };

/** A service beside `digits`, in its namespace, that may be slow, fail and queue. */
export const neighbour: InferenceService = {
  name: "batch",
  team: "data",
  select: { namespace: "serve" },
  objectives: { latencyP95Seconds: 5, latencyP99Seconds: 7.5, errorRatio: 0.5, queueLength: 500 },
};

/** No rule judges the neighbour's series by its own thresholds. */
export const neighbours: readonly Case[] = [
  {
    name: "what another service may do alerts nobody",
    at: "40m",
    series: [
      ...latencies([[50, [[5, 100]]]], batch),
      ofService("inference_requests_total", ["0+80x50"], { ...batch, code: "2xx" }),
      ofService("inference_requests_total", ["0+20x50"], { ...batch, code: "5xx" }),
      ofService("inference_queue_length", [level(100, 50)], { ...place, model: "m1" }),
      ofService("up", [level(1, 50)], place),
      ofService("up", [level(1, 50)]),
    ],
    quiet: true,
    samples: [{ query: 'ALERTS{alertstate="pending"}', returns: [] }],
  },
  {
    name: "a replica of another service is that service's",
    alert: "InferenceTargetDown",
    at: "40m",
    series: [ofService("up", [level(1, 50)]), ofService("up", [level(0, 50)], place)],
    fires: [firing("warning", { ...place, team: "data" })],
  },
  {
    name: "the absence of another service is that service's",
    alert: "InferenceTargetAbsent",
    at: "40m",
    series: [ofService("up", [level(1, 50)]), ofService("up", [level(0, 50)], place)],
    fires: [firing("critical", { service: "batch", team: "data" })],
  },
];
