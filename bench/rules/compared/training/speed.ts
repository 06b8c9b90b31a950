import type { Comparison } from "../comparison";
import { byRun, rateOf, stepTime, utilization } from "./parts";

/** Rules of rules/training/speed. */
export const speed: readonly Comparison[] = [
  {
    rule: "TrainingSlowOnBusyGpu",
    naive: `${stepTime("10m")} > 1.5 * (${stepTime("6h")}) and on () ${utilization} > 80`,
  },
  {
    rule: "run:training_samples:rate",
    naive: `sum ${byRun} (${rateOf("training_samples_total")})`,
  },
  { rule: "run:training_step_duration_seconds:mean", naive: stepTime("10m") },
  {
    rule: "run:training_step_duration_seconds:baseline",
    naive: stepTime("6h"),
  },
  {
    rule: "run:DCGM_FI_DEV_GPU_UTIL:avg",
    naive: utilization,
    reason: "it also reads the pods of runs, to say which GPUs are whose",
  },
];
