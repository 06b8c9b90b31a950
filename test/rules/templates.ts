import type { PrometheusAlertRule, PrometheusRuleGroup } from "../../rules";

/**
 * The groups with alerts that show when an annotation prints a label which the alert's series lacks. Prometheus
 * renders it as nothing and says nothing; here a label of the alert says so, and no case expects that.
 * @throws Error when an alert has no label of its own to say it.
 */
export function watched(groups: readonly PrometheusRuleGroup[]): readonly PrometheusRuleGroup[] {
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ("alert" in rule ? watchedAlert(rule) : rule)),
  }));
}

function watchedAlert(rule: PrometheusAlertRule): PrometheusAlertRule {
  const text = Object.values(rule.annotations).join(" ");
  const named = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
  // What `with` or `if` asks for may be absent.
  const optional = new Set(named(/\b(?:with|if) \$labels\.(\w+)/g));
  const printed = [...new Set(named(/\$labels\.(\w+)/g))].filter((name) => !optional.has(name));
  if (printed.length === 0) return rule;
  const [own] = Object.entries(rule.labels);
  if (own === undefined) {
    throw new Error(`alert '${rule.alert}' has no label of its own; give it one, e.g. severity`);
  }
  const [label, value] = own;
  const templates = printed.map(
    (name) => `{{ if not $labels.${name} }}, an annotation lacks label ${name}{{ end }}`,
  );
  return { ...rule, labels: { ...rule.labels, [label]: value + templates.join("") } };
}
