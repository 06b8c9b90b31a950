import type { Expr } from "./ast";
import type { Kind } from "./kinds";
import { parse } from "./parse";
import { print } from "./print";
import type { Unit } from "./units";
import { Condition, Vector } from "./vector";
import { walk } from "./walk";

/** What the author of an {@link unsafe} text vouches for; nothing checks it. */
export interface Claim<L extends string, K extends Kind, U extends Unit> {
  /** Every label that the samples may carry. */
  readonly labels: readonly L[];
  readonly kind: K;
  readonly unit: U;
}

/**
 * PromQL that the typed language cannot say. Only its syntax is checked, so there is a better way nearly always:
 * {@link unsafeTexts} finds the uses.
 * @throws Error naming text and position when it does not parse or is no instant vector.
 */
export function unsafe<const L extends string, K extends Kind, U extends Unit>(
  text: string,
  claim: Claim<L, K, U>,
): Vector<L, K, U> {
  return new Vector(taken(text, claim));
}

/**
 * Like {@link unsafe}, for a condition: the author also vouches that it yields only what is true.
 * @throws Error naming text and position when it does not parse or is no instant vector.
 */
export function unsafeCondition<const L extends string, K extends Kind, U extends Unit>(
  text: string,
  claim: Claim<L, K, U>,
): Condition<L, K, U> {
  return new Condition(taken(text, claim));
}

// The claim is for the compiler alone.
function taken(text: string, _claim: Claim<string, Kind, Unit>): Expr {
  const expr = parse(text);
  if (!isVector(expr)) throw new Error(`'${text}' is no instant vector`);
  return { ...expr, unsafe: true };
}

const SCALARS: ReadonlySet<string> = new Set(["time", "scalar", "pi"]);

function isVector(expr: Expr): boolean {
  switch (expr.type) {
    case "number":
    case "string":
    case "subquery":
      return false;
    case "selector":
      return expr.range === undefined;
    case "negate":
      return isVector(expr.expr);
    case "call":
      return !SCALARS.has(expr.fn);
    case "aggregate":
      return true;
    case "binary":
      return isVector(expr.left) || isVector(expr.right);
  }
}

/** The texts that {@link unsafe} brought into an expression, as they are printed. */
export function unsafeTexts(expr: Expr): readonly string[] {
  return [...walk(expr)].flatMap((part) => (part.unsafe ? [print(part)] : []));
}
