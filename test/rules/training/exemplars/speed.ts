import type { Exemplar } from "../../standard";
import { stepTimes, utilization } from "../devices";
import { warning } from "./run";

/** Of alerts on slow runs. */
export const speed: readonly Exemplar[] = [
  {
    alert: "TrainingSlowOnBusyGpu",
    fires: warning,
    healthy: (id) => [...stepTimes(1, id), utilization(95, id)],
    bad: (id) => [...stepTimes(2, id), utilization(95, id)],
    from: 44,
    for: 5,
    edges: {
      // From minute 48 on the window holds nothing but slow steps, and until 53 the median nothing but others.
      "> run:training_step_duration_seconds:baseline * 1.5": {
        series: (after) => [...stepTimes(after, "a"), utilization(95, "a")],
        limit: 1.5,
        step: 0.05,
        at: 53,
      },
      "> 80": { series: (percent) => [...stepTimes(2, "a"), utilization(percent, "a")] },
    },
  },
];
