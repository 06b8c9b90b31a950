import { defaultLatencyBuckets } from "../../../metrics";
import {
  inferencePack,
  ruleGroups,
  type InferenceService,
  type PrometheusRuleGroup,
} from "../../../rules";
import { ramp, series, type Labels, type Series } from "../bench";

/** The rules of a service `digits` in the namespace `serve`, and of others. */
export function inferenceGroups(
  own: Partial<InferenceService> = {},
  scrapeInterval = "30s",
  others: readonly InferenceService[] = [],
): readonly PrometheusRuleGroup[] {
  const pack = inferencePack({
    services: [{ name: "digits", team: "ml", select: { namespace: "serve" }, ...own }, ...others],
    scrapeInterval,
  });
  return ruleGroups(pack, {
    runbookBaseUrl: "https://runbooks.example.com",
    dashboardUrls: { inference: "https://grafana.example.com/d/inference" },
  });
}

const target = { namespace: "serve", job: "serve/digits", service: "digits", pod: "digits-a" };

/** Labels of the contract; without them a series is as tutorials export it. */
export const contract: Labels = { model: "m1", model_version: "3" };

/** A series of a replica. */
export function ofService(metric: string, values: readonly string[], labels: Labels = {}): Series {
  return series(metric, { ...target, ...labels }, ...values);
}

/** Requests per minute by latency: each in the bucket that ends at `upTo` seconds, Infinity for the last. */
export type Speeds = readonly (readonly [upTo: number, perMinute: number])[];

/** A latency histogram from time 0 on, its speeds changing now and then. */
export function latencies(
  phases: readonly (readonly [minutes: number, speeds: Speeds])[],
  labels: Labels = {},
  bounds: readonly number[] = defaultLatencyBuckets,
): readonly Series[] {
  const cumulative = (bound: number) =>
    phases.map(
      ([minutes, speeds]) =>
        [
          minutes,
          speeds
            .filter(([upTo]) => upTo <= bound)
            .reduce((sum, [, perMinute]) => sum + perMinute, 0),
        ] as const,
    );
  const name = "inference_request_latency_seconds";
  return [
    ...[...bounds, Infinity].map((bound) =>
      ofService(`${name}_bucket`, growing(cumulative(bound)), {
        ...labels,
        le: bound === Infinity ? "+Inf" : Number.isInteger(bound) ? `${bound}.0` : String(bound),
      }),
    ),
    ofService(`${name}_count`, growing(cumulative(Infinity)), labels),
  ];
}

/** A counter that grows by so much per minute, for so many minutes at a time. */
export function growing(phases: readonly (readonly [minutes: number, perMinute: number])[]) {
  let value = 0;
  return phases.map(([minutes, perMinute]) => {
    const part = ramp(value, perMinute, minutes);
    value += perMinute * minutes;
    return part;
  });
}

/** What an alert of the service carries. */
export function firing(severity: "critical" | "warning", labels: Labels = {}): Labels {
  return { namespace: "serve", service: "digits", severity, team: "ml", ...labels };
}
