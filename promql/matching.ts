import type { Err, OneSide, OnOk, SameOk } from "./types";

/** Vector matching: `on("namespace", "run_id")`, many-to-one after `.groupLeft("team")`. */
export class On<O extends string, I extends string, Grouped extends boolean> {
  declare protected readonly grouped: Grouped;
  constructor(
    readonly labels: readonly O[],
    readonly include: readonly I[] | undefined,
  ) {}
  /** Many series of the left side may match one of the right; `include` copies labels from the right. */
  groupLeft<J extends string = never>(...include: J[]): On<O, J, true> {
    return new On(this.labels, include);
  }
}

/** Match on these labels only. */
export function on<O extends string>(...labels: O[]): On<O, never, false> {
  return new On(labels, undefined);
}

/** A way to match, whatever its labels. */
export type How = On<string, string, boolean>;
/** Labels that a match copies from the right. */
export type Included<H> = H extends On<string, infer I, boolean> ? I : never;

/** Whether an operand of labels M may stand right of one of labels L, matched as H says. */
export type Fits<L extends string, M extends string, H> =
  H extends On<infer O, infer I, infer G>
    ? G extends true
      ? OnOk<L, M, O> & OneSide<M, O, I>
      : Err<"say on(...).groupLeft(): a one-to-one match over on() drops labels; or aggregate both sides alike">
    : SameOk<L, M>;

/** Set operators match any number of series, so `on(...)` alone will do. */
export type SetFits<L extends string, M extends string, H> =
  H extends On<infer O, string, boolean> ? OnOk<L, M, O> : SameOk<L, M>;
