import { defineMetrics } from "./define";
import { servingTarget } from "./serving";

/** The HTTP layer of vLLM, and of whatever else uses this library. It knows no model. */
export const fastapi = defineMetrics(
  {
    ...{ name: "prometheus-fastapi-instrumentator", versions: ">=7 <9" },
    targetLabels: servingTarget,
  },
  {
    http_requests_total: {
      ...{ type: "counter", unit: "one" },
      help: "Requests answered by class of status; an error after the first streamed byte is not seen.",
      labels: ["handler", "method", "status"],
      values: { status: ["2xx", "3xx", "4xx", "5xx"] },
    },
    http_request_duration_seconds: {
      ...{ type: "histogram", unit: "seconds", help: "Time of a request." },
      labels: ["handler", "method"],
      buckets: [0.1, 0.5, 1],
    },
  },
);
