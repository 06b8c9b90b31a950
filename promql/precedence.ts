import type { BinaryOp, Expr, Matching } from "./ast";

/** How tight an operator binds; only `^` groups from the right. */
export const PRECEDENCE: Readonly<Record<BinaryOp, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  "==": 3,
  "!=": 3,
  ">": 3,
  ">=": 3,
  "<": 3,
  "<=": 3,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
  "%": 5,
  atan2: 5,
  "^": 6,
};

/** Where something stands in a text: from its first character to the one after its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** An operand in the text; `span` includes parentheses around it. */
export interface PlacedOperand {
  readonly operand: Expr;
  readonly span: Span;
  readonly parens: boolean;
}

/** One piece of an expression in the order of the text: a sign, an operand or a binary operator. */
export type Item =
  | { readonly sign: "+" | "-"; readonly from: number }
  | PlacedOperand
  | { readonly op: BinaryOp; readonly bool: boolean; readonly matching: Matching | undefined };

/**
 * Groups the pieces of an expression by precedence; a sign binds like `*`, so `-2 ^ 2` is `-(2 ^ 2)`.
 * `place` is told of every expression that comes up.
 */
export function group(
  items: readonly Item[],
  place: (operand: Expr, span: Span) => PlacedOperand,
): PlacedOperand {
  let position = 0;
  const unary = (): PlacedOperand => {
    const item = items[position++];
    if (item && "operand" in item) return item;
    if (!item || !("sign" in item)) throw new Error("an operand is missing");
    const { operand, span } = climb(PRECEDENCE["^"]);
    const whole = { from: item.from, to: span.to };
    if (item.sign === "+") return { operand, span: whole, parens: false };
    return operand.type === "number"
      ? place({ type: "number", value: -operand.value }, whole)
      : place({ type: "negate", expr: operand }, whole);
  };
  const climb = (loosest: number): PlacedOperand => {
    let left = unary();
    for (;;) {
      const item = items[position];
      if (!item || !("op" in item) || PRECEDENCE[item.op] < loosest) return left;
      position++;
      const { op, bool, matching } = item;
      const right = climb(PRECEDENCE[op] + (op === "^" ? 0 : 1));
      left = place(
        {
          type: "binary",
          op,
          left: left.operand,
          right: right.operand,
          ...(bool && { bool }),
          ...(matching && { matching }),
        },
        { from: left.span.from, to: right.span.to },
      );
    }
  };
  return climb(0);
}
