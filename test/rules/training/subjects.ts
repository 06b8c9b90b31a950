import {
  ruleGroups,
  trainingPack,
  type PrometheusRuleGroup,
  type TrainingClass,
} from "../../../rules";
import { level, series, type Labels, type Series } from "../bench";

/** Shorter than in production, so that cases are short. */
export const windows = { smoothing: "5m", baseline: "30m", sustained: "10m", stall: "10m" };

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

/** A series as tutorials export it: no labels but those of the target. */
export function plain(metric: string, values: readonly string[], pod = "loop-7"): Series {
  return series(metric, { ...target, pod }, ...values);
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
