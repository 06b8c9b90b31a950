import { counter, level, nan, points, ramp, type Case, type Series } from "../bench";
import { firing, loss, ofRun, plain } from "./subjects";

/** Windows, scrapes and evaluations of the embedded environment, which has to show a fault within a minute. */
export const localWindows = {
  ...{ smoothing: "20s", baseline: "5m", sustained: "10s", stall: "20s" },
  ...{ validation: "30s", validationLong: "30s" },
};

const diverging = "TrainingLossDiverging";

// A loss with noise that has come down to about 0.3 when, at second 90, the learning rate is raised.
const fault = 90;
const noise = (i: number) => 0.02 * Math.sin(i * 12.9898);
const healthy = Array.from({ length: 400 }, (_, i) => 0.3 + 2 * Math.exp(-i / 15) + noise(i));
const before = points(...healthy.slice(0, fault));

/** -1..1, the same at every run, without a period. */
function scatter(i: number): number {
  const large = Math.abs(Math.sin(i * 12.9898) * 43_758.5453);
  return 2 * (large - Math.floor(large)) - 1;
}
// The data is known by heart: the loss goes on falling towards 0.
const memorised = Array.from(
  { length: 400 },
  (_, i) => (0.02 / (1 + i / 20)) * Math.exp(0.6 * scatter(i)),
);

const steps = [
  ofRun("training_step_current", [counter(50, 400)]),
  ofRun("training_steps_total", [counter(50, 400)]),
  ofRun("training_learning_rate", [level(0.05, fault), level(5, 310)], { group: "all" }),
  ofRun("process_start_time_seconds", [level(1, 400)]),
  ofRun("training_attempt", [level(1, 400)]),
];

function within(seconds: number, name: string, values: readonly string[]): readonly Case[] {
  const at = `${fault + seconds}s`;
  return [
    {
      name: `${name}: with the contract`,
      series: [loss(values), ...steps],
      alert: diverging,
      at,
      fires: [firing("critical")],
    },
    {
      name: `${name}: without labels`,
      series: [
        plain("training_loss", values),
        plain("process_start_time_seconds", [level(1, 400)]),
      ],
      alert: diverging,
      at,
      fires: [firing("critical", "loop-7")],
    },
  ];
}

function notANumber(name: string, series: readonly Series[], run_id: string): Case {
  const alert = "TrainingLossNonFinite";
  return { name, series, alert, at: `${fault + 11}s`, fires: [firing("critical", run_id)] };
}

/** The scenarios of the embedded environment as series. */
export const local: readonly Case[] = [
  ...within(30, "a loss that doubles at once", [before, level(0.7, 60)]),
  ...within(45, "a loss that climbs for half a minute", [before, ramp(0.3, 0.02, 60)]),
  ...within(30, "a loss that climbs and ends in NaN", [before, level(2.3, 15), nan(30)]),
  notANumber("a loss that is NaN soon", [loss([before, level(9, 10), nan(30)]), ...steps], "r1"),
  notANumber(
    "a plain loss that is NaN soon",
    [plain("training_loss", [before, level(9, 10), nan(30)])],
    "loop-7",
  ),
  {
    // Single values are up to 1.8 times their trend; the median smooths that, at any scale.
    name: `${diverging}: quiet on the noise of a loss near 0`,
    series: [loss([points(...memorised)]), ...steps.slice(0, 2)],
    alert: diverging,
    at: "6m",
    quiet: true,
    samples: [
      {
        query: `count_over_time(ALERTS{alertname="${diverging}",alertstate="firing"}[6m])`,
        returns: [],
      },
    ],
  },
  {
    name: "five healthy minutes",
    series: [
      loss([points(...healthy)]),
      ...steps.slice(0, 2),
      plain("training_loss", [points(...healthy)]),
    ],
    at: "6m",
    quiet: true,
    samples: [
      { query: 'count_over_time(ALERTS{alertname="TrainingLossDiverging"}[6m])', returns: [] },
      { query: 'count_over_time(ALERTS{alertstate="firing"}[6m])', returns: [] },
    ],
  },
];
