import { defineMetrics } from "./define";
import { defaultLatencyBuckets } from "./inference";
import { servingTarget } from "./serving";

const step = (help: string) =>
  ({
    type: "histogram",
    unit: "seconds",
    help,
    labels: ["model_name"],
    buckets: defaultLatencyBuckets,
  }) as const;

/** The Python model server of KServe. */
export const kserve = defineMetrics(
  {
    name: "KServe model server",
    versions: ">=0.13 <0.21",
    note: "The Python model server only: what other runtimes of KServe export is theirs. Failures are not counted.",
    targetLabels: servingTarget,
  },
  {
    request_preprocess_seconds: step("Time of preprocess()."),
    request_predict_seconds: step("Time of predict()."),
    request_postprocess_seconds: step("Time of postprocess()."),
    request_explain_seconds: step("Time of explain()."),
  },
);
