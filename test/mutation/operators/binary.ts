import type { BinaryOp, Expr } from "../../../promql";
import type { Change } from "./change";

/** Other operators in place of one: strictness and direction, the opposite, the guard turned round. */
const INSTEAD: Readonly<Partial<Record<BinaryOp, readonly BinaryOp[]>>> = {
  ">": [">=", "<"],
  ">=": [">", "<"],
  "<": ["<=", ">"],
  "<=": ["<", ">"],
  "==": ["!="],
  "!=": ["=="],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "^": ["*"],
  and: ["unless"],
  unless: ["and"],
};

const SETS: ReadonlySet<BinaryOp> = new Set(["and", "or", "unless"]);
const COMPARISONS: ReadonlySet<BinaryOp> = new Set(["==", "!=", ">", ">=", "<", "<="]);

/** Comparisons, arithmetic and guards: another operator, or one side taken away. */
export function binary(node: Expr): readonly Change[] {
  if (node.type !== "binary") return node.type === "negate" ? [dropped("sign", node.expr)] : [];
  const { op, left, right, bool, ...rest } = node;
  const keeps = bool === undefined ? {} : { bool };
  return [
    ...(INSTEAD[op] ?? []).map((other) => ({
      operator: `${op} to ${other}`,
      to: { ...rest, ...keeps, op: other, left, right },
    })),
    ...(bool ? [dropped("bool", { ...rest, op, left, right })] : []),
    ...(SETS.has(op) ? [dropped("right side", left)] : []),
    // Without `unless` and its left side a guard would stand for what it guards, which nobody writes.
    ...(op === "or" || op === "and" ? [dropped("left side", right)] : []),
    ...(COMPARISONS.has(op) && !bool && left.type !== "number"
      ? [dropped("comparison", left)]
      : []),
  ];
}

function dropped(what: string, to: Expr): Change {
  return { operator: `drop ${what}`, to };
}
