import {
  casesOf,
  level,
  missing,
  nan,
  points,
  ramp,
  stale,
  type Case,
  type Labels,
} from "../bench";
import { dashboard_url, firing, healthy, loss, ofRun, warmRestart } from "./subjects";

const diverging = casesOf("TrainingValidationLossDiverging", "46m");
const rising = casesOf("TrainingValidationLossRising", "44m");
const page = firing("critical");
const ticket = firing("warning");

const past = [loss([level(2, 110)]), ofRun("training_step_current", [level(5000, 110)])];
const validation = (values: readonly string[], labels: Labels = {}) =>
  ofRun("training_loss", values, { split: "validation", ...labels });
const gradient = (...values: readonly string[]) => ofRun("training_gradient_norm", values);

/** Worse at minute 40, the median at 42; each scrape sees another evaluation. */
const worse = validation([level(2, 40), ramp(3.2, 0.01, 40)]);
/** One evaluation, as bad for as long as given. */
const once = (minutes: number) => validation([level(2, 40), level(3.2, minutes), level(2, 20)]);
const notPositive = [
  validation([level(0, 40), ramp(3, 0.01, 30)]),
  ofRun("training_loss", [level(-6, 40), ramp(-2, 0.01, 30)], { split: "validation" }, "r2"),
];
const slowly = validation([level(2, 40), level(3, 8), level(3.05, 20)]);
/** Above the limit at minute 1. */
const young = validation([level(0.2, 1), ramp(0.32, 0.001, 40)]);
const gap = validation([level(2, 20), stale, missing(6), ramp(4, 0.01, 30)]);
const lateWorse = validation([level(2, 85), ramp(3.2, 0.01, 20)]);

const text = (summary: string, description: string) => ({
  summary: `Validation loss of run r1 in train is ${summary}`,
  description: `The median validation loss of training run r1 (job train/runs, namespace train) is ${description}`,
  dashboard_url,
});

/** Evaluations that get worse while the training loss looks fine. */
export const validated: readonly Case[] = [
  {
    ...diverging.fires(
      "while the training loss is fine, beside a healthy run",
      page,
      worse,
      ...past,
      ...healthy(70),
    ),
    annotations: text(
      "diverging",
      "3.24, more than 1.5 times its lowest, and has been for 4m. The training loss may look fine.",
    ),
  },
  {
    ...diverging.fires(
      "though every other evaluation is no number",
      page,
      validation([
        level(2, 40),
        points(...Array.from({ length: 20 }, (_, i) => (i % 2 ? NaN : 4))),
      ]),
      ...past,
    ),
    at: "57m",
  },
  // Seldom evaluated: the median is high from 42 on, has been for 6 minutes at 47, and for 4 more at 51.
  {
    ...diverging.quiet("until one evaluation is old", once(20), ...past),
    at: "50m",
    pending: [page],
  },
  { ...diverging.fires("when one evaluation is old", page, once(20), ...past), at: "51m" },
  // At the limit until 49, above it since: 6 minutes at 55, and 4 more at 59.
  {
    ...diverging.quiet("while it was at the limit", slowly, ...past),
    at: "58m",
    pending: [page],
  },
  {
    ...diverging.fires("when it has been above the limit for long", page, slowly, ...past),
    at: "59m",
  },
  {
    ...diverging.quiet("when one evaluation is outdone by the next", once(8), ...past),
    at: "52m",
  },
  {
    ...diverging.quiet("at the limit for long", validation([level(2, 40), level(3, 30)]), ...past),
    at: "60m",
  },
  {
    ...diverging.quiet(
      "while it falls again",
      validation([level(2, 40), level(9, 8), ramp(8.4, -0.4, 12)]),
      ...past,
    ),
    at: "54m",
  },
  diverging.quiet("while it is 0 or less", ...notPositive),
  diverging.quiet(
    "on another attempt",
    worse,
    ofRun("training_attempt", [level(1, 20), level(2, 40)]),
  ),
  { ...diverging.quiet("on a warm restart", lateWorse, warmRestart), at: "95m" },
  { ...diverging.quiet("before it has a past", young), at: "8m", pending: [page] },
  { ...diverging.fires("as soon as it has a past", page, young), at: "9m" },

  // Gradients: harder data raise them.
  diverging.quiet("on harder data", worse, gradient(level(1, 40), level(1.5, 40))),
  diverging.fires("on gradients that are no number", page, worse, gradient(level(1, 40), nan(40))),
  diverging.fires(
    "though gradients rose long ago",
    page,
    worse,
    gradient(level(1, 8), level(1.5, 80)),
  ),
  {
    ...diverging.quiet(
      "on harder data some minutes ago",
      worse,
      gradient(level(1, 15), level(1.5, 23), level(1, 40)),
    ),
    pending: [page],
  },
];

/** The early sign of the same. */
export const validationTickets: readonly Case[] = [
  {
    ...rising.fires(
      "on harder data too",
      ticket,
      worse,
      ...past,
      gradient(level(1, 40), level(1.5, 40)),
    ),
    annotations: text(
      "rising",
      "3.22, more than 1.5 times its lowest. TrainingValidationLossDiverging pages when it stays there.",
    ),
  },
  rising.quiet("while it is 0 or less", ...notPositive),
  { ...rising.quiet("on a warm restart", lateWorse, warmRestart), at: "95m" },
  { ...rising.quiet("before it has a past", young), at: "6m", pending: [ticket] },
  { ...rising.fires("as soon as it has a past", ticket, young), at: "7m" },
  { ...rising.quiet("soon after a gap", gap), at: "28m", pending: [ticket] },
  { ...rising.quiet("without a past again, after a gap", gap), at: "29m" },
];
