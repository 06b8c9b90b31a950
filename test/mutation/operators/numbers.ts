import type { Expr } from "../../../promql";
import type { Change } from "./change";

/** Thresholds, factors and quantile levels: a visible amount more and less. */
export function numbers(node: Expr): readonly Change[] {
  if (node.type !== "number" || Number.isNaN(node.value)) return [];
  const { value } = node;
  if (!Number.isFinite(value)) {
    return [{ operator: "finite", to: { ...node, value: Math.sign(value) * 1e9 } }];
  }
  const next = Number.isInteger(value) && Math.abs(value) <= 10 ? 1 : Math.abs(value) / 10;
  // Without the dust of binary fractions, so that the printed number is read easily.
  const tidy = (number: number) => Number(number.toPrecision(6));
  return [
    { operator: "more", to: { ...node, value: tidy(value + next) } },
    { operator: "less", to: { ...node, value: tidy(value - next) } },
  ];
}
