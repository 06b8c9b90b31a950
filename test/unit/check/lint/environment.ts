import type { GrafanaDashboard } from "../../../../dashboards";
import type { Environment } from "../../../../check/lint";
import type { PrometheusAlertRule, PrometheusRecordingRule } from "../../../../rules";

type Rule = PrometheusAlertRule | PrometheusRecordingRule;

/** An alert that no lint finds anything in, but for what is changed. */
export function alert(
  expr: string,
  { annotations = {}, labels = {}, ...changed }: Partial<PrometheusAlertRule> = {},
): PrometheusAlertRule {
  const name = changed.alert ?? "Bad";
  return {
    alert: name,
    expr,
    for: "5m",
    ...changed,
    labels: { severity: "warning", team: "ml", ...labels },
    annotations: {
      summary: "Pod {{ $labels.pod }} is bad",
      description: "Pod {{ $labels.pod }} has been bad for 5m.",
      runbook_url: `https://runbooks.example.com/${name}.md`,
      ...annotations,
    },
  };
}

/** A recording rule. */
export function recording(record: string, expr: string): PrometheusRecordingRule {
  return { record, expr };
}

/** An environment of one group of rules. */
export function rules(...own: readonly Rule[]): Environment {
  return groups({ g: own });
}

/** An environment of groups; every alert has its runbook and its case. */
export function groups(byName: Readonly<Record<string, readonly Rule[]>>): Environment {
  const alerts = Object.values(byName)
    .flat()
    .flatMap((rule) => ("alert" in rule ? [rule.alert] : []));
  return {
    name: "test",
    groups: Object.entries(byName).map(([name, own]) => ({ name, rules: own })),
    dashboards: [],
    runbooks: new Set(alerts),
    tested: new Set(alerts),
  };
}

const chosen = { type: "prometheus", uid: "${datasource}" };

/** A panel that no lint finds anything in, but for what is changed. */
export function panel(changed: Readonly<Record<string, unknown>> = {}) {
  return {
    id: 1,
    type: "timeseries",
    title: "Requests",
    description: "Requests per second.",
    datasource: chosen,
    fieldConfig: { defaults: { unit: "reqps" } },
    targets: [target("up")],
    ...changed,
  };
}

/** A query of a panel. */
export function target(expr: string, changed: Readonly<Record<string, unknown>> = {}) {
  return { refId: "A", expr, legendFormat: "{{pod}}", datasource: chosen, ...changed };
}

/** An environment of one dashboard and the rules that record what it reads. */
export function dashboard(
  panels: readonly unknown[],
  changed: Readonly<Record<string, unknown>> = {},
  ...own: readonly Rule[]
): Environment {
  const whole = {
    uid: "d",
    title: "D",
    editable: false,
    panels,
    templating: { list: [{ name: "datasource", type: "datasource", query: "prometheus" }] },
    annotations: { list: [] },
    links: [],
    ...changed,
  };
  // Only what the lints read is there.
  return { ...rules(...own), dashboards: [whole as unknown as GrafanaDashboard] };
}
