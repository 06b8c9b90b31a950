import { parser } from "@prometheus-io/lezer-promql";
import { print, type Expr } from "../../../promql";

type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

/** The skeleton of an expression: what is applied to what. Leaves are texts. */
export type Shape = string | readonly [string, ...Shape[]];

/** The skeleton an expression was meant to have. */
export function shapeOf(expr: Expr): Shape {
  switch (expr.type) {
    case "binary":
      return [expr.op, shapeOf(expr.left), shapeOf(expr.right)];
    case "call":
      return [expr.fn, ...expr.args.map(shapeOf)];
    case "aggregate":
      return [expr.op, ...(expr.param ? [shapeOf(expr.param)] : []), shapeOf(expr.expr)];
    case "subquery":
      return ["[:]", shapeOf(expr.expr)];
    default:
      return print(expr);
  }
}

/** The same expression at one time. */
export function withoutOffsets(expr: Expr): Expr {
  switch (expr.type) {
    case "selector": {
      const { offset: _, ...selector } = expr;
      return selector;
    }
    case "subquery": {
      const { offset: _, ...subquery } = expr;
      return { ...subquery, expr: withoutOffsets(expr.expr) };
    }
    case "call":
      return { ...expr, args: expr.args.map(withoutOffsets) };
    case "aggregate":
      return {
        ...expr,
        expr: withoutOffsets(expr.expr),
        ...(expr.param && { param: withoutOffsets(expr.param) }),
      };
    case "binary":
      return { ...expr, left: withoutOffsets(expr.left), right: withoutOffsets(expr.right) };
    default:
      return expr;
  }
}

const LEAVES = new Set([
  "VectorSelector",
  "MatrixSelector",
  "NumberDurationLiteral",
  "StringLiteral",
]);

/** The skeleton that a parser sees in a text. */
export function readShape(text: string): Shape {
  const source = (node: SyntaxNode) => text.slice(node.from, node.to);
  const children = (node: SyntaxNode): SyntaxNode[] => {
    const found: SyntaxNode[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
    return found;
  };
  const read = (node: SyntaxNode): Shape => {
    if (LEAVES.has(node.name)) return source(node);
    const parts = children(node);
    switch (node.name) {
      case "PromQL":
      case "ParenExpr":
        return read(parts[0]!);
      case "SubqueryExpr":
        return ["[:]", read(parts[0]!)];
      case "UnaryExpr":
        // A sign belongs to a number; before anything else it is an operator that we never print.
        return parts[1]!.name === "NumberDurationLiteral"
          ? source(node)
          : ["unary", read(parts[1]!)];
      case "BinaryExpr":
        return [source(parts[1]!), read(parts[0]!), read(parts.at(-1)!)];
      case "FunctionCall":
      case "AggregateExpr": {
        const body = parts.find((part) => part.name === "FunctionCallBody");
        return [source(parts[0]!), ...(body ? children(body).map(read) : [])];
      }
      default:
        throw new Error(`unexpected ${node.name} in ${text}`);
    }
  };
  return read(parser.parse(text).topNode);
}
