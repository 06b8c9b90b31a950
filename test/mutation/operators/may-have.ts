import type { Expr } from "../../../promql";

/**
 * Whether a result may carry the label. Where it cannot, adding it to a set of labels changes nothing. A recorded
 * series carries the labels that its level names: `run_pod:training_steps:present` those of a run, and the pod.
 */
export function mayHave(expr: Expr, label: string): boolean {
  switch (expr.type) {
    case "number":
    case "string":
      return false;
    case "selector": {
      const [level = "", ...more] = expr.metric.split(":");
      return more.length === 0 || level.split("_").includes(label);
    }
    case "subquery":
    case "negate":
      return mayHave(expr.expr, label);
    case "call":
      if (expr.fn === "absent" || expr.fn === "absent_over_time") return false;
      return expr.args.some((arg) => mayHave(arg, label));
    case "aggregate": {
      const { op, grouping } = expr;
      if (op === "topk" || op === "bottomk") return mayHave(expr.expr, label);
      const named = grouping?.labels.includes(label) ?? false;
      return grouping?.mode === "without" ? !named && mayHave(expr.expr, label) : named;
    }
    case "binary":
      return mayHave(expr.left, label) || mayHave(expr.right, label);
  }
}
