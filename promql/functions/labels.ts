import type { InfoOk, Kind } from "../kinds";
import type { Included, ManyToOne, Fits } from "../matching";
import type { Operand } from "../operand";
import type { Err, Need } from "../types";
import type { Unit } from "../units";
import { Vector } from "../vector";
import { call } from "./call";

type FromOk<F extends string, L extends string, O extends string> = [O] extends [L]
  ? unknown
  : Err<`${F}(): label '${Exclude<O, L>}' is not on the vector`>;

/**
 * Sets a label from another one: where `pattern` (anchored, RE2) matches `from`, `to` becomes `value`,
 * in which `$1` is the first group.
 */
export function labelReplace<
  L extends string,
  K extends Kind,
  U extends Unit,
  N extends Need,
  const T extends string,
  const O extends string,
>(
  v: Operand<L, K, U, N> & FromOk<"labelReplace", L, O>,
  rule: { readonly to: T; readonly from: O; readonly pattern?: string; readonly value?: string },
): Vector<L | T, K, U, N> {
  const { to, from, pattern = "(.*)", value = "$1" } = rule;
  return new Vector(call("label_replace", v.ast, to, value, from, pattern));
}
/** Sets a label to the values of others, joined. */
export function labelJoin<
  L extends string,
  K extends Kind,
  U extends Unit,
  N extends Need,
  const T extends string,
  const O extends string,
>(
  v: Operand<L, K, U, N> & FromOk<"labelJoin", L, O>,
  rule: { readonly to: T; readonly from: readonly O[]; readonly separator: string },
): Vector<L | T, K, U, N> {
  return new Vector(call("label_join", v.ast, rule.to, rule.separator, ...rule.from));
}

/**
 * The value of `of` for each of the info series (value 1) that match it: `info * on(...) group_left() of`. The
 * mirror image of {@link Vector.join}, for where the info series are the many.
 */
export function spread<
  L extends string,
  I extends Kind,
  M extends string,
  K extends Kind,
  U extends Unit,
  N extends Need,
  P extends Need,
  H extends ManyToOne,
>(
  info: Operand<L, I, Unit, N> & InfoOk<"the left side of spread()", I>,
  of: Operand<M, K, U, P> & Fits<L, M, H>,
  how: H,
): Vector<L | Included<H>, K, U, N | P> {
  const matching = how.ast;
  return new Vector({ type: "binary", op: "*", left: info.ast, right: of.ast, matching });
}
