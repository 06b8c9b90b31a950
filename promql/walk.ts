import type { Expr } from "./ast";

/** A selector, instant or range. */
export type Selector = Extract<Expr, { readonly type: "selector" }>;

/** The operands of an expression, in the order in which they are printed. */
export function operands(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case "number":
    case "string":
    case "selector":
      return [];
    case "subquery":
    case "negate":
      return [expr.expr];
    case "call":
      return expr.args;
    case "aggregate":
      return [...(expr.param ? [expr.param] : []), expr.expr];
    case "binary":
      return [expr.left, expr.right];
  }
}

/** The same expression over other operands; `change` gets each of {@link operands} with its position. */
export function withOperands(expr: Expr, change: (operand: Expr, index: number) => Expr): Expr {
  switch (expr.type) {
    case "number":
    case "string":
    case "selector":
      return expr;
    case "subquery":
    case "negate":
      return { ...expr, expr: change(expr.expr, 0) };
    case "call":
      return { ...expr, args: expr.args.map(change) };
    case "aggregate":
      return expr.param
        ? { ...expr, param: change(expr.param, 0), expr: change(expr.expr, 1) }
        : { ...expr, expr: change(expr.expr, 0) };
    case "binary":
      return { ...expr, left: change(expr.left, 0), right: change(expr.right, 1) };
  }
}

/** An expression and everything in it, the outer before the inner. */
export function* walk(expr: Expr): Generator<Expr> {
  yield expr;
  for (const operand of operands(expr)) yield* walk(operand);
}

/** The selectors of an expression, in the order in which they are printed. */
export function selectors(expr: Expr): readonly Selector[] {
  return [...walk(expr)].filter((part) => part.type === "selector");
}
