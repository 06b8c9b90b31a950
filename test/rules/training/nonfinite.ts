import {
  casesOf,
  counter,
  level,
  nan,
  points,
  series,
  stale,
  type Case,
  type Series,
} from "../bench";
import { dashboard_url, firing, healthy, loss, ofRun, plain } from "./subjects";

const alert = "TrainingLossNonFinite";

const { quiet, fires: firesBy } = casesOf(alert, "20m");

function fires(name: string, ...given: readonly Series[]): Case {
  return firesBy(name, firing("critical"), ...given);
}

/** A run that computes a gradient norm. */
const norm = ofRun("training_gradient_norm", [level(1, 60)]);
const past = [norm, ofRun("training_step_current", [level(5000, 60)])];
const steps = ofRun("training_steps_total", [counter(10, 60)]);

function nonfinite(what: "loss" | "gradient", values: readonly string[], rank = 0): Series {
  return ofRun("training_loss_nonfinite_steps_total", values, { what, pod: `r1-${rank}` });
}

/** What the gauge shows. */
export const shown: readonly Case[] = [
  {
    ...fires("at once on NaN, beside a healthy run", loss([level(2, 20), nan(1)]), ...healthy(30)),
    annotations: {
      summary: "Loss of run r1 in train is NaN or infinite",
      description:
        "Training run r1 (job train/runs, namespace train) has a loss or gradients that are no finite numbers. Further steps cannot repair the weights: the GPU time since is lost.",
      dashboard_url,
    },
  },
  fires("on infinity", loss([level(2, 20), level(Infinity, 5)])),
  fires("on minus infinity", loss([level(2, 20), level(-Infinity, 5)])),
  fires("on a validation loss", ofRun("training_loss", [nan(30)], { split: "validation" })),
  quiet("on a huge loss", loss([level(1e300, 30)])),
  {
    ...fires(
      "on NaN without contract labels, as the pod, beside a healthy one",
      plain("training_loss", [level(2, 20), nan(1)]),
      plain("training_loss", [level(2, 30)], "loop-8"),
    ),
    fires: [firing("critical", "loop-7")],
  },
  {
    ...fires(
      "on infinity without contract labels",
      plain("training_loss", [level(2, 20), level(Infinity, 1)]),
    ),
    fires: [firing("critical", "loop-7")],
  },
  {
    ...fires("when the process has died of it", loss([level(2, 5), nan(1), stale])),
  },
  {
    ...quiet(
      "a quarter of an hour after the process has died of it",
      loss([level(2, 4), nan(1), stale]),
    ),
  },
];

/** What the process counts. */
export const counted: readonly Case[] = [
  fires(
    "on one step that no scrape has seen",
    nonfinite("loss", [level(0, 18), level(1, 5)]),
    loss([level(2, 30)]),
  ),
  {
    ...quiet(
      "20 minutes after a single step: 5 of the window and 15 that the alert goes on",
      nonfinite("loss", [level(0, 5), level(1, 50)]),
    ),
    at: "25m",
  },
  {
    ...fires("before these 20 minutes are over", nonfinite("loss", [level(0, 5), level(1, 50)])),
    at: "23m",
  },
  quiet("when a restart takes the counter back", nonfinite("loss", [level(7, 15), level(0, 10)])),
  quiet("while the counter stays where it is", nonfinite("loss", [level(7, 25)])),
  {
    ...fires(
      "on one step without contract labels",
      plain("training_loss_nonfinite_steps_total", [level(0, 18), level(1, 5)]),
    ),
    fires: [firing("critical", "loop-7")],
  },
];

const begins = [
  nonfinite("gradient", [points(0, 5, 9, 9, 9, 9)]),
  ofRun("training_steps_total", [points(0, 0, 2, 12, 22, 32)]),
  norm,
];
const at = (step: number) => ofRun("training_step_current", [level(step, 30)]);

/** Gradients: dynamic loss scaling makes some of them infinite on purpose. */
export const gradients: readonly Case[] = [
  quiet("on half of the gradients", nonfinite("gradient", [counter(5, 30)]), steps, ...past),
  fires("on more than half of them", nonfinite("gradient", [counter(5.2, 30)]), steps, ...past),
  fires(
    "when every step is skipped",
    nonfinite("gradient", [counter(10, 30)]),
    ofRun("training_steps_total", [level(600, 30)]),
    ...past,
  ),
  quiet(
    "when many ranks count the same gradients",
    ...[0, 1, 2, 3, 4, 5, 6, 7].map((rank) => nonfinite("gradient", [counter(1, 30)], rank)),
    steps,
    ...past,
  ),
  fires(
    "when one rank has them",
    nonfinite("gradient", [counter(6, 30)]),
    nonfinite("gradient", [level(0, 30)], 1),
    steps,
    ofRun("training_steps_total", [counter(10, 30)], { pod: "r1-1" }),
    ...past,
  ),
  {
    ...quiet("while the loss scale is looked for at the start", ...begins, at(999)),
    at: "3m",
  },
  { ...fires("on gradients as bad after warm-up", ...begins, at(1000)), at: "3m" },
  quiet("without a gradient that is none", nonfinite("gradient", [level(0, 30)]), steps, ...past),
  quiet(
    "in a run whose gradient norm has never been finite: it does not compute one",
    nonfinite("gradient", [counter(10, 30)]),
    ofRun("training_gradient_norm", [nan(30)]),
    steps,
    at(5000),
  ),
  fires(
    "in a run whose gradient norm has been finite",
    nonfinite("gradient", [counter(10, 30)]),
    ofRun("training_gradient_norm", [level(1, 1), nan(29)]),
    steps,
    at(5000),
  ),
  {
    ...fires(
      "in a run whose gradient norm has been finite for two minutes of the baseline",
      nonfinite("gradient", [level(0, 18), counter(10, 12)]),
      ofRun("training_gradient_norm", [nan(2), level(1, 2), nan(26)]),
      steps,
      at(5000),
    ),
    at: "22m",
  },
  {
    ...quiet(
      "in a run whose gradient norm has been finite before the baseline only",
      nonfinite("gradient", [level(0, 40), counter(10, 20)]),
      ofRun("training_gradient_norm", [level(1, 2), nan(58)]),
      steps,
      ofRun("training_step_current", [level(5000, 60)]),
    ),
    at: "50m",
  },
  {
    ...fires(
      "in a run whose gradient norm has just been finite",
      nonfinite("gradient", [level(0, 16), counter(10, 14)]),
      ofRun("training_gradient_norm", [nan(16), level(1, 2), nan(12)]),
      steps,
      at(5000),
    ),
    at: "19m",
  },
  fires(
    "on parameters that are no numbers, like a loss",
    series(
      "training_loss_nonfinite_steps_total",
      { namespace: "train", job: "train/runs", pod: "r1-0", run_id: "r1", what: "parameters" },
      level(0, 18),
      level(1, 5),
    ),
  ),
  quiet(
    "on some gradients without contract labels",
    series(
      "training_loss_nonfinite_steps_total",
      { namespace: "train", job: "train/runs", pod: "loop-7", what: "gradient" },
      counter(1, 30),
    ),
    plain("training_steps_total", [counter(10, 30)]),
    plain("training_gradient_norm", [level(1, 30)]),
  ),
];
