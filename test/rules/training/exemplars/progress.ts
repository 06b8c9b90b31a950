import { counter, level, ramp } from "../../bench";
import type { Exemplar } from "../../standard";
import { ofRun, plain } from "../subjects";
import { critical, length, run, warning } from "./run";

/** Of alerts on runs that stand still. */
export const progress: readonly Exemplar[] = [
  {
    alert: "TrainingStalled",
    fires: critical,
    healthy: run,
    // The last step is done at minute 9; the first window of 10 minutes without one ends at 18.
    bad: (id) =>
      run(id, ofRun("training_steps_total", [counter(10, 10), level(90, length - 10)], {}, id)),
    from: 18,
    restart: "quiet",
  },
  {
    alert: "TrainingStalled",
    of: "loss alone",
    fires: warning,
    healthy: (pod) => [plain("training_loss", [ramp(9, -0.01, length)], pod)],
    bad: (pod) => [plain("training_loss", [ramp(21, -1, 10), level(11, length - 10)], pod)],
    from: 19,
  },
];
