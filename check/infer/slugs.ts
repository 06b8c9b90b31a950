/** How bad a finding is: an error never does what its author meant, a warning may be meant. */
export type Severity = "error" | "warning";

/** One rule of the checker, as docs/rules-check.md lists it. */
export interface Rule {
  readonly severity: Severity;
  /** What is wrong, for every finding of the rule. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Every rule of the checker by its slug. */
export const RULES = {
  yaml: {
    severity: "error",
    meaning: "The file is not YAML.",
    remedy: "Correct it where the message points.",
  },
  "helm-template": {
    severity: "error",
    meaning: "The file or the expression is a template of a chart.",
    remedy: "Render it first, e.g. with `helm template`, and check what comes out.",
  },
  "no-rules": {
    severity: "error",
    meaning: "The file is YAML, but there are no rules in it.",
    remedy: "Name a file with `groups` of `rules`, or a PrometheusRule.",
  },
  "rule-shape": {
    severity: "error",
    meaning: "A rule lacks its name or its expression, or a duration of a rule or a group is none.",
    remedy: "Give it `alert` or `record`, and `expr`; write durations as `5m` or `1h30m`.",
  },
  syntax: {
    severity: "error",
    meaning: "The expression is not PromQL, or a duration is none.",
    remedy: "Correct the expression where the message points.",
  },
  "not-checked": {
    severity: "warning",
    meaning:
      "The expression uses a part of PromQL that the checker does not read; nothing in it is checked.",
    remedy: "None is needed.",
  },
  "value-type": {
    severity: "error",
    meaning:
      "A function, an aggregation or an operator gets a value of the wrong type, e.g. `rate` of an instant vector.",
    remedy: "Give it the type that the message names: a range such as `[5m]`, a vector, a number.",
  },
  "unknown-metric": {
    severity: "error",
    meaning:
      "No exporter of the catalogue has the metric, and one has another of nearly that name.",
    remedy: "Use the name that the message suggests, or describe your own metric with `--metrics`.",
  },
  "not-in-catalogue": {
    severity: "warning",
    meaning:
      "The metric is neither in the catalogue nor recorded in the files; nothing about it is checked.",
    remedy:
      "Compare the name with what the exporter serves, or describe the metric with `--metrics`.",
  },
  "not-by-default": {
    severity: "warning",
    meaning: "The exporter serves the metric only where something is switched on.",
    remedy: "Switch it on as the message says, or read another metric.",
  },
  "unknown-label": {
    severity: "error",
    meaning:
      "A matcher, a grouping or a label function names a label that the series do not have. A warning where relabeling might add it.",
    remedy: "Use a label that the series have, or declare what relabeling adds with `--label`.",
  },
  "unknown-value": {
    severity: "error",
    meaning: "A matcher asks for a label value that never occurs.",
    remedy: "Use one of the values that the message lists.",
  },
  "unknown-bucket": {
    severity: "error",
    meaning: "`le` is matched with a bound that the histogram does not have.",
    remedy: "Use a bound of the histogram: it cannot tell values apart between two bounds.",
  },
  "bucket-format": {
    severity: "warning",
    meaning: 'Prometheus 3 stores whole bounds with a fraction: `le="1.0"`, never `le="1"`.',
    remedy: 'Match both: `le=~"1(\\\\.0)?"`.',
  },
  "rate-of-gauge": {
    severity: "error",
    meaning: "`rate`, `irate`, `increase` or `resets` of samples that are no counter.",
    remedy: "Use `deriv` or `delta` for a gauge, and no second `rate` on a rate.",
  },
  "rate-of-aggregate": {
    severity: "error",
    meaning:
      "A rate of counters that were aggregated before: the reset of one is hidden or taken for one of all.",
    remedy: "Take the rate first, then aggregate: `sum(rate(x[5m]))`.",
  },
  "gauge-function-on-counter": {
    severity: "error",
    meaning:
      "`delta`, `deriv`, `predict_linear` or a mean over time of a counter: a reset looks like a fall.",
    remedy: "Use `rate` or `increase`.",
  },
  "quantile-without-rate": {
    severity: "error",
    meaning:
      "`histogram_quantile` of plain buckets: a quantile over the whole life of each process.",
    remedy: "Take `rate(..._bucket[5m])` first.",
  },
  "quantile-of-no-buckets": {
    severity: "error",
    meaning: "A function of histograms, such as `histogram_quantile`, gets series that are none.",
    remedy: "Use the `_bucket` series of a histogram, or divide `_sum` by `_count` for a mean.",
  },
  "le-dropped": {
    severity: "error",
    meaning:
      "An aggregation of buckets drops `le`: it adds cumulative buckets, and no quantile comes out of it.",
    remedy: "Keep `le` in `by (...)`, or select one bucket, or use `_count`.",
  },
  "quantile-argument": {
    severity: "error",
    meaning: "A quantile outside of 0..1: the result is an infinity.",
    remedy: "Write 0.95, not 95.",
  },
  "aggregated-quantile": {
    severity: "error",
    meaning: "The sum or mean of quantiles means nothing.",
    remedy: "Aggregate the buckets by `le` and take the quantile last; `max` is sound.",
  },
  "mixed-units": {
    severity: "error",
    meaning: "Values of two units are added, subtracted or compared.",
    remedy: "Convert one of them, e.g. `/ 1000`.",
  },
  "recorded-unit": {
    severity: "error",
    meaning: "The name of a recorded series ends in another unit than its values have.",
    remedy:
      "Convert the values, record the metric that is meant, or name the series after its unit.",
  },
  "threshold-unit": {
    severity: "error",
    meaning: "The threshold is in another unit than the value.",
    remedy: "Write the threshold in the unit that the message names.",
  },
  "threshold-out-of-range": {
    severity: "error",
    meaning:
      "The value never passes the threshold, or always does: a ratio is at most 1, a quantile at most the largest bound.",
    remedy: "Write a threshold that the value can reach: 0.9 rather than 90.",
  },
  "percent-threshold": {
    severity: "warning",
    meaning: "A percentage from 0 to 100 is compared with a number below 1.",
    remedy: "Write 90, not 0.9.",
  },
  "counter-threshold": {
    severity: "warning",
    meaning: "A counter is compared with a number: it only grows until the process restarts.",
    remedy: "Compare `rate(...)` or `increase(...)`.",
  },
  "always-one": {
    severity: "error",
    meaning:
      "The label that selects the part is kept on both sides, so every series is divided by itself.",
    remedy: "Aggregate the label away on both sides.",
  },
  "label-sets-differ": {
    severity: "error",
    meaning: "Two vectors match on all their labels, and these can never be the same.",
    remedy: "Aggregate both sides alike, or say `on (...)`.",
  },
  "matching-label": {
    severity: "error",
    meaning: "`on (...)` or `group_left (...)` names a label that a side does not have.",
    remedy: "Match on labels that both sides have.",
  },
  "not-unique": {
    severity: "warning",
    meaning:
      "Several series of a side that must be unique may match: the rule then fails with an error.",
    remedy: "Aggregate that side by the labels of `on (...)`.",
  },
  "scalar-of-many": {
    severity: "warning",
    meaning:
      "`scalar` of a vector that may have several series is NaN, and NaN passes no comparison.",
    remedy: "Aggregate all labels away first, e.g. `scalar(sum(x))`.",
  },
  "no-condition": {
    severity: "error",
    meaning:
      "An alert without a comparison fires for every series there is. A warning for a bare selector.",
    remedy: "Compare with something.",
  },
  "template-label": {
    severity: "error",
    meaning: "A template prints a label that the expression does not keep: it is empty.",
    remedy:
      "Keep the label in `by (...)`, leave it out of the text, or ask for it: `{{ with $labels.x }}`.",
  },
  "label-collision": {
    severity: "warning",
    meaning: "A label of the rule overwrites a label of the series.",
    remedy: "Give the rule's label another name, or aggregate the series' label away.",
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** The name of a rule of the checker. */
export type Slug = keyof typeof RULES;
