import { parse, print, withOperands, type Expr } from "../promql";
import type { PrometheusRuleGroup } from "../rules";

/** Labels that tell one environment's samples from another's, with their values. */
export type Scope = Readonly<Record<string, string>>;

/**
 * The group for an evaluator that sees several environments: every series is selected from one of them, and what
 * the rules yield carries its labels, which a Prometheus adds by itself and aggregations drop.
 */
export function scopedGroup(group: PrometheusRuleGroup, scope: Scope): PrometheusRuleGroup {
  return {
    ...group,
    rules: group.rules.map((rule) => ({
      ...rule,
      expr: print(scoped(parse(rule.expr), scope)),
      labels: { ...rule.labels, ...scope },
    })),
  };
}

function scoped(expr: Expr, scope: Scope): Expr {
  if (expr.type !== "selector") return withOperands(expr, (operand) => scoped(operand, scope));
  const said = new Set(expr.matchers.map(({ label }) => label));
  const added = Object.entries(scope)
    .filter(([label]) => !said.has(label))
    .map(([label, value]) => ({ label, op: "=" as const, value }));
  return { ...expr, matchers: [...expr.matchers, ...added] };
}
