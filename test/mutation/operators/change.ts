import type { Expr } from "../../../promql";

/** One way to get a node of an expression wrong. */
export interface Change {
  /** What is done to the node; unique among the changes of one node. */
  readonly operator: string;
  readonly to: Expr;
}

/** What one family of operators makes of a node; the node's operands are asked on their own. */
export type Family = (node: Expr) => readonly Change[];
