import { alert } from "../../alert";
import type { AlertRule } from "../../model";
import { busyGpu, slowStep, slowStepLimit } from "../limits";
import type { ResolvedClass } from "../windows";
import { speed } from "./series";

/** Steps take longer than they did while the GPUs are busy: a throttled or slow device, or a slow link. */
export function slowOnBusyGpu(c: ResolvedClass): AlertRule {
  const { where, team, smoothing, baseline } = c;
  const now = speed.stepSeconds.where(where);
  return alert({
    name: "TrainingSlowOnBusyGpu",
    expr: now
      .gt(slowStepLimit(speed.stepSecondsBaseline.where(where)))
      .and(speed.gpuUtilization.where(where).gt(busyGpu)),
    for: smoothing,
    severity: "warning",
    team,
    summary: (l) => `Steps of run ${l.run_id} in ${l.namespace} are slow on busy GPUs`,
    description: (l, value) =>
      `A step of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) takes ${value.duration}, more than ${slowStep} times the median of the last ${baseline}, while its GPUs are above ${busyGpu} % utilization.`,
  });
}
