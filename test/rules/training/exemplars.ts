import { counter, level, missing, nan, ramp, series, stale, type Series } from "../bench";
import type { Exemplar } from "../standard";
import { stepTimes, utilization } from "./devices";
import { firing, loss, ofRun, plain } from "./subjects";

/** Samples of every series. */
const length = 60;

/** A run without fault; with any of its series replaced by those given. */
function run(id: string, ...instead: readonly Series[]): readonly Series[] {
  const usual = [
    loss([level(2, length)], id),
    step(id, 5000),
    ofRun("training_steps_total", [counter(10, length)], {}, id),
    nonfinite(id, "loss", level(7, length)),
    nonfinite(id, "gradient", level(7, length)),
    ofRun("training_attempt", [level(1, length)], {}, id),
    ofRun("process_start_time_seconds", [level(9, length)], {}, id),
  ];
  const replaced = new Set(instead.map((s) => s.series));
  return [...usual.filter((s) => !replaced.has(s.series)), ...instead];
}

function step(id: string, value: number): Series {
  return ofRun("training_step_current", [level(value, length)], {}, id);
}

function nonfinite(id: string, what: "loss" | "gradient", ...values: readonly string[]): Series {
  return ofRun("training_loss_nonfinite_steps_total", values, { what }, id);
}

const critical = (id: string) => firing("critical", id);
const warning = (id: string) => firing("warning", id);

/** Of ten steps a minute, from minute 10 on, so many have gradients that are none. */
const gradients = (id: string, perMinute: number) =>
  nonfinite(id, "gradient", level(100, 10), ramp(100 + perMinute, perMinute, length - 10));

/** The loss rises at minute 20, its median at 22. */
const rises = (id: string, after: number) => loss([level(2, 20), level(after, length - 20)], id);

/** The learning rate has been 0.1, is 0.01 from minute 50 on, and changes at 85, where the loss rises. */
function rated(before: number, after: number): readonly Series[] {
  return [
    loss([level(2, 85), level(3.2, 20)], "a"),
    ofRun("training_step_current", [level(5000, 105)], {}, "a"),
    ofRun(
      "training_learning_rate",
      [level(before, 50), level(0.01, 35), level(after, 20)],
      {},
      "a",
    ),
  ];
}

const up = (id: string, ...values: readonly string[]) =>
  series("up", { namespace: "train", job: "train/runs", pod: `${id}-0` }, ...values);

/** Of every alert of the training pack. */
export const exemplars: readonly Exemplar[] = [
  {
    alert: "TrainingLossNonFinite",
    of: "shown",
    fires: critical,
    healthy: run,
    bad: (id) => run(id, loss([level(2, 10), nan(length - 10)], id)),
    from: 10,
    keepFiringFor: 15,
  },
  {
    alert: "TrainingLossNonFinite",
    of: "counted",
    fires: critical,
    healthy: run,
    bad: (id) => run(id, nonfinite(id, "loss", level(0, 10), ramp(1, 1, length - 10))),
    from: 10,
    keepFiringFor: 15,
    lasts: 3,
  },
  {
    alert: "TrainingLossNonFinite",
    of: "gradients",
    fires: critical,
    healthy: run,
    bad: (id) => run(id, gradients(id, 6)),
    from: 13,
    keepFiringFor: 15,
    lasts: 3,
    edges: {
      "> training_steps_total * 0.5": {
        series: (perMinute) => run("a", gradients("a", perMinute)),
        limit: 5,
        step: 0.2,
        at: 20,
      },
      "< 1000": { series: (at) => run("a", gradients("a", 6), step("a", at)) },
    },
  },
  {
    alert: "TrainingLossDiverging",
    fires: critical,
    healthy: run,
    bad: (id) => run(id, rises(id, 3.2)),
    from: 22,
    for: 10,
    keepFiringFor: 15,
    lasts: 4,
    // A run that begins anew is not judged by its past.
    restart: "quiet",
    edges: {
      "> run:training_loss:baseline * 1.5": {
        series: (after) => run("a", rises("a", after)),
        limit: 3,
        step: 0.05,
      },
      "< 1000": { series: (at) => run("a", rises("a", 3.2), step("a", at)) },
      "> run:training_learning_rate:current * 1.5": {
        series: (after) => rated(0.1, after),
        limit: 0.015,
        step: 0.0005,
        at: 100,
      },
      "<= run:training_learning_rate:current * 1.01": {
        series: (after) => rated(0.1, after),
        limit: 0.101,
        step: 0.0005,
        at: 100,
      },
    },
  },
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
  {
    alert: "TrainingTargetDown",
    fires: (id) => ({
      namespace: "train",
      job: "train/runs",
      pod: `${id}-0`,
      severity: "warning",
      team: "ml",
    }),
    healthy: (id) => [...run(id), up(id, level(1, length))],
    bad: (id) => [
      ofRun("training_steps_total", [counter(10, 10), stale, missing(length - 11)], {}, id),
      up(id, level(1, 10), level(0, length - 10)),
    ],
    from: 10,
    for: 10,
  },
];
