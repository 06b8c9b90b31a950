import type { Environment } from "../../../../check/lint";
import { alert, dashboard, groups, panel, recording, rules, target } from "./environment";
/** Environments in which a lint finds something (with a part of what it says), and neighbours in which it does not. */
export interface Sample {
  readonly fires: readonly (readonly [says: string, environment: Environment])[];
  readonly quiet: readonly Environment[];
}

const rated = recording("s:errors:ratio", "sum by (pod) (a) / sum by (pod) (b)");
const byPod = "sum by (pod) (a)";
const variable = { name: "pod", type: "query", query: "label_values(up, pod)", refresh: 2 };
const top = [{ name: "datasource", type: "datasource", query: "prometheus" }];
const uses = panel({ targets: [target('up{pod=~"$pod"}')] });
const templating = { templating: { list: [...top, variable] } };

/** Samples of every lint, by slug, in the order in which they run. */
export const samples: Readonly<Record<string, Sample>> = {
  "impossible-condition": {
    fires: [
      ["no value of a meets", rules(alert("a > 5 and a < 3"))],
      ["never holds: the left side is within 5", rules(alert("a > 5 < 3"))],
      ["no value of a meets", rules(alert("(a > 5 and on (pod) b) and a <= 5"))],
      ["within 1 and Infinity", rules(alert("count by (pod) (a) < 1"))],
      ["within 0 and 1", rules(rated, alert("s:errors:ratio > 1"))],
      ["within 0 and 1", rules(alert("max by (pod) (up) == 2"))],
      ["within 0 and 100", rules(alert("max by (node) (DCGM_FI_DEV_GPU_UTIL) > 100"))],
      ["within 0 and Infinity", rules(alert("increase(x_total[5m]) < 0"))],
      ["never holds", rules(alert("a == NaN"))],
      ["compares a value with itself", rules(alert("a > a"))],
      ["nothing that could be absent", rules(alert("absent(a or vector(0))"))],
      ["excludes everything", rules(alert("a > 5 unless a > 3"))],
      ["there and absent at once", rules(alert("up and absent(up)"))],
    ],
    quiet: [
      rules(alert("a > 3 and a < 5")),
      rules(alert("a > 5 or a < 3")),
      rules(alert("count by (pod) (a) < 2")),
      rules(rated, alert("s:errors:ratio > 0.9")),
      rules(alert("a > 3 unless a > 5")),
      rules(alert("a != a")),
      rules(alert("a - b < 0")),
      rules(alert("3 > a")),
      rules(alert("max by (pod) (up) - min by (pod) (up) > 0")),
    ],
  },
  "idle-condition": {
    fires: [
      ["drops nothing", rules(alert("count by (pod) (a) > 0"))],
      ["drops nothing", rules(rated, alert("s:errors:ratio >= 0"))],
      ["drops nothing", rules(alert("max by (pod) (up) <= 1"))],
    ],
    quiet: [
      rules(alert("count by (pod) (a) > 1")),
      rules(rated, alert("s:errors:ratio > 0")),
      rules(alert("a >= 0")),
    ],
  },
  "aggregation-without": {
    fires: [["keeps whatever", rules(alert("sum without (instance) (a) > 1"))]],
    quiet: [rules(alert(`${byPod} > 1`))],
  },
  "aggregation-without-subject": {
    fires: [
      ["drops every label", rules(alert("sum(a) > 1"))],
      ["drops every label", rules(alert("1 < sum(a) and on () up == 0"))],
      ["drops every label", rules(alert("clamp_min(sum(a), 0) > 1 or b > 1"))],
    ],
    quiet: [
      rules(alert(`${byPod} > 1`)),
      rules(alert('max(absent(up{job="x"})) == 1')),
      rules(alert("sum(a) > 1", { labels: { gpu_pool: "h100" } })),
      rules(recording("all:a:sum", "sum(a)"), alert("all:a:sum > 1")),
    ],
  },
  "fragile-sampling": {
    fires: [["other series at each", rules(alert("topk(3, a) > 1"))]],
    quiet: [rules(alert("a > 1")), rules(recording("top:a:top", "topk(3, a)"))],
  },
  "fragile-ratio": {
    fires: [
      [
        "complete at different times",
        rules(alert(`${byPod} / sum by (pod) (b) > 1`, { for: "0s" })),
      ],
    ],
    quiet: [
      rules(alert(`${byPod} / sum by (pod) (b) > 1`)),
      rules(alert(`${byPod} / count by (pod) (a) > 1`, { for: "0s" })),
    ],
  },
  "fallback-without-labels": {
    fires: [["without labels", rules(alert(`(${byPod} or vector(0)) > 1`))]],
    quiet: [rules(alert("(sum(a) or vector(0)) > 1")), rules(alert(`(${byPod} or up * 0) > 1`))],
  },
  "absent-unscoped": {
    fires: [["no one in particular", rules(alert("absent(a)"))]],
    quiet: [rules(alert('absent(a{job="x"})'))],
  },
  "regex-needless": {
    fires: [
      ["names one value", rules(alert('a{job=~"x"} > 1'))],
      ["names one value", rules(alert('a{job!~"x"} > 1'))],
      ["anchored already", rules(alert('a{job=~"^x.*"} > 1'))],
      ["anchored already", rules(alert('a{job=~"(x|y)$"} > 1'))],
      ["matches everything", rules(alert('a{job=~".*"} > 1'))],
      ['is job!=""', rules(alert('a{job=~".+"} > 1'))],
      ["names one value", dashboard([panel({ targets: [target('up{job=~"x"}')] })])],
    ],
    quiet: [
      rules(alert('a{job=~"x|y"} > 1')),
      rules(alert('a{job=~"x.+"} > 1')),
      rules(alert(String.raw`a{job=~"x\\$|y"} > 1`)),
      dashboard([uses], templating),
    ],
  },
  "long-raw-range": {
    fires: [["longer than 1h", rules(alert("max_over_time(a[6h]) > 1"))]],
    quiet: [
      rules(alert("max_over_time(a[1h]) > 1")),
      rules(recording("s:a:sum", byPod), alert("max_over_time(s:a:sum[6h]) > 1")),
    ],
  },
  subquery: {
    fires: [
      ["step by step", rules(alert("max_over_time(rate(a_total[5m])[1h:1m]) > 1"))],
      ["step by step", rules(alert("max_over_time(a[1h:5m]) > 1"))],
    ],
    quiet: [
      rules(alert("rate(a_total[5m]) > 1")),
      rules(recording("s:a:sum", byPod), alert("max_over_time(s:a:sum[6h:5m]) > 1")),
    ],
  },
  "text-budget": {
    fires: [["characters", rules(alert(`a{job="${"x".repeat(1500)}"} > 1`))]],
    quiet: [rules(alert(`a{job="${"x".repeat(1400)}"} > 1`))],
  },
  "selector-budget": {
    fires: [["17 selectors", rules(alert(`${Array(17).fill("a").join(" + ")} > 1`))]],
    quiet: [rules(alert(`${Array(16).fill("a").join(" + ")} > 1`))],
  },
  "no-for": {
    fires: [["without waiting", rules(alert("a > 1", { for: "0s" }))]],
    quiet: [rules(alert("a > 1", { for: "1m" }))],
  },
  "no-runbook": {
    fires: [
      ["does not exist", { ...rules(alert("a > 1")), runbooks: new Set() }],
      [
        "another runbook",
        rules(alert("a > 1", { annotations: { runbook_url: "https://x/Y.md" } })),
      ],
    ],
    quiet: [rules(alert("a > 1")), { ...rules(rated, alert("s:errors:ratio > 0.5")) }],
  },
  "no-case": {
    fires: [["expected by no case", { ...rules(alert("a > 1")), tested: new Set() }]],
    quiet: [rules(alert("a > 1"))],
  },
  "summary-without-subject": {
    fires: [["of every subject", rules(alert("a > 1", { annotations: { summary: "It is bad" } }))]],
    quiet: [
      rules(alert("a > 1")),
      rules(alert("a > 1", { annotations: { summary: "It is bad", description: "Very bad." } })),
    ],
  },
  "annotation-text": {
    fires: [
      ["empty summary", rules(alert("a > 1", { annotations: { summary: " " } }))],
      [
        "full stop",
        rules(alert("a > 1", { annotations: { summary: "{{ $labels.pod }} is bad." } })),
      ],
      ["summary of 130", rules(alert("a > 1", { annotations: { summary: "x".repeat(130) } }))],
      ["without a full stop", rules(alert("a > 1", { annotations: { description: "Bad" } }))],
      ["empty description", rules(alert("a > 1", { annotations: { description: "" } }))],
      [
        "description of",
        rules(alert("a > 1", { annotations: { description: `${"x".repeat(600)}.` } })),
      ],
    ],
    quiet: [rules(alert("a > 1"))],
  },
  "dead-recording": {
    fires: [["read by nobody", rules(rated)]],
    quiet: [
      rules(rated, alert("s:errors:ratio > 0.5")),
      dashboard([panel({ targets: [target("s:errors:ratio")] })], {}, rated),
    ],
  },
  "unknown-recording": {
    fires: [
      ["which nothing records", rules(alert("s:errors:ratio > 0.5"))],
      ["which nothing records", dashboard([panel({ targets: [target("s:errors:ratio")] })])],
    ],
    quiet: [rules(rated, alert("s:errors:ratio > 0.5"))],
  },
  "stale-read": {
    fires: [
      ["before group g has recorded it", rules(alert("s:errors:ratio > 0.5"), rated)],
      [
        "before group h has recorded it",
        groups({ g: [rated], h: [alert("s:errors:ratio > 0.5")] }),
      ],
      ["before group g has recorded it", rules(recording("s:a:sum", "a or s:a:sum"))],
    ],
    quiet: [
      rules(rated, alert("s:errors:ratio > 0.5")),
      groups({ g: [rated], h: [rated, alert("s:errors:ratio > 0.5")] }),
    ],
  },
  "duplicate-rule": {
    fires: [["is in group g and again in h", groups({ g: [alert("a > 1")], h: [alert("a > 1")] })]],
    quiet: [
      groups({ g: [alert("a > 1")], h: [alert("a > 2")] }),
      rules(alert("a > 1"), alert("a > 1", { labels: { severity: "critical" } })),
    ],
  },
  "duplicate-condition": {
    fires: [["the condition of Bad", rules(alert("a > 1"), alert("a > 1", { alert: "Worse" }))]],
    quiet: [rules(alert("a > 1"), alert("a > 2", { alert: "Worse" }))],
  },
  "panel-title": {
    fires: [
      ["has no title", dashboard([panel({ title: "" })])],
      ["used before", dashboard([panel(), panel({ id: 2 })])],
    ],
    quiet: [dashboard([panel(), panel({ title: "Errors" })])],
  },
  "panel-description": {
    fires: [["has no description", dashboard([panel({ description: undefined })])]],
    quiet: [dashboard([panel(), { id: 2, type: "row", title: "Row" }])],
  },
  "panel-unit": {
    fires: [["has no unit", dashboard([panel({ fieldConfig: { defaults: {} } })])]],
    quiet: [dashboard([panel()])],
  },
  "panel-without-query": {
    fires: [["has no query", dashboard([panel({ targets: [] })])]],
    quiet: [dashboard([panel()])],
  },
  "panel-datasource": {
    fires: [
      ["asks prometheus", dashboard([panel({ datasource: { uid: "prometheus" } })])],
      [
        "asks ${datasource}, undefined",
        dashboard([panel({ targets: [target("up", { datasource: undefined })] })]),
      ],
    ],
    quiet: [dashboard([panel()])],
  },
  "target-promql": {
    fires: [["does not parse: up{", dashboard([panel({ targets: [target("up{")] })])]],
    quiet: [dashboard([panel({ targets: [target("rate(a_total[$__rate_interval])")] })])],
  },
  "target-legend": {
    fires: [
      ["no legend for A", dashboard([panel({ targets: [target("up", { legendFormat: "" })] })])],
    ],
    quiet: [dashboard([panel()])],
  },
  "target-duplicate": {
    fires: [["asks twice for up", dashboard([panel({ targets: [target("up"), target("up")] })])]],
    quiet: [dashboard([panel({ targets: [target("up"), target("up == 0")] })])],
  },
  "target-rate-interval": {
    fires: [
      ["shorter than four scrapes", dashboard([panel({ targets: [target("rate(a_total[1m])")] })])],
      ["skips samples", dashboard([panel({ targets: [target("increase(a_total[5m])")] })])],
    ],
    quiet: [dashboard([panel({ targets: [target("rate(a_total[$__rate_interval])")] })])],
  },
  "variable-unused": {
    fires: [
      ["is used by no query", dashboard([panel()], templating)],
      ["is used but not declared", dashboard([uses])],
    ],
    quiet: [dashboard([uses], templating)],
  },
  "variable-refresh": {
    fires: [
      [
        "is not refreshed",
        dashboard([uses], { templating: { list: [...top, { ...variable, refresh: 1 }] } }),
      ],
    ],
    quiet: [dashboard([uses], templating)],
  },
  "dashboard-editable": {
    fires: [["can be edited", dashboard([panel()], { editable: true })]],
    quiet: [dashboard([panel()])],
  },
};
