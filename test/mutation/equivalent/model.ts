/** Mutants that no case can tell from the rule: both give the same for whatever series there can be. */
export interface Equivalents {
  /** Why no series could tell them apart. */
  readonly reason: string;
  /** As `npm run mutate` prints them. */
  readonly ids: readonly string[];
}
