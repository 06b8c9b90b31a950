import {
  casesOf,
  counter,
  level,
  missing,
  nan,
  points,
  ramp,
  stale,
  type Case,
  type Series,
} from "../bench";
import { firing, loss, ofRun, warmRestart } from "./subjects";

const { quiet, fires: firesBy } = casesOf("TrainingLossDiverging", "49m");
const fires = (name: string, ...given: readonly Series[]): Case =>
  firesBy(name, firing("critical"), ...given);

const past = ofRun("training_step_current", [level(5000, 70)]);
const validation = (...values: readonly string[]) =>
  ofRun("training_loss", values, { split: "validation" });

/** The loss rises at minute 40, the recent one at 42; at 51 it would be known that it lasts. */
const rises = loss([level(2, 40), level(4, 30)]);
/** Each scrape sees another evaluation; all of the last 4 minutes are worse at 43. */
const worse = (from = 4) => validation(level(2, 40), ramp(from, 0.1, 30));

/** A rise that evaluations see as well need not last. */
export const confirmed: readonly Case[] = [
  {
    ...fires(
      "as soon as evaluations confirm it, beside a run that is no number",
      ...[rises, worse(), past, loss([nan(60)], "r2")],
      ofRun("training_loss", [nan(60)], { split: "validation" }, "r2"),
    ),
    at: "45m",
  },
  fires(
    "though every other evaluation is no number",
    rises,
    past,
    validation(level(2, 40), points(4, NaN, 5, NaN, 4, NaN, 5, NaN, 4, NaN)),
  ),
  quiet("while there are no evaluations", rises, past),
  quiet("while evaluations are as before", rises, validation(ramp(2, 0.01, 70)), past),
  quiet(
    "while one of two evaluations is as before",
    rises,
    validation(level(2, 40), points(4, 4.1, 4.2, 2, 4.3, 4.4, 2, 4.1, 4.2, 2)),
    past,
  ),
  {
    ...quiet(
      "on a spike of which one evaluation knows",
      loss([level(2, 40), level(4, 10), level(2, 20)]),
      validation(level(2, 42), level(4, 10), level(2, 18)),
      past,
    ),
    at: "52m",
  },
  quiet(
    "while it falls again",
    loss([level(2, 40), ramp(9, -0.4, 12)]),
    validation(level(2, 44), ramp(6, -0.3, 10)),
    past,
  ),
  {
    ...quiet(
      "though evaluations confirm it, before the median has a past",
      loss([level(2, 1), level(4, 30)]),
      validation(level(2, 1), ramp(4, 0.1, 30)),
    ),
    at: "6m",
    pending: [firing("critical")],
  },
];

const jumps = (id = "r1") =>
  ofRun("training_learning_rate", [level(0.01, 40), level(0.1, 30)], {}, id);
const negative = (id: string, train: number, ...evaluated: readonly number[]) => [
  loss([level(-6, 40), level(train, 30)], id),
  ...evaluated.map((from) =>
    ofRun("training_loss", [level(-6, 40), ramp(from, 0.01, 30)], { split: "validation" }, id),
  ),
];

/** Below 0 the limits lie as far above the lowest loss as they do above 0: at -3 and -1.8, of -6. */
export const confirmedBelow: readonly Case[] = [
  fires(
    "on a loss below 0 that evaluations confirm, and not before others have risen so far",
    ...negative("r1", -1, -2),
    ...negative("not for long", -2),
    ...[...negative("not so far", -4), jumps("not so far")],
    ...negative("not so steeply", -2.5, -2),
    ...negative("not so far in evaluations", -1, -4),
  ),
];

const rated = (...values: readonly string[]) => [
  rises,
  past,
  ofRun("training_learning_rate", [values.join(" ")]),
];

const gap = [
  loss([level(2, 20), stale, missing(6), level(4, 30)]),
  ofRun("training_learning_rate", [level(0.01, 20), level(0.1, 30)]),
];

/** The learning rate: back to where it has been is a schedule, higher than ever is a fault. */
export const learningRate: readonly Case[] = [
  fires(
    "on a short pulse of it before the rise",
    ...rated(level(0.01, 36), level(0.1, 2), level(0.01, 30)),
  ),
  fires(
    "on a learning rate that has been nearly as high, but too long ago",
    ...rated(level(0.1, 3), level(0.01, 37), level(0.15, 30)),
  ),
  quiet(
    "on a learning rate that has been as high for a moment",
    ...rated(level(0.01, 8), level(0.1, 4), level(0.01, 28), level(0.1, 30)),
  ),
  quiet("on one that rose long before the loss", ...rated(level(0.01, 31), level(0.1, 40))),
  quiet("on a loss at 1.5 times its lowest", loss([level(2, 40), level(3, 30)]), jumps()),
  { ...quiet("soon after a gap", ...gap), at: "28m", pending: [firing("critical")] },
  { ...quiet("without a past again, after a gap", ...gap), at: "29m" },
  quiet("on one that falls", ...rated(ramp(0.1, -0.001, 70))),
  {
    ...quiet("on a warm restart", loss([level(2, 85), level(4, 20)]), warmRestart),
    at: "100m",
  },
  {
    ...quiet(
      "while the learning rate warms up at the start",
      loss([points(2, 2.2, 2, 2, 2, 2, 2), level(4, 20)]),
      ofRun("training_step_current", [counter(45, 27)]),
      ofRun("training_learning_rate", [ramp(0.001, 0.001, 27)]),
    ),
    at: "20m",
  },
];
