/** A mistake, spelled out: the compiler shows `message` where a value of this type is demanded. */
export interface Err<Message extends string> {
  readonly ERROR: Message;
}

/** The first of two objections: of both together the compiler would show neither. */
export type First<A, B> = [unknown] extends [A] ? B : A;

/**
 * Where an expression can run, if not everywhere: `global` rules see the external labels, a `dashboard` has ranges of
 * its own.
 */
export type Need = "global" | "dashboard";

/** Labels that an environment adds on delivery: only rules that run over all of them see these. */
export type ExternalLabel = "cluster" | "environment";

/** True where two label sets are the same. */
export type Same<A extends string, B extends string> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : false
  : false;

type NotIn<L extends string, O extends string> = Exclude<O, L>;

/** Both sides of `on(...)` must carry its labels. */
export type OnOk<L extends string, M extends string, O extends string> = [NotIn<L, O>] extends [
  never,
]
  ? [NotIn<M, O>] extends [never]
    ? unknown
    : Err<`on(): label '${NotIn<M, O>}' is not on the right side`>
  : Err<`on(): label '${NotIn<L, O>}' is not on the left side`>;

/** The left side must carry the labels of `ignoring(...)`, and both sides the others. */
export type IgnoringOk<L extends string, M extends string, O extends string> = [
  NotIn<L, O>,
] extends [never]
  ? [NotIn<M, Exclude<L, O>>] extends [never]
    ? unknown
    : Err<`ignoring(): label '${NotIn<M, Exclude<L, O>>}' is not on the right side: ignore it too`>
  : Err<`ignoring(): label '${NotIn<L, O>}' is not on the left side`>;

/** The "one" side of a many-to-one match carries exactly the matched labels O and the included labels I. */
export type OneSide<M extends string, O extends string, I extends string> = [I] extends [M]
  ? Same<M, O | I> extends true
    ? unknown
    : Err<`the "one" side must carry exactly the matched and included labels; aggregate away: ${Exclude<M, O | I>}`>
  : Err<`groupLeft(): label '${Exclude<I, M>}' is not on the right side`>;

/** Labels that only one of two sides has. */
export type Different<L extends string, M extends string> = Exclude<L, M> | Exclude<M, L>;

/** Without `on(...)` two vectors match on all their labels, so these must be the same. */
export type SameOk<L extends string, M extends string> =
  Same<L, M> extends true
    ? unknown
    : Err<`label sets differ: ${Different<L, M>}; say on(...) or aggregate`>;

/** A union of series is one vector only where both sides have the same labels. */
export type OrOk<L extends string, M extends string> =
  Same<L, M> extends true
    ? unknown
    : Err<`or: label sets differ: ${Different<L, M>}; aggregate both sides to the same labels`>;
