import { alerts } from "../metrics";
import { group, sum, type Kind, type Metric, type Unit } from "../promql";
import {
  latencyBuckets,
  replicasUp,
  service,
  type InferenceOptions,
  type ServiceLabel,
} from "../rules";
import { subjects } from "../rules/conventions";
import { resolveServices, type ResolvedService } from "../rules/inference/service";
import { alertPanel, type Alerts } from "./alerts";
import { dashboard, type GrafanaDashboard, type Row } from "./dashboard";
import { heatmap, stat, timeSeries } from "./panels";
import { level, limit, query, selected, type Display } from "./query";

const subject = selected(subjects.inference);

/** A recorded series of the chosen services. */
function of<K extends Kind, U extends Unit>(series: Metric<ServiceLabel, K, U>) {
  return series.where(subject);
}

/** One line per service and model. */
function line<K extends Kind, U extends Unit>(series: Metric<ServiceLabel, K, U>, name = "") {
  return query(of(series), (l) => [l.service, l.model, name].filter((t) => t !== "").join(" "));
}

/**
 * The dashboard of inference services: traffic, errors, latency and queue, beside the thresholds of their alerts.
 * @throws Error when a threshold or window of a service cannot work.
 */
export function inferenceDashboard(options: InferenceOptions): GrafanaDashboard {
  const services = resolveServices(options);
  const ofServices = alerts.ALERTS.where({
    alertname: { re: "Inference.+" },
    namespace: subject.namespace,
    service: subject.service,
  });
  return dashboard({
    uid: "mlwatch-inference",
    title: "Inference service",
    description:
      "Traffic, errors, latency and queue of served models, with the thresholds of their alerts.",
    lookback: "1h",
    variables: subjects.inference,
    offered: service.requestRate,
    firing: ofServices.where({ alertstate: "firing" }),
    rows: [overview(ofServices), traffic(services), latency(services), saturation(services)],
  });
}

/** A threshold as lines: one for all services of a namespace that share its value. */
function limits<D extends Display>(
  services: readonly ResolvedService[],
  of: (service: ResolvedService) => number,
  display: D,
  name: string,
) {
  const alike = new Map<string, { readonly own: ResolvedService; readonly names: string[] }>();
  for (const own of services) {
    const key = JSON.stringify([own.namespace, of(own)]);
    const { names } = alike.get(key) ?? { names: [] };
    alike.set(key, { own, names: [...names, own.name] });
  }
  return [...alike.values()].map(({ own, names }) => {
    const declared = replicasUp.where({ namespace: own.namespace, service: names });
    const { namespace, service } = subject;
    const present = group(declared.where({ namespace, service })).by("namespace", "service");
    return limit(level(present, of(own), display), (l) => `${l.service} ${name}`);
  });
}

function overview(ofServices: Alerts): Row {
  return {
    title: "Overview",
    panels: [
      stat({
        title: "Requests now",
        description: "Requests answered per second.",
        size: [6, 4],
        unit: "reqps",
        queries: [line(service.requestRate)],
      }),
      stat({
        title: "Errors now",
        description: "Share of requests that failed with a 5xx code; nothing without traffic.",
        size: [6, 4],
        unit: "percentunit",
        queries: [line(service.errorRatio)],
      }),
      stat({
        title: "p99 latency now",
        description: "The slowest hundredth of the requests took longer.",
        size: [6, 4],
        unit: "s",
        queries: [line(service.latencyP99)],
      }),
      stat({
        title: "Replicas up now",
        description: "Replicas that answer Prometheus. Alert at none: InferenceTargetAbsent.",
        size: [6, 4],
        unit: "none",
        queries: [replicas()],
        thresholds: [
          { value: null, color: "red" },
          { value: 1, color: "green" },
        ],
      }),
      alertPanel(ofServices, "service"),
    ],
  };
}

function replicas() {
  const { namespace, service } = subject;
  return query(replicasUp.where({ namespace, service }), (l) => l.service);
}

function traffic(services: readonly ResolvedService[]): Row {
  return {
    title: "Traffic",
    panels: [
      timeSeries({
        title: "Requests per second",
        description: "Requests answered, and those that failed with a 5xx code.",
        size: [12, 8],
        unit: "reqps",
        min: 0,
        queries: [line(service.requestRate, "all"), line(service.errorRate, "failed")],
      }),
      timeSeries({
        title: "Error ratio",
        description:
          "Share of requests that failed with a 5xx code. InferenceErrorRatioHigh compares it with the dashed line; the label code is needed.",
        size: [12, 8],
        unit: "percentunit",
        min: 0,
        queries: [
          line(service.errorRatio),
          ...limits(services, (s) => s.errorRatio, "percentunit", "limit"),
        ],
      }),
    ],
  };
}

function latency(services: readonly ResolvedService[]): Row {
  return {
    title: "Latency",
    panels: [
      timeSeries({
        title: "Latency",
        description:
          "Quantiles from the histogram: between two bucket bounds they are interpolated. InferenceLatencyP95High and InferenceLatencyP99High compare with the dashed lines.",
        size: [12, 9],
        unit: "s",
        min: 0,
        queries: [
          line(service.latencyP50, "p50"),
          line(service.latencyP95, "p95"),
          line(service.latencyP99, "p99"),
          ...limits(services, (s) => s.latencyP95Seconds, "s", "p95 limit"),
          ...limits(services, (s) => s.latencyP99Seconds, "s", "p99 limit"),
        ],
      }),
      heatmap({
        title: "Latency distribution",
        description: "Requests per second by bucket of the latency histogram.",
        size: [12, 9],
        unit: "s",
        query: query(sum(latencyBuckets.where(subject)).by("le"), (l) => l.le),
      }),
    ],
  };
}

function saturation(services: readonly ResolvedService[]): Row {
  return {
    title: "Saturation",
    panels: [
      timeSeries({
        title: "Queue length",
        description:
          "Requests that wait for a worker, over all replicas. Alert: InferenceQueueLong.",
        size: [8, 8],
        unit: "none",
        min: 0,
        queries: [
          line(service.queueLength),
          ...limits(services, (s) => s.queueLength, "none", "limit"),
        ],
      }),
      timeSeries({
        title: "Requests in progress",
        description: "Requests being answered, over all replicas.",
        size: [8, 8],
        unit: "none",
        min: 0,
        queries: [line(service.inProgress)],
      }),
      timeSeries({
        title: "Replicas up",
        description: "Replicas that answer Prometheus. Alert on each: InferenceTargetDown.",
        size: [8, 8],
        unit: "none",
        min: 0,
        queries: [replicas()],
      }),
    ],
  };
}
