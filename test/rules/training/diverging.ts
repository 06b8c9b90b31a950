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
import { aboutZero, between, dashboard_url, firing, healthy, loss, ofRun, plain } from "./subjects";

const alert = "TrainingLossDiverging";
const r1 = [firing("critical")];

// Windows of the tests: 5 minutes, 30 minutes, 10 minutes. At minute 40 a loss of 2 becomes `after`; at 42 so has
// its median, at 51 it has been so for 10 minutes, and 2 minutes after that the alert fires.
const rises = (after: number) => loss([level(2, 40), level(after, 30)]);
const past = ofRun("training_step_current", [level(5000, 70)]);

const plainRises = plain("training_loss", [level(2, 40), level(3.2, 30)]);
const young = loss([level(2, 1), level(3.2, 69)]);
// With the windows of production: the loss rises at 420, its median at 435, and 3 minutes after an hour of it the alert
// fires.
const slow = { alert, series: [loss([level(2, 420), level(3.2, 80)])] };

const { quiet, fires: firesBy } = casesOf(alert, "60m");

function fires(name: string, ...given: readonly Series[]): Case {
  return firesBy(name, firing("critical"), ...given);
}

/** The level rule: threshold, time, warm-up and restarts. */
export const diverging: readonly Case[] = [
  {
    ...fires("above 1.5 times the lowest, beside a healthy run", rises(3.05), past, ...healthy(70)),
    annotations: {
      summary: "Loss of run r1 in train is diverging",
      description:
        "The median loss of training run r1 (job train/runs, namespace train) is 3.05, more than 1.5 times the lowest of the last 30m. It has been for 10m, or evaluations confirm it, or the learning rate is higher than the run has ever known.",
      dashboard_url,
    },
  },
  quiet("at 1.5 times the lowest", rises(3), past),
  { ...quiet("until it has lasted", rises(3.2), past), at: "52m", pending: r1 },
  { ...fires("once it has lasted", rises(3.2), past), at: "53m" },
  {
    ...quiet(
      "when a single value breaks it",
      loss([level(2, 40), level(3.2, 9), level(2, 4), level(3.2, 9)]),
      past,
    ),
    at: "56m",
  },
  quiet("on a spike that recovers", loss([level(2, 40), level(9, 8), level(2, 22)]), past),
  quiet("while the loss falls", loss([ramp(9, -0.1, 70)]), past),
  fires("on a small loss that moves", loss([between(0.2, 0.24, 40), between(0.4, 0.44, 30)])),
  quiet(
    "when only its recent median is above the limit",
    loss([level(2, 40), ...Array.from({ length: 6 }, () => points(3, 3.4, 3.4, 3, 3))]),
  ),
  quiet("while the loss moves about 0", ...aboutZero),
  quiet("on a loss below 0 that rises by a third", loss([level(-6, 40), level(-4, 30)])),
  fires(
    "on a loss that is usually below 0",
    loss([between(-6.1, -6, 40), between(2, 3, 30)]),
    past,
  ),
  quiet(
    "when only the validation loss rises",
    loss([level(2, 70)]),
    ofRun("training_loss", [level(2, 40), level(9, 30)], { split: "validation" }),
    past,
  ),
  {
    ...fires(
      "without contract labels, as the pod",
      plainRises,
      plain("training_loss", [level(2, 70)], "loop-8"),
    ),
    fires: [firing("critical", "loop-7")],
  },

  // Warm-up: the first steps of a run, and its first smoothing window.
  quiet("during warm-up", rises(3.2), ofRun("training_step_current", [level(999, 70)])),
  fires("after warm-up", rises(3.2), ofRun("training_step_current", [level(1000, 70)])),
  { ...quiet("before the median has a past", young, past), at: "10m" },
  { ...fires("once the median has a past", young, past), at: "13m" },

  {
    ...quiet(
      "until the median has a past again, after a gap",
      loss([level(2, 20), stale, missing(12), level(3.2, 37)]),
      past,
    ),
    at: "42m",
  },

  // Restarts: the level before says nothing about the loss after.
  quiet("on another attempt", rises(3.2), past, again("training_attempt", 1, 2, 30)),
  quiet("on a younger process", rises(3.2), past, again("process_start_time_seconds", 9, 1800, 30)),
  quiet(
    "on a younger process without contract labels",
    plainRises,
    plain("process_start_time_seconds", [level(9, 40), level(2400, 30)]),
  ),
  quiet(
    "when the step counter began anew",
    rises(3.2),
    past,
    ofRun("training_steps_total", [counter(10, 40), counter(10, 30)]),
  ),
  {
    ...fires(
      "when the restart is older than all that is compared",
      rises(3.2),
      past,
      again("training_attempt", 1, 2, 10),
      again("process_start_time_seconds", 9, 600, 10),
      ofRun("training_steps_total", [counter(10, 10), counter(10, 60)]),
    ),
    // The last reset is 45 minutes old at 64.
    at: "66m",
  },
];

/** The end of the loss: the alert goes on until the window is empty and 15 minutes more, once and for all. */
export const ending: readonly Case[] = [
  ...endsWith("NaN", nan(30)),
  ...endsWith("the end of the process", stale),
  {
    name: `${alert}: does not flap while every other loss is NaN`,
    alert,
    series: [
      loss([
        level(2, 40),
        points(...Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 3.2 : NaN))),
      ]),
      past,
    ],
    at: "69m",
    fires: r1,
    samples: [firingMinutes(16)],
  },
];

/** With the windows that are in production when none are given. */
export const defaults: readonly Case[] = [
  {
    ...slow,
    name: `${alert}: waits with the default windows`,
    at: "496m",
    quiet: true,
    pending: r1,
  },
  { ...slow, name: `${alert}: fires with the default windows`, at: "497m", fires: r1 },
];

/** A value that changes at a minute, as at a restart. */
function again(metric: string, before: number, after: number, at: number): Series {
  return ofRun(metric, [level(before, at), level(after, 70 - at)]);
}

function endsWith(what: string, end: string): readonly Case[] {
  const series = [loss([level(2, 40), level(3.2, 20), end]), past];
  return [
    { name: `${alert}: goes on after ${what}`, alert, series, at: "70m", fires: r1 },
    {
      name: `${alert}: ends after ${what}, without flapping`,
      alert,
      series,
      at: "85m",
      quiet: true,
      pending: [],
      // From 53 until the recent window is empty at 63, and 15 minutes.
      samples: [firingMinutes(25)],
    },
  ];
}

function firingMinutes(value: number) {
  return {
    query: `sum(count_over_time(ALERTS{alertname="${alert}",alertstate="firing"}[2h]))`,
    returns: [{ labels: {}, value }],
  };
}
