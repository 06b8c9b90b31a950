import type { Matching } from "./ast";
import type { Different, Err, First, IgnoringOk, OneSide, OnOk, OrOk, Same, SameOk } from "./types";

/** Vector matching, by {@link on} or {@link ignoring}; many-to-one after `.groupLeft("team")`. */
export class VectorMatching<
  Mode extends "on" | "ignoring",
  O extends string,
  I extends string,
  Grouped extends boolean,
> {
  declare protected readonly grouped: Grouped;
  constructor(
    private readonly mode: Mode,
    private readonly labels: readonly O[],
    private readonly include?: readonly I[],
  ) {}
  /** Many series of the left side may match one of the right; `include` copies labels from the right. */
  groupLeft<J extends string = never>(...include: J[]): VectorMatching<Mode, O, J, true> {
    return new VectorMatching(this.mode, this.labels, include);
  }
  /** The same as data. */
  get ast(): Matching {
    const { mode, labels, include } = this;
    return { mode, labels, ...(include && { group: "left", include }) };
  }
}

/** Match on these labels only. */
export function on<O extends string = never>(
  ...labels: O[]
): VectorMatching<"on", O, never, false> {
  return new VectorMatching("on", labels);
}
/** Match on all labels but these. */
export function ignoring<O extends string = never>(
  ...labels: O[]
): VectorMatching<"ignoring", O, never, false> {
  return new VectorMatching("ignoring", labels);
}

/** A way to match, whatever its labels. */
export type How = VectorMatching<"on" | "ignoring", string, string, boolean>;
/** A many-to-one match. */
export type ManyToOne = VectorMatching<"on" | "ignoring", string, string, true>;
/** Labels that a match copies from the right. */
export type Included<H> =
  H extends VectorMatching<"on" | "ignoring", string, infer I, boolean> ? I : never;

/** Whether an operand of labels M may stand right of one of labels L, matched as H says. */
export type Fits<L extends string, M extends string, H> =
  H extends VectorMatching<infer Mode, infer O, infer I, infer G>
    ? G extends true
      ? Mode extends "on"
        ? First<OnOk<L, M, O>, OneSide<M, O, I>>
        : First<IgnoringOk<L, M, O>, OneSide<M, Exclude<L, O>, I>>
      : Err<`say ${Mode}(...).groupLeft(): a one-to-one match over ${Mode}() drops labels; or aggregate both sides alike`>
    : SameOk<L, M>;

/** Set operators match any number of series, so `on(...)` alone will do. */
export type SetFits<L extends string, M extends string, H> =
  H extends VectorMatching<infer Mode, infer O, string, infer G>
    ? G extends true
      ? Err<`leave groupLeft() out: and, unless and or match any number of series, over ${Mode}(...) alone`>
      : Mode extends "on"
        ? OnOk<L, M, O>
        : Same<Exclude<L, O>, Exclude<M, O>> extends true
          ? unknown
          : Err<`label sets differ: ${Different<Exclude<L, O>, Exclude<M, O>>}; ignore these too, or say on(...)`>
    : SameOk<L, M>;

/** As {@link SetFits}, and both sides have the same labels, for the result holds series of both. */
export type UnionFits<L extends string, M extends string, H> = First<
  OrOk<L, M>,
  H extends How ? SetFits<L, M, H> : unknown
>;
