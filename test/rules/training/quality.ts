import { casesOf, level, ramp, stale, type Case, type Series } from "../bench";
import { classed } from "./classed";
import { health } from "./exemplars/health";
import { quality as exemplars } from "./exemplars/quality";
import { metrics } from "./metrics";
import { counted, gradients, shown } from "./nonfinite";
import { numbers } from "./numbers";
import { scraped } from "./shared";
import { dashboard_url, firing, loss, ofRun, plain } from "./subjects";

const warning = firing("warning");
const past = ofRun("training_step_current", [level(5000, 250)]);

const overfits = casesOf("TrainingOverfitting", "45m");
const falls = loss([ramp(4, -0.04, 60)]);
const validated = (...values: readonly string[]) =>
  ofRun("training_loss", values, { split: "validation" });
const rises = validated(level(2, 20), ramp(2.3, 0.01, 40));

/** The restart itself is known for 45 minutes, and for one window more. */
const begunAnew = [
  loss([ramp(4, -0.04, 75)]),
  validated(level(2, 35), ramp(2.5, 0.01, 40)),
  past,
  ofRun("training_attempt", [level(1, 2), level(2, 73)]),
];

/** Evaluations that get worse. */
const overfitting: readonly Case[] = [
  {
    ...overfits.fires("while the training loss falls", warning, falls, rises, past),
    annotations: {
      summary: "Run r1 in train is overfitting",
      description:
        "The validation loss of training run r1 (job train/runs, namespace train) has been 2.44 or more for 5 evaluations, more than 1.1 times its lowest, while the training loss has fallen.",
      dashboard_url,
    },
  },
  overfits.fires(
    "without contract labels",
    firing("warning", "loop-7"),
    plain("training_loss", [ramp(4, -0.04, 60)]),
    ofRun("training_loss", [level(2, 20), ramp(2.3, 0.01, 40)], {
      split: "validation",
      run_id: "loop-7",
    }),
  ),
  overfits.fires(
    "on small losses",
    warning,
    falls,
    validated(level(0.2, 20), ramp(0.23, 0.001, 40)),
    past,
  ),
  {
    ...overfits.fires(
      "on what was best just before it",
      warning,
      falls,
      validated(level(3, 20), level(2, 7), ramp(2.3, 0.01, 33)),
      past,
    ),
    at: "45m",
  },
  {
    ...overfits.fires(
      "on what was best long before the training loss fell",
      warning,
      loss([level(4, 41), level(3, 19)]),
      validated(level(2, 10), ramp(2.3, 0.001, 50)),
      past,
    ),
    at: "50m",
  },
  {
    ...overfits.quiet("until a restart is forgotten", ...begunAnew),
    at: "58m",
    pending: [warning],
  },
  { ...overfits.fires("once a restart is forgotten", warning, ...begunAnew), at: "62m" },
  overfits.quiet("while the training loss rises too", loss([ramp(2, 0.04, 60)]), rises, past),
  overfits.quiet("without a training loss", rises, past),
  overfits.quiet(
    "on negative losses",
    falls,
    validated(level(-2, 20), ramp(-2.1, 0.001, 40)),
    past,
  ),
  overfits.quiet(
    "on negative losses near 0",
    falls,
    validated(level(-0.2, 20), ramp(-0.21, 0.0001, 40)),
    past,
  ),
  overfits.quiet("from a loss of 0 on", falls, validated(level(0, 20), ramp(0.2, 0.01, 40)), past),
  overfits.quiet(
    "after one bad evaluation",
    falls,
    validated(level(2, 20), level(2.3, 3), ramp(1.9, -0.01, 37)),
    past,
  ),
  overfits.quiet(
    "after a restart of an hour ago: another model has been better",
    falls,
    rises,
    past,
    ofRun("training_attempt", [level(1, 2), level(2, 58)]),
  ),
  {
    ...overfits.quiet(
      "on a warm restart of the learning rate",
      falls,
      rises,
      past,
      ofRun("training_learning_rate", [level(2, 5), level(1, 30), level(2, 25)]),
    ),
    at: "60m",
  },
];

const flat = casesOf("TrainingPlateau", "190m");
const info = { ...warning, severity: "info" };
const level2 = loss([level(2, 250)]);

/** Losses that stay where they are. */
const plateaus: readonly Case[] = [
  {
    ...flat.fires("on a loss that stays", info, level2, past),
    annotations: {
      summary: "Loss of run r1 in train has stopped falling",
      description:
        "The lowest median loss of training run r1 (job train/runs, namespace train) within 30m is 2: less than 1 % better than 2h before.",
      dashboard_url,
    },
  },
  flat.fires(
    "on a loss alone",
    { ...firing("warning", "loop-7"), severity: "info" },
    plain("training_loss", [level(2, 250)]),
  ),
  flat.quiet(
    "without a learning rate",
    level2,
    past,
    ofRun("training_learning_rate", [level(0, 250)]),
  ),
  flat.fires(
    "with a learning rate",
    info,
    level2,
    past,
    ofRun("training_learning_rate", [level(1e-5, 250)]),
  ),
  flat.quiet("on a negative loss", loss([level(-2, 250)]), past),
  flat.quiet(
    "at the planned end",
    level2,
    past,
    ofRun("training_step_planned", [level(5000, 250)]),
  ),
  flat.fires(
    "three hours after a restart",
    info,
    level2,
    past,
    ofRun("training_attempt", [level(1, 5), level(2, 245)]),
  ),
  flat.quiet("when the run is gone", loss([level(2, 180), stale]), past),
  flat.quiet(
    "two hours after a restart",
    level2,
    past,
    ofRun("training_attempt", [level(1, 70), level(2, 180)]),
  ),
  flat.quiet(
    "on a warm restart of the learning rate",
    level2,
    past,
    ofRun("training_learning_rate", [level(2, 130), level(1, 50), level(2, 70)]),
  ),
];

/** Alerts on models that do not get better. */
export const quality: readonly Case[] = [...overfitting, ...plateaus, ...metrics];

const young = ofRun("training_step_current", [level(50, 200)], {}, "a");
const restarts = (minute: number) =>
  ofRun("training_attempt", [level(1, minute), level(2, 200)], {}, "a");

const inClass = [...health, ...exemplars].flatMap((exemplar): readonly Case[] => {
  const { alert, of: branch, fires, bad, from, for: waits = 0 } = exemplar;
  const name = `${alert}${branch === undefined ? "" : ` (${branch})`}`;
  const replaced = (instead: Series) => [
    ...bad("a").filter(({ series }) => series !== instead.series),
    instead,
  ];
  const spared = { alert, at: `${from + waits + 1}m`, quiet: true as const };
  return [
    {
      name: `${name} of a class that shares its namespace`,
      alert,
      at: `${from + waits}m`,
      series: scraped("large", ...bad("a")),
      fires: [{ ...fires("a"), training_class: "large" }],
    },
    ...(Object.keys(exemplar.edges ?? {}).some((key) => /^< 100/.test(key))
      ? [
          {
            ...spared,
            name: `${name} of a class that shares its namespace: a young run`,
            series: scraped("large", ...replaced(young)),
          },
        ]
      : []),
    ...(exemplar.restart === "quiet"
      ? [
          {
            ...spared,
            name: `${name} of a class that shares its namespace: after a restart`,
            series: scraped("large", ...replaced(restarts(from - 10))),
          },
        ]
      : []),
  ];
});

/** Cases in which something else decides than in the exemplars. */
const decides =
  /learning rate|restart|planned|infinite gradients|is counted|below 1|infinity|contract labels|been finite/;

/** Runs of classes that share a namespace: each alert and what spares it are of the run's own class. */
export const qualityOfClasses: readonly Case[] = [
  ...inClass,
  ...[...numbers, ...quality, ...shown, ...counted, ...gradients]
    .filter(({ name }) => decides.test(name))
    .flatMap((c) => classed("large", c)),
];
