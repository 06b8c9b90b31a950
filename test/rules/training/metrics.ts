import type { TrainingClass } from "../../../rules";
import { casesOf, level, nan, points, ramp, type Case, type Labels } from "../bench";
import { dashboard_url, firing, metric, ofRun } from "./subjects";
import { unlabelled } from "./twins";

const warning = firing("warning");
const past = ofRun("training_step_current", [level(5000, 60)]);

const collapsed = casesOf("TrainingMetricCollapsed", "40m");
const of = (name: string) => ({ ...warning, metric: name });
const drops = (name: string, before: number, after: number, labels: Labels = {}) =>
  metric(name, [level(before, 20), level(after, 40)], labels);
const down = { direction: "down" };
/** A reward about 0 that swings by 2, its median from one window to the next by as much. */
const swinging = Array.from({ length: 60 }, (_, i) => (Math.floor(i / 5) % 2 === 0 ? 1 : -1));

/** A run that no alert judges, for three reasons. */
const others = (labels: Labels, run_id: string) => [
  ofRun("training_step_current", [level(5, 60)], labels, run_id),
  ofRun("training_attempt", [level(1, 18), level(2, 42)], labels, run_id),
  ofRun("training_learning_rate", [level(2, 5), level(1, 15), level(2, 40)], labels, run_id),
];

/** Metrics with a direction. */
export const metrics: readonly Case[] = [
  {
    ...collapsed.fires("on an accuracy", of("accuracy"), drops("accuracy", 0.9, 0.45), past),
    annotations: {
      summary: "Metric accuracy of run r1 in train has collapsed",
      description:
        "The metric accuracy of training run r1 (job train/runs, namespace train) is 50% worse than its best, and has been more than 30 % worse for 5m.",
      dashboard_url,
    },
  },
  collapsed.fires(
    "on a perplexity, once for all its splits",
    of("perplexity"),
    drops("perplexity", 20, 40, down),
    drops("perplexity", 20, 30, { ...down, split: "train" }),
    past,
  ),
  {
    ...collapsed.fires("on each metric of a run without contract labels", of("recall")),
    series: ["recall", "precision"].map((name) => unlabelled(drops(name, 0.9, 0.1))),
    fires: ["recall", "precision"].map((name) => ({ ...of(name), run_id: "r1-0" })),
  },
  collapsed.fires(
    "on one split, though another has lost little",
    of("accuracy"),
    drops("accuracy", 0.9, 0.5),
    drops("accuracy", 0.9, 0.8, { split: "train" }),
    past,
  ),
  collapsed.quiet(
    "on two splits that have lost little",
    drops("accuracy", 0.9, 0.7),
    drops("accuracy", 0.9, 0.7, { split: "train" }),
    past,
  ),
  collapsed.fires(
    "beside runs that are young, begin anew and warm up, even of its name",
    of("accuracy"),
    drops("accuracy", 0.9, 0.1),
    past,
    ...others({}, "r2"),
    ...others({ job: "train/others" }, "r1"),
  ),
  collapsed.fires("on a negative reward", of("reward"), drops("reward", -100, -300), past),
  collapsed.fires(
    "on a reward that changes its sign",
    of("reward"),
    drops("reward", 20, -20),
    past,
  ),
  collapsed.quiet("on a better perplexity", drops("perplexity", 40, 20, down), past),
  collapsed.quiet("on a better accuracy", drops("accuracy", 0.4, 0.9), past),
  collapsed.quiet("on a reward that always swings", metric("reward", [points(...swinging)]), past),
  collapsed.quiet("on a best of 0, of which there is no share", drops("reward", 0, -1), past),
  {
    ...collapsed.quiet(
      "after one bad evaluation",
      metric("accuracy", [level(0.9, 20), level(0.1, 5), level(0.9, 30)]),
      past,
    ),
    at: "27m",
  },
  collapsed.quiet(
    "on a value that is no number",
    metric("accuracy", [level(0.9, 20), nan(40)]),
    past,
  ),
  collapsed.quiet(
    "after a restart",
    drops("accuracy", 0.9, 0.1),
    past,
    ofRun("training_attempt", [level(1, 18), level(2, 42)]),
  ),
  collapsed.quiet(
    "on a warm restart of the learning rate",
    drops("accuracy", 0.9, 0.1),
    past,
    ofRun("training_learning_rate", [level(2, 5), level(1, 15), level(2, 40)]),
  ),
  {
    name: "metrics are recorded so that up is good, by split, without what is no number",
    at: "40m",
    series: [
      metric("accuracy", [ramp(0, 1, 60)]),
      metric("accuracy", [ramp(1, 1, 60)], { pod: "r1-1" }),
      metric("perplexity", [ramp(100, -1, 60)], { direction: "down", split: "train" }),
      metric("perplexity", [ramp(101, -1, 60)], { direction: "down", split: "train", pod: "r1-1" }),
      metric("bleu", [nan(60)]),
      metric("error", [level(Infinity, 60)], down),
    ],
    samples: [
      records("score", 41, -60),
      records("median", 39, -62),
      records("best", 39, -62),
      records("usual_change", 5, 5),
    ],
  },
];

function records(part: string, accuracy: number, perplexity: number) {
  const name = `run_metric:training_metric:${part}`;
  const labels = { __name__: name, namespace: "train", job: "train/runs", run_id: "r1" };
  return {
    query: name,
    returns: [
      { labels: { ...labels, metric: "accuracy", split: "validation" }, value: accuracy },
      { labels: { ...labels, metric: "perplexity", split: "train" }, value: perplexity },
    ],
  };
}

/** A class that says which direction is good. */
export const directed: Partial<TrainingClass> = {
  metrics: { cost: "down", "gain.total": "up", accuracy: "down" },
};

/** Directions of the class. */
export const directions: readonly Case[] = [
  collapsed.fires(
    "on a metric that exports no direction",
    of("cost"),
    drops("cost", 1, 2, { direction: "" }),
    past,
  ),
  collapsed.fires(
    "on a metric whose name is no word",
    of("gain.total"),
    drops("gain.total", 2, 1, { direction: "" }),
    past,
  ),
  collapsed.fires(
    "on a metric that exports the wrong direction",
    of("accuracy"),
    drops("accuracy", 1, 2),
    past,
  ),
  collapsed.quiet("on the direction that the class says is good", drops("accuracy", 2, 1), past),
  collapsed.fires(
    "on others by the direction that they export",
    of("recall"),
    drops("recall", 2, 1),
    past,
  ),
  collapsed.quiet("on others that say none", drops("gain_total", 2, 1, { direction: "" }), past),
];
