import type { RangeNeed, Window } from "../duration";
import type { Kind } from "../kinds";
import type { Metric } from "../metric";
import type { Err, Need } from "../types";
import type { Unit } from "../units";
import { Condition } from "../vector";
import { call } from "./call";

type Selection = Readonly<Record<string, string>>;
type SelectionOk<F extends string, L extends string, S> = [keyof S] extends [L]
  ? "" extends S[keyof S]
    ? string extends S[keyof S]
      ? unknown
      : Err<`${F}(): an empty value selects what lacks the label: leave the label out`>
    : unknown
  : Err<`${F}(): label '${Exclude<keyof S & string, L>}' is not on the metric`>;

/** The metric by a selection whose labels are the metric's: SelectionOk has checked that. */
function selected(metric: unknown, selection: Selection): Metric<string, Kind, Unit> {
  const selecting = metric as Metric<string, Kind, Unit>;
  const { name, ast } = selecting;
  for (const { label, op } of ast.type === "selector" ? ast.matchers : []) {
    // Prometheus takes the labels of the result from the matchers.
    if (op === "=" || label in selection) {
      throw new Error(
        `absent(): where() has selected ${name} by '${label}' already: name the label in the selection of absent() alone`,
      );
    }
  }
  for (const [label, value] of Object.entries(selection)) {
    if (value === "") {
      throw new Error(
        `absent(): '${label}' of ${name} is empty, so the result lacks the label: leave it out`,
      );
    }
  }
  return selecting.where(selection);
}

/**
 * One series of value 1, with exactly the labels of `selection`, while no series of the metric has them. Of
 * anything else than a selector `absent` keeps no labels, so it takes none.
 * @throws Error when a value is empty, or the metric is selected by a value already.
 */
export function absent<
  L extends string,
  K extends Kind,
  U extends Unit,
  V,
  N extends Need,
  const S extends Selection,
>(
  metric: Metric<L, K, U, V, N> & SelectionOk<"absent", L, S>,
  selection: S,
): Condition<keyof S & string, "info", "one", N> {
  return new Condition(call("absent", selected(metric, selection).ast));
}
/**
 * As {@link absent}, while no series has had a sample within the window.
 * @throws Error as {@link absent}
 */
export function absentOverTime<
  L extends string,
  K extends Kind,
  U extends Unit,
  V,
  N extends Need,
  const S extends Selection,
  const W extends string,
>(
  metric: Metric<L, K, U, V, N> & SelectionOk<"absentOverTime", L, S>,
  selection: S,
  window: W & Window<W>,
): Condition<keyof S & string, "info", "one", N | RangeNeed<W>> {
  // Window has checked the text.
  const range = selected(metric, selection).over<string>(window);
  return new Condition(call("absent_over_time", range.ast));
}
