import { operands, print, type Expr } from "../../promql";

/** A comparison of order, which decides whether an alert fires. */
export interface Comparison {
  /** Operator and right side, of which metrics and numbers are left: `> 1`, `> run:loss:baseline * 1.5`. */
  readonly key: string;
  readonly op: string;
  /** What is compared with, where it is a number. */
  readonly limit?: number;
  /** The alert is quiet where it holds: it stands behind `unless`. */
  readonly negated: boolean;
}

const orders = [">", ">=", "<", "<="];

/** The comparisons of order in an expression; one with 0 asks whether there is anything, and has no edge. */
export function comparisons(expr: Expr, negated = false): readonly Comparison[] {
  const inner = operands(expr).flatMap((operand, i) =>
    comparisons(
      operand,
      expr.type === "binary" && expr.op === "unless" && i === 1 ? !negated : negated,
    ),
  );
  if (expr.type !== "binary" || !orders.includes(expr.op)) return inner;
  const { op, right } = expr;
  if (right.type === "number" && right.value === 0) return inner;
  const limit = right.type === "number" ? { limit: right.value } : {};
  return [{ key: `${op} ${print(gist(right))}`, op, negated, ...limit }, ...inner];
}

/** The value beside the limit for which the comparison is what it is not at the limit. */
export function beside({ op }: Comparison, limit: number, step: number): number {
  // Rounded, because 0.05 + 0.01 is none of what one would write.
  return Number((op === ">" || op === "<=" ? limit + step : limit - step).toPrecision(12));
}

/** Whether the alert fires when the left side is at the limit. */
export function firesAt({ op, negated }: Comparison): boolean {
  return op.endsWith("=") !== negated;
}

/** An expression without functions, matchers, windows and alternatives. */
function gist(expr: Expr): Expr {
  switch (expr.type) {
    case "selector":
      return { type: "selector", metric: expr.metric, matchers: [] };
    case "aggregate":
    case "subquery":
      return gist(expr.expr);
    case "call": {
      const [inner] = expr.args.filter((arg) => arg.type !== "number" && arg.type !== "string");
      return inner ? gist(inner) : expr;
    }
    case "binary":
      if (["and", "or", "unless"].includes(expr.op)) return gist(expr.left);
      return { type: "binary", op: expr.op, left: gist(expr.left), right: gist(expr.right) };
    default:
      return expr;
  }
}
