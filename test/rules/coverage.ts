import { parse } from "../../promql";
import type { PrometheusAlertRule, PrometheusRuleGroup } from "../../rules";
import type { Case, Sample } from "./case";

/** The alerting rules of the groups. */
export function alertsOf(groups: readonly PrometheusRuleGroup[]): readonly PrometheusAlertRule[] {
  return groups.flatMap((group) => group.rules.filter((rule) => "alert" in rule));
}

/** Alerts without a case in which they fire, or without one of their own in which they are quiet. */
export function uncovered(
  groups: readonly PrometheusRuleGroup[],
  cases: readonly Case[],
): readonly string[] {
  return [...new Set(alertsOf(groups).map((rule) => rule.alert))].flatMap((alert) => {
    const own = cases.filter((c) => c.alert === alert);
    return [
      ...(own.some((c) => (c.fires ?? []).length > 0) ? [] : [`${alert} fires in no case`]),
      ...(own.some((c) => c.quiet) ? [] : [`${alert} is quiet in no case`]),
    ];
  });
}

/** Recorded series whose value no case knows: nothing would fail without their rules. */
export function unvalued(
  groups: readonly PrometheusRuleGroup[],
  cases: readonly Case[],
): readonly string[] {
  const valued = new Set(cases.flatMap((c) => (c.samples ?? []).map(valuedBy)));
  const recorded = groups.flatMap((group) =>
    group.rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])),
  );
  return [...new Set(recorded)].filter((name) => !valued.has(name));
}

/** The series a sample looks at as it is: it has values only while the series has. */
function valuedBy({ query, returns }: Sample): string | undefined {
  const expr = parse(query);
  return expr.type === "selector" && returns.length > 0 ? expr.metric : undefined;
}
