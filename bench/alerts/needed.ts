import type { Expr } from "../../promql";
import type { RecordingRule } from "../../rules";
import { needs } from "../rules/needs";

/** Names of all series that expressions read, directly or through recordings. */
export function neededNames(
  exprs: readonly Expr[],
  recordings: readonly RecordingRule[],
): ReadonlySet<string> {
  const byName = new Map<string, Expr[]>();
  for (const { record, expr } of recordings) {
    byName.set(record, [...(byName.get(record) ?? []), expr]);
  }
  return new Set(needs(exprs, byName).keys());
}
