import type { BinaryOp } from "../promql";

const COMPARISONS: ReadonlySet<BinaryOp> = new Set(["==", "!=", ">", ">=", "<", "<="]);
const SET_OPERATORS: ReadonlySet<BinaryOp> = new Set(["and", "or", "unless"]);
const MIRRORED: Partial<Record<BinaryOp, BinaryOp>> = {
  ">": "<",
  ">=": "<=",
  "<": ">",
  "<=": ">=",
};

/** True for the six operators that compare. */
export function isComparison(op: BinaryOp): boolean {
  return COMPARISONS.has(op);
}

/** True for `and`, `or` and `unless`. */
export function isSetOperator(op: BinaryOp): boolean {
  return SET_OPERATORS.has(op);
}

/** A comparison as it reads when its operands change places: `a < b` is `b > a`. */
export function mirrored(op: BinaryOp): BinaryOp {
  return MIRRORED[op] ?? op;
}
