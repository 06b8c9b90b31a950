import { places } from "../../fleet";

/** Matcher of the namespace of the training runs. */
export const train = `namespace="${places.training}"`;
/** Per run. */
export const byRun = "by (namespace, job, run_id)";
/** Newest value of a metric per run. */
export const newest = (metric: string, matcher = "") =>
  `max ${byRun} (${metric}{${train}${matcher}})`;
/** Rate of a counter. */
export const rateOf = (metric: string, range = "10m") => `rate(${metric}{${train}}[${range}])`;
/** Mean over a range: what there is without a recorded series to take a median of. */
export const stepTime = (range: string) =>
  ["sum", "count"]
    .map((part) => `sum ${byRun} (${rateOf(`training_step_duration_seconds_${part}`, range)})`)
    .join(" / ");
/** GPU utilization per pod. */
export const utilization = `avg by (exported_namespace, exported_pod) (avg_over_time(DCGM_FI_DEV_GPU_UTIL{exported_namespace="${places.training}"}[10m]))`;
