import {
  casesOf,
  level,
  nan,
  points,
  ramp,
  series,
  type Case,
  type Labels,
  type Series,
} from "../bench";
import { dashboard_url, firing, loss, ofRun, plain } from "./subjects";

const run = { namespace: "train", job: "train/runs" };
/** One without contract labels. */
const pod = { ...run, pod: "loop-7" };
const critical = firing("critical");
const warning = firing("warning");
const past = ofRun("training_step_current", [level(5000, 60)]);
const skipped = (values: readonly string[], reason = "overflow") =>
  ofRun("training_skipped_steps_total", values, { reason });

const masked = casesOf("TrainingNonFiniteMasked", "20m");
const norm = (...values: readonly string[]) => ofRun("training_gradient_norm", values);
const zero = loss([level(2, 10), level(0, 20)]);

/** A loss of 0: a NaN that something hides, or a perfect fit. */
const zeros: readonly Case[] = [
  {
    ...masked.fires("on NaN gradients", critical, zero, norm(level(1, 10), nan(20))),
    annotations: {
      summary: "Loss of run r1 in train is 0 because it is NaN",
      description:
        "Training run r1 (job train/runs, namespace train) logs a loss of exactly 0 while its gradients are no finite numbers: a filter hides that the loss is NaN, or every step is skipped. The GPU time since is lost.",
      dashboard_url,
    },
  },
  masked.fires("on infinite gradients", critical, zero, norm(level(1, 10), level(Infinity, 20))),
  masked.fires(
    "on NaN gradients without contract labels",
    firing("critical", "loop-7"),
    plain("training_loss", [level(0, 30)]),
    plain("training_gradient_norm", [nan(30)]),
  ),
  masked.fires(
    "when nearly every step is counted as having none",
    critical,
    zero,
    norm(level(1, 30)),
    ofRun("training_steps_total", [ramp(0, 10, 30)]),
    ofRun("training_loss_nonfinite_steps_total", [ramp(0, 9.5, 30)], { what: "gradient" }),
  ),
  masked.fires(
    "when nearly every step is counted as having none, without contract labels",
    firing("critical", "loop-7"),
    plain("training_loss", [level(0, 30)]),
    plain("training_steps_total", [ramp(0, 10, 30)]),
    series("training_loss_nonfinite_steps_total", { ...pod, what: "gradient" }, ramp(0, 9.5, 30)),
  ),
  masked.quiet("on a perfect fit", zero, norm(level(1, 10), level(0, 20))),
  masked.quiet("on a perfect fit without a gradient norm", zero),
  masked.quiet("on a gradient norm that is not computed", loss([level(2, 30)]), norm(nan(30))),
  masked.quiet(
    "on NaN gradients of another run",
    zero,
    ofRun("training_gradient_norm", [nan(30)], {}, "r2"),
  ),
];

const scale = casesOf("TrainingLossScaleCollapsed", "40m");
const scales = (...values: readonly string[]) => ofRun("training_loss_scale", values);
const collapses = scales(level(65536, 30), level(32, 30));

/** Loss scales. */
const scaled: readonly Case[] = [
  {
    ...scale.fires("on overflows that go on", warning, past, collapses, skipped([ramp(0, 1, 60)])),
    annotations: {
      summary: "Loss scale of run r1 in train has collapsed",
      description:
        "The loss scale of training run r1 (job train/runs, namespace train) is down to 32 and steps go on overflowing: half precision does not hold its gradients any more.",
      dashboard_url,
    },
  },
  scale.fires(
    "on steps that are skipped as not finite",
    warning,
    past,
    collapses,
    skipped([ramp(0, 1, 60)], "nonfinite"),
  ),
  scale.fires(
    "on a scale below 1, however low it has always been",
    warning,
    past,
    scales(level(0.5, 60)),
    skipped([ramp(0, 1, 60)]),
  ),
  scale.fires(
    "on overflows without contract labels",
    firing("warning", "loop-7"),
    plain("training_loss_scale", [level(65536, 30), level(32, 30)]),
    series("training_skipped_steps_total", { ...pod, reason: "overflow" }, ramp(0, 1, 60)),
  ),
  scale.quiet("when no step overflows any more", past, collapses, skipped([level(9, 60)])),
  scale.quiet(
    "on steps that are skipped for spikes",
    past,
    collapses,
    skipped([ramp(0, 1, 60)], "spike"),
  ),
  scale.quiet(
    "after the search at the start, from 2^32 down",
    past,
    scales(points(2 ** 32, 2 ** 26, 2 ** 20), level(2 ** 17, 57)),
    skipped([ramp(0, 1, 60)]),
  ),
  scale.quiet(
    "after a restart, which searches anew",
    past,
    scales(level(2 ** 17, 37), points(2 ** 32, 2 ** 26), level(2 ** 17, 20)),
    skipped([ramp(0, 1, 60)]),
  ),
];

/** What grows faster from minute 15 on: over the 5 minutes before 20 by 500 times the factor. */
const grows = (factor: number) => [ramp(0, 10 * factor, 15), ramp(150 * factor, 100 * factor, 20)];

/** What a process counts and shows. */
function everything(labels: Labels, factor: number, reason: string): readonly Series[] {
  const of = (name: string, values: readonly string[], more: Labels = {}) =>
    series(name, { ...labels, ...more }, ...values);
  return [
    of("training_steps_total", grows(4 * factor)),
    of("training_loss_nonfinite_steps_total", grows(factor * factor), { what: "gradient" }),
    of("training_loss_nonfinite_steps_total", grows(99), { what: "loss" }),
    of("training_skipped_steps_total", grows(factor), { reason }),
    of("training_skipped_steps_total", grows(99), { reason: "spike" }),
    of("training_loss_scale", [level(64 * factor, 19), level(2 * factor, 16)]),
  ];
}

const values: Readonly<Record<string, (factor: number) => number>> = {
  "run:training_gradient_norm:nonfinite_ratio": (f) => f / 4,
  "run:training_skipped_steps:overflow": (f) => 500 * f,
  "run:training_loss_scale:current": (f) => 2 * f,
  "run:training_loss_scale:baseline": (f) => 64 * f,
};

const recorded: readonly Case[] = [
  {
    name: "gradients and scales are those of the run, with and without `run_id`, though every rank counts them",
    at: "20m",
    series: [
      ...everything({ ...run, pod: "r1-0", run_id: "r1" }, 2, "overflow"),
      ...everything({ ...run, pod: "r1-1", run_id: "r1" }, 1, "overflow"),
      ...everything({ ...run, pod: "r2-0", run_id: "r2" }, 3, "nonfinite"),
      ...everything({ ...run, pod: "loop-7", instance: "a" }, 5, "overflow"),
      ...everything({ ...run, pod: "loop-7", instance: "b" }, 4, "overflow"),
      ...everything({ ...run, pod: "loop-8" }, 6, "nonfinite"),
      ...everything({ ...run, namespace: "elsewhere", pod: "r1-0", run_id: "r1" }, 8, "overflow"),
      ...everything({ ...run, namespace: "elsewhere", pod: "loop-7" }, 9, "overflow"),
    ],
    samples: Object.entries(values).map(([name, value]) => ({
      query: name,
      returns: Object.entries({ r1: 2, r2: 3, "loop-7": 5, "loop-8": 6 }).map(
        ([run_id, factor]) => ({
          labels: { __name__: name, ...run, run_id },
          value: value(factor),
        }),
      ),
    })),
  },
];

const scaleBaseline = (name: string, at: string, value: number, ...values: readonly string[]) => ({
  name,
  at,
  series: [ofRun("training_loss_scale", values)],
  samples: [
    {
      query: "run:training_loss_scale:baseline",
      returns: [
        { labels: { __name__: "run:training_loss_scale:baseline", ...run, run_id: "r1" }, value },
      ],
    },
  ],
});

/** Windows of 30 minutes. */
const usual: readonly Case[] = [
  scaleBaseline("the usual scale is the middle one", "29m", 16.5, ramp(2, 1, 30)),
  scaleBaseline(
    "the usual scale is that of the baseline",
    "70m",
    8,
    level(4, 45),
    level(8, 16),
    level(2, 10),
  ),
];

/** Alerts on numbers that are none, beside those of TrainingLossNonFinite. */
export const numbers: readonly Case[] = [...zeros, ...scaled, ...recorded, ...usual];
