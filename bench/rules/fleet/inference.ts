import { each, places, serviceName, upTo, values, type Family, type FleetSize } from "./parts";

/** Inference services and their replicas. */
export function inference({ services, replicas, bounds }: FleetSize): readonly Family[] {
  const targets = upTo(services).flatMap((service) =>
    upTo(replicas).map((replica) => ({
      namespace: places.inference,
      job: `${places.inference}/${serviceName(service)}`,
      service: serviceName(service),
      pod: `${serviceName(service)}-${replica}`,
      instance: `10.2.${service}.${replica}:8000`,
    })),
  );
  const models = each(targets, { model: "m", model_version: "1" });
  const bucket = (le: string, share: number): Family => ({
    name: "inference_request_latency_seconds_bucket",
    labels: each(models, { le }),
    value: { perSecond: 10 * share },
  });
  return [
    { name: "up", labels: targets, value: { gauge: 1 } },
    ...bounds.map((bound, i) => bucket(String(bound), (i + 1) / (bounds.length + 1))),
    bucket("+Inf", 1),
    {
      name: "inference_request_latency_seconds_count",
      labels: models,
      value: { perSecond: 10 },
    },
    { name: "inference_request_latency_seconds_sum", labels: models, value: { perSecond: 2 } },
    {
      name: "inference_requests_total",
      labels: each(models, ...values("code", "200", "500")).map((labels) => ({
        ...labels,
        route: "/predict",
      })),
      value: { perSecond: 5 },
    },
    { name: "inference_queue_length", labels: each(targets, { model: "m" }), value: { gauge: 1 } },
    {
      name: "inference_requests_in_progress",
      labels: each(targets, { model: "m" }),
      value: { gauge: 1 },
    },
  ];
}
