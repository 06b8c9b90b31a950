import { anyRun, dropped, of } from "./ids";
import type { Equivalents } from "./model";

const down = of("TrainingTargetDown");
const finite = of("run:training_loss:finite");
const stepSeconds = of("run:training_step_duration_seconds:mean");
const utilization = of("run:DCGM_FI_DEV_GPU_UTIL:avg");
const startTime = of("run:process_start_time_seconds:max");
const lossOfSummary = of("training_loss#3");

/** Equivalent mutants of the training pack. */
export const training: readonly Equivalents[] = [
  {
    reason: "sum and count of a Summary have the same labels, and a pod has one",
    ids: [
      ...dropped(lossOfSummary, "namespace =", "0 0 0 0", "0 0 1 0 0"),
      ...lossOfSummary("expr 0 on: add instance", "expr 0 1 on: add instance"),
    ],
  },
  {
    reason: "pods that export a loss of their own are left out at the end",
    ids: dropped(lossOfSummary, "mapped_from =", "0 1 0"),
  },
  {
    reason:
      "the other side of the comparison, join or guard chooses the namespace, and both match on it",
    ids: [
      ...dropped(down, "namespace =", "0 0 0", "1 0 0"),
      ...dropped(finite, "namespace =", "0", "1 0 0"),
      ...dropped(stepSeconds, "namespace =", "0 0 0 0", "0 0 1 0 0", "1 0 0 0 0", "1 0 0 1 0 0"),
      ...dropped(utilization, "namespace =", "0 0"),
      ...dropped(utilization, "exported_namespace =", "0 1 0 0 0 0 0"),
      ...dropped(startTime, "namespace =", "0 0 0 0", "0 0 0 1 0", "0 1 0"),
    ],
  },
  {
    reason: "both sides are of one namespace, so it need not be matched",
    ids: [
      ...down("expr on: drop namespace"),
      ...utilization("expr 0 on: drop namespace"),
      ...startTime("expr 0 on: drop namespace"),
    ],
  },
  {
    reason: "what has no `run_id` matches nothing: the other side always has one",
    ids: anyRun(stepSeconds, "0 0 0 0", "1 0 0 0 0"),
  },
  {
    reason: "there is one series for each pod of the workload, before and after it is renamed",
    ids: utilization("expr 0 1 max to min", "expr 0 1 max to sum"),
  },
  {
    reason: "the largest is taken of all series of the run in the end",
    ids: startTime("expr 0 0 by: add instance"),
  },
];
