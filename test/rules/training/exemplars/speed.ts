import { level, points, ramp, type Series } from "../../bench";
import type { Exemplar } from "../../standard";
import { stepTimes, utilization } from "../devices";
import { ofRun } from "../subjects";
import { warning } from "./run";

/** What a run has done, at 10 a second until minute 40, then `factor` times as fast; it takes steps all the while. */
function done(metric: string, factor: number, id: string): readonly Series[] {
  return [
    ofRun(metric, [ramp(1e6, 600, 40), ramp(1e6 + 23400 + 600 * factor, 600 * factor, 60)], {}, id),
    ofRun("training_steps_total", [ramp(1000, 30, 100)], {}, id),
  ];
}

/** The same in one heap every 9 minutes, so that the rate changes at once, at minute 45. */
function heaped(metric: string, factor: number): Series {
  const samples = Array.from({ length: 70 }, (_, minute) => {
    const heaps = Math.floor(minute / 9);
    return 1e6 + 5400 * (Math.min(heaps, 4) + factor * Math.max(heaps - 4, 0));
  });
  return ofRun(metric, [points(...samples)], {}, "a");
}

const peak = (id: string) => ofRun("training_peak_flops_per_second", [level(20, 100)], {}, id);

/** Of alerts on slow runs. */
export const speed: readonly Exemplar[] = [
  {
    alert: "TrainingSlowOnBusyGpu",
    fires: warning,
    healthy: (id) => [...stepTimes(1, id), utilization(95, id)],
    bad: (id) => [...stepTimes(2, id), utilization(95, id)],
    from: 41,
    for: 5,
    restart: "quiet",
    edges: {
      // From minute 48 on the window holds nothing but slow steps, and until 53 the median nothing but others.
      "> run:training_step_duration_seconds:baseline * 1.2": {
        series: (after) => [...stepTimes(after, "a"), utilization(95, "a")],
        limit: 1.2,
        step: 0.05,
        at: 53,
      },
      "> 80": { series: (percent) => [...stepTimes(2, "a"), utilization(percent, "a")], at: 48 },
    },
  },
  {
    alert: "TrainingStepsSlow",
    fires: warning,
    healthy: (id) => stepTimes(1, id),
    bad: (id) => stepTimes(3, id),
    from: 42,
    for: 5,
    lasts: 8,
    restart: "quiet",
    edges: {
      "> run:training_step_duration_seconds:baseline * 1.5": {
        series: (after) => stepTimes(after, "a"),
        limit: 1.5,
        step: 0.05,
        at: 53,
      },
    },
  },
  {
    alert: "TrainingThroughputDropped",
    fires: warning,
    healthy: (id) => done("training_tokens_total", 1, id),
    bad: (id) => done("training_tokens_total", 0.5, id),
    from: 45,
    for: 10,
    lasts: 8,
    restart: "quiet",
    edges: {
      "< run:training_throughput:baseline * 0.8": {
        series: (factor) => [heaped("training_tokens_total", factor)],
        limit: 0.8,
        step: 0.05,
        at: 57,
      },
    },
  },
  {
    alert: "TrainingMfuDropped",
    fires: warning,
    healthy: (id) => [...done("training_model_flops_total", 1, id), peak(id)],
    bad: (id) => [...done("training_model_flops_total", 0.5, id), peak(id)],
    from: 43,
    for: 10,
    restart: "quiet",
    edges: {
      "< run:training_mfu:baseline * 0.9": {
        series: (factor) => [
          heaped("training_model_flops_total", factor),
          ofRun("training_steps_total", [ramp(1000, 30, 70)], {}, "a"),
          peak("a"),
        ],
        limit: 0.9,
        step: 0.05,
        at: 57,
      },
    },
  },
];
