import type { AggregateOp, Expr } from "./ast";
import type { Kind } from "./kinds";
import type { Need } from "./types";
import type { Unit } from "./units";
import { Vector } from "./vector";

function grouped(ast: Expr, mode: "by" | "without", labels: readonly string[]): Expr {
  return { ...ast, ...(ast.type === "aggregate" && { grouping: { mode, labels } }) };
}

/** The data of an aggregation over all labels. */
export function aggregation(op: AggregateOp, expr: Expr, param?: Expr): Expr {
  return { type: "aggregate", op, expr, ...(param && { param }) };
}

/**
 * An aggregation of a vector with labels L, over all of them until `by` or `without` says which. A is a label that
 * the aggregation itself adds.
 */
export class Aggregate<
  L extends string,
  K extends Kind,
  U extends Unit,
  N extends Need = never,
  A extends string = never,
> extends Vector<A, K, U, N> {
  declare protected readonly from: (x: L) => L;
  /** Keeps these labels. */
  by<B extends L = never>(...labels: B[]): Vector<B | A, K, U, N> {
    return new Vector(grouped(this.ast, "by", labels));
  }
  /** Drops these labels. */
  without<B extends L = never>(...labels: B[]): Vector<Exclude<L, B> | A, K, U, N> {
    return new Vector(grouped(this.ast, "without", labels));
  }
}

/** The series with the largest or smallest values, as they are: of all, or of each group. */
export class Ranking<
  L extends string,
  K extends Kind,
  U extends Unit,
  N extends Need = never,
> extends Vector<L, K, U, N> {
  /** Of each group of series that share these labels. */
  by(...labels: L[]): Vector<L, K, U, N> {
    return new Vector(grouped(this.ast, "by", labels));
  }
  /** Of each group of series that share all labels but these. */
  without(...labels: L[]): Vector<L, K, U, N> {
    return new Vector(grouped(this.ast, "without", labels));
  }
}
