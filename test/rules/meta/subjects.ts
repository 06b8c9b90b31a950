import { metaPack, ruleGroups, type MetaOptions, type PrometheusRuleGroup } from "../../../rules";
import { level, series, type Labels, type Series } from "../bench";

/** Minutes of samples in every series. */
export const minutes = 60;

const here = { namespace: "monitoring" };

/** Everything the meta pack can watch. */
export const everything: MetaOptions = {
  prometheus: here,
  alertmanager: here,
  thanos: { sidecar: here, store: here, query: here, queryFrontend: here, compact: here },
  exporterJobs: ["kube-state-metrics", "node-exporter"],
  // Shorter than in production, so that cases are short.
  windows: { uploads: "30m" },
};

/** Rule groups of the meta pack. */
export function metaGroups(options: MetaOptions = everything): readonly PrometheusRuleGroup[] {
  return ruleGroups(metaPack(options), { runbookBaseUrl: "https://runbooks.example.com" });
}

/** A series of a replica of a component. */
export function of(
  job: string,
  metric: string,
  values: readonly string[],
  labels: Labels = {},
): Series {
  return series(
    metric,
    { ...here, job, pod: `${job}-0`, instance: `${job}-0:80`, ...labels },
    ...values,
  );
}

/** Whether a replica answers, with the sample of each minute. */
export function up(job: string, values: readonly string[], replica = 0): Series {
  return of(job, "up", values, { pod: `${job}-${replica}`, instance: `${job}-${replica}:80` });
}

/** The value from the first minute to the last. */
export function always(value: number): readonly string[] {
  return [level(value, minutes)];
}

/** What an alert on a component carries. */
export function firing(job: string, severity: string, labels: Labels = {}): Labels {
  return { ...here, job, severity, ...labels };
}
