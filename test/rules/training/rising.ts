import { casesOf, level, missing, stale, type Case } from "../bench";
import {
  aboutZero,
  between,
  dashboard_url,
  firing,
  healthy,
  loss,
  ofRun,
  warmRestart,
} from "./subjects";

const rising = casesOf("TrainingLossRising", "45m");
const spiked = casesOf("TrainingLossSpiked", "45m");
const ticket = firing("warning");

const past = ofRun("training_step_current", [level(5000, 70)]);
/** The loss rises at minute 40, the recent one at 42. */
const rises = loss([level(2, 40), level(4, 30)]);

/** What the loss says before it lasts, and what the process has counted. */
export const lossTickets: readonly Case[] = [
  {
    ...rising.fires(
      "before it is known to last, beside a healthy run",
      ticket,
      rises,
      past,
      ...healthy(70),
    ),
    at: "44m",
    annotations: {
      summary: "Loss of run r1 in train has risen steeply",
      description:
        "The loss of training run r1 (job train/runs, namespace train) is 4, more than 1.7 times the lowest of the last 30m. It may come back; TrainingLossDiverging pages when it does not.",
      dashboard_url,
    },
  },
  rising.quiet(
    "on a spike of three minutes",
    loss([level(2, 40), level(4, 3), level(2, 20)]),
    past,
  ),
  rising.quiet("while the loss moves about 0", ...aboutZero),
  rising.quiet("on a loss below 0 that rises by a third", loss([level(-6, 40), level(-4, 30)])),
  rising.fires(
    "on a small loss that moves",
    ticket,
    loss([between(0.2, 0.24, 40), between(0.4, 0.42, 30)]),
  ),
  {
    ...rising.quiet("on a warm restart", loss([level(2, 85), level(4, 20)]), warmRestart),
    at: "95m",
  },
  {
    ...rising.quiet("before the loss has a past", loss([level(2, 1), level(4, 30)])),
    at: "6m",
    pending: [ticket],
  },
  {
    ...rising.fires(
      "as soon as the loss has a past",
      ticket,
      loss([level(0.2, 1), level(0.4, 30)]),
    ),
    at: "7m",
  },
  {
    ...rising.quiet("soon after a gap", loss([level(2, 20), stale, missing(6), level(4, 30)])),
    at: "28m",
    pending: [ticket],
  },
  {
    ...rising.quiet(
      "without a past again, after a gap",
      loss([level(2, 20), stale, missing(6), level(4, 30)]),
    ),
    at: "29m",
  },

  {
    ...spiked.fires(
      "on two steps that no scrape has seen",
      ticket,
      ...[loss([level(2, 70)]), past],
      ofRun("training_loss_spike_steps_total", [level(7, 44), level(9, 20)]),
    ),
    annotations: {
      summary: "Loss of run r1 in train has spiked",
      description:
        "2.5 steps of training run r1 (job train/runs, namespace train) within 5m had a loss far above the usual.",
      dashboard_url,
    },
  },
  spiked.quiet(
    "on one step, of which every rank knows",
    ...[0, 1, 2].map((rank) =>
      ofRun("training_loss_spike_steps_total", [level(7, 44), level(8, 20)], { pod: `r1-${rank}` }),
    ),
  ),
  {
    ...spiked.quiet(
      "on a warm restart",
      ofRun("training_loss_spike_steps_total", [level(0, 90), level(9, 20)]),
      warmRestart,
    ),
    at: "92m",
  },
];
