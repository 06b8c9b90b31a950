import {
  casesOf,
  level,
  missing,
  nan,
  ramp,
  series,
  stale,
  type Case,
  type Labels,
  type Series,
} from "../bench";
import { stepTimes, utilization } from "./devices";
import { diverging } from "./diverging";
import { counted, gradients, shown } from "./nonfinite";
import { stalled } from "./progress";
import { firing, healthy, inNamespace, loss, metric, ofRun, plain } from "./subjects";
import { unlabelled, withoutRunId } from "./twins";

/** What holds for runs with the contract holds for runs without `run_id`. */
export const twins: readonly Case[] = [
  ...diverging,
  ...shown,
  ...counted,
  ...gradients,
  ...stalled,
].flatMap(withoutRunId);

const nonfinite = casesOf("TrainingLossNonFinite", "28m");
const r1 = firing("critical");
const past = ofRun("training_step_current", [level(5000, 60)]);
const rank = (n: number) => ({ pod: `r1-${n}` });
/** Nothing for 20 minutes, then so many a minute. */
const later = (perMinute: number) => [level(0, 20), ramp(perMinute, perMinute, 40)];
const gradient = (perMinute: number, labels: Labels = {}) =>
  ofRun("training_loss_nonfinite_steps_total", later(perMinute), { what: "gradient", ...labels });
const norm = ofRun("training_gradient_norm", [level(1, 60)]);
const steps = (perMinute: number, labels: Labels = {}) =>
  ofRun("training_steps_total", [ramp(0, perMinute, 60)], labels);

const gradientCases: readonly Case[] = [
  nonfinite.fires(
    "on more than half of the gradients of the window",
    r1,
    gradient(5.2),
    steps(10),
    past,
    norm,
  ),
  nonfinite.quiet("on half of the gradients of the window", gradient(5), steps(10), past, norm),
  nonfinite.quiet(
    "on few gradients of the steps that the furthest rank has done",
    gradient(4),
    steps(10),
    steps(2, rank(1)),
    past,
    norm,
  ),
];

/** In one pod; who instruments half of a process has not said what its run is. */
const halfLabelled: readonly Case[] = [
  nonfinite.quiet(
    "on gradients with `run_id` beside steps without",
    gradient(9),
    unlabelled(steps(10)),
    norm,
  ),
  nonfinite.quiet(
    "on gradients without `run_id` beside steps with it",
    unlabelled(gradient(9)),
    unlabelled(norm),
    steps(10),
  ),
];

const infinite: readonly Case[] = [
  casesOf("TrainingLossNonFinite", "20m").fires(
    "on minus infinity without contract labels",
    firing("critical", "loop-7"),
    plain("training_loss", [level(2, 20), level(-Infinity, 1)]),
  ),
];

const rises = casesOf("TrainingLossDiverging");
const divergingCases: readonly Case[] = [
  {
    ...rises.fires(
      "though the loss was no number for some minutes of the past",
      r1,
      loss([level(2, 40), level(3.2, 3), nan(3), level(3.2, 24)]),
    ),
    at: "53m",
  },
  {
    ...rises.quiet(
      "while the counter's restart is within the baseline",
      loss([level(2, 40), level(3.2, 30)]),
      ofRun("training_steps_total", [ramp(0, 10, 20), ramp(0, 10, 50)]),
    ),
    at: "57m",
  },
];

const progress = casesOf("TrainingStalled", "28m");
const otherJob = { job: "train/others" };
/** A run of the same name in another job, and another run of the same job, both with nothing wrong. */
const others = [...healthy(100), ofRun("training_steps_total", [ramp(0, 10, 100)], otherJob)];
const evaluating = ofRun("training_phase", [level(1, 100)], { phase: "eval" });
const loop8 = (perMinute: number) =>
  plain("training_steps_total", [ramp(0, perMinute, 40)], "loop-8");

const stalledCases: readonly Case[] = [
  {
    ...progress.quiet(
      "when the process is dead, beside others",
      ofRun("training_steps_total", [ramp(0, 10, 10), level(100, 12), stale]),
      ...others,
    ),
    at: "25m",
  },
  {
    ...progress.quiet(
      "on a young run beside older ones",
      ofRun("training_steps_total", [missing(20), level(0, 80)]),
      ...others,
    ),
    at: "25m",
  },
  {
    ...progress.quiet(
      "when the process has died in an evaluation, beside others",
      ofRun("training_steps_total", [level(0, 85), stale]),
      evaluating,
      ...others,
    ),
    at: "88m",
  },
  {
    ...progress.quiet(
      "on a run in an evaluation since half an hour, beside older ones",
      ofRun("training_steps_total", [missing(40), level(0, 60)]),
      evaluating,
      ...others,
    ),
    at: "75m",
  },
  {
    ...progress.quiet(
      "while one rank steps during an evaluation",
      ofRun("training_steps_total", [level(0, 100)]),
      ofRun("training_steps_total", [ramp(0, 1, 100)], rank(1)),
      evaluating,
    ),
    at: "80m",
  },
  {
    ...progress.quiet(
      "when one rank says that the run is done",
      ofRun("training_steps_total", [level(0, 100)]),
      ofRun("training_phase", [level(0, 100)], { phase: "done", ...rank(1) }),
      ofRun("training_phase", [level(1, 100)], { phase: "done" }),
    ),
    at: "80m",
  },
  {
    ...progress.quiet(
      "while steps are done, without contract labels",
      plain("training_steps_total", [ramp(0, 10, 100)]),
    ),
    at: "80m",
  },

  // A loss alone.
  {
    ...progress.fires(
      "as a ticket on a loss that never changed, as soon as it can be told",
      firing("warning", "loop-7"),
      plain("training_loss", [missing(15), level(3, 30)]),
    ),
    at: "26m",
  },
  progress.quiet("while a loss alone rises", plain("training_loss", [ramp(1, 0.1, 40)])),
  progress.fires(
    "as a ticket on a loss alone, beside steps of another pod and another job",
    firing("warning", "loop-7"),
    plain("training_loss", [level(3, 40)]),
    loop8(10),
    series(
      "training_steps_total",
      { namespace: "train", ...otherJob, pod: "loop-7" },
      ramp(0, 10, 40),
    ),
  ),
];

/** Cases that tell the alerts from such as are nearly right. */
export const nearly: readonly Case[] = [
  ...gradientCases,
  ...gradientCases.flatMap(withoutRunId),
  ...halfLabelled,
  ...infinite,
  ...divergingCases,
  ...stalledCases,
];

/** All that can go wrong with runs: each of another run. */
const wrong: readonly Series[] = [
  loss([level(2, 40), level(9, 30)], "diverges"),
  ofRun("training_step_current", [level(5000, 70)], {}, "diverges"),
  loss([level(2, 40), nan(30)], "nan"),
  loss([level(2, 40), level(-Infinity, 30)], "infinite"),
  ofRun("training_loss_nonfinite_steps_total", [ramp(0, 9, 70)], { what: "loss" }, "counts"),
  ofRun("training_loss_nonfinite_steps_total", [ramp(0, 9, 70)], { what: "gradient" }, "skips"),
  ofRun("training_steps_total", [ramp(0, 10, 70)], {}, "skips"),
  ofRun("training_gradient_norm", [level(1, 70)], {}, "skips"),
  loss([level(2, 40), level(0, 30)], "masks"),
  ofRun("training_gradient_norm", [level(1, 40), nan(30)], {}, "masks"),
  ofRun("training_loss_scale", [level(65536, 40), level(4, 30)], {}, "overflows"),
  ofRun("training_skipped_steps_total", [ramp(0, 1, 70)], { reason: "overflow" }, "overflows"),
  loss([ramp(9, -0.1, 70)], "memorizes"),
  ofRun("training_loss", [level(2, 30), ramp(3, 0.1, 40)], { split: "validation" }, "memorizes"),
  metric("accuracy", [level(0.9, 40), level(0.1, 30)], {}, "forgets"),
  ofRun("training_steps_total", [ramp(0, 10, 40), level(400, 30)], {}, "halts"),
  ...stepTimes(2, "slows"),
  utilization(95, "slows"),
  ofRun("training_loss", [level(2, 30), stale], {}, "dies"),
  series(
    "up",
    { namespace: "train", job: "train/runs", pod: "dies-0" },
    level(1, 30),
    level(0, 40),
  ),
];

/** No rule judges what is in another namespace. */
export const foreign: readonly Case[] = [
  {
    name: "what runs of another namespace do alerts nobody",
    at: "56m",
    series: [...wrong, ...wrong.map(unlabelled)]
      .filter((s, i, all) => all.findIndex((other) => other.series === s.series) === i)
      .map((s) => inNamespace("elsewhere", s)),
    quiet: true,
    samples: [{ query: 'ALERTS{alertstate="pending"}', returns: [] }],
  },
];
