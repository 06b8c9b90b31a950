import {
  ruleGroups,
  trainingPack,
  type PrometheusRuleGroup,
  type TrainingClass,
} from "../../../rules";
import { level, points, series, type Labels, type Series } from "../bench";

/** Shorter than in production, so that cases are short. */
export const windows = {
  ...{ smoothing: "5m", recent: "4m", baseline: "30m", sustained: "10m", stall: "10m" },
  ...{ validation: "5m", validationLong: "10m" },
};

/** The rules of a class of runs in the namespace `train`, and of others. */
export function trainingGroups(
  own: Partial<TrainingClass> = {},
  scrapeInterval = "30s",
  others: readonly TrainingClass[] = [],
): readonly PrometheusRuleGroup[] {
  const pack = trainingPack({
    classes: [{ team: "ml", select: { namespace: "train" }, ...own }, ...others],
    scrapeInterval,
  });
  return ruleGroups(pack, {
    runbookBaseUrl: "https://runbooks.example.com",
    dashboardUrls: { training: "https://grafana.example.com/d/training" },
  });
}

const target = { namespace: "train", job: "train/runs" };

/** The link of alerts of the run r1. */
export const dashboard_url =
  "https://grafana.example.com/d/training?var-namespace=train&var-job=train%2Fruns&var-run_id=r1&";

/** A series of a run with the training contract; rank 0 is in the pod `<run_id>-0`. */
export function ofRun(
  metric: string,
  values: readonly string[],
  labels: Labels = {},
  run_id = "r1",
): Series {
  return series(metric, { ...target, pod: `${run_id}-0`, run_id, ...labels }, ...values);
}

/** The training loss of a run with the contract. */
export function loss(values: readonly string[], run_id = "r1"): Series {
  return ofRun("training_loss", values, { split: "train" }, run_id);
}

/** A learning rate that is at minute 85 back where it has been until 60. */
export const warmRestart = ofRun("training_learning_rate", [
  ...[level(0.1, 60), level(0.01, 25), level(0.1, 20)],
]);

/** Losses that move about 0 and rise a little, one of them from a lowest median of 0 on. */
export const aboutZero: readonly Series[] = [
  loss([between(-0.2, -0.1, 40), between(0.1, 0.2, 30)]),
  loss([points(...Array.from({ length: 40 }, (_, i) => (i % 5 ? 0 : 1))), between(3, 4, 30)], "r2"),
];

/** Now the one value, now the other. */
export function between(one: number, other: number, samples: number): string {
  return points(...Array.from({ length: samples }, (_, i) => (i % 2 === 0 ? one : other)));
}

/** A metric of a run with the contract, of its validation and good when high. */
export function metric(
  name: string,
  values: readonly string[],
  labels: Labels = {},
  run_id = "r1",
): Series {
  const usual = { metric: name, split: "validation", direction: "up" };
  return ofRun("training_metric_value", values, { ...usual, ...labels }, run_id);
}

/** A series as tutorials export it: no labels but those of the target. */
export function plain(metric: string, values: readonly string[], pod = "loop-7"): Series {
  return series(metric, { ...target, pod }, ...values);
}

/** The same series in another namespace, and of its jobs. */
export function inNamespace(namespace: string, s: Series): Series {
  return { ...s, series: s.series.replaceAll('"train', `"${namespace}`) };
}

/** What an alert of a run carries. */
export function firing(severity: "critical" | "warning", run_id = "r1"): Labels {
  return { ...target, run_id, severity, team: "ml" };
}

/** Another run, with nothing wrong in it, for as many samples as asked for. */
export function healthy(samples: number): readonly Series[] {
  return [
    loss([level(2, samples)], "r2"),
    ofRun("training_step_current", [level(5000, samples)], {}, "r2"),
    ofRun("training_steps_total", [`0+10x${samples}`], {}, "r2"),
    ofRun("training_loss_nonfinite_steps_total", [level(0, samples)], { what: "loss" }, "r2"),
  ];
}
