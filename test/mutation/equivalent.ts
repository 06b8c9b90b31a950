import type { Suite } from "../rules/suites";

/** Mutants that no case can tell from the rule: both give the same for whatever series there can be. */
export interface Equivalents {
  /** Why no series could tell them apart. */
  readonly reason: string;
  /** As `npm run mutate` prints them. */
  readonly ids: readonly string[];
}

/** The equivalent mutants of each pack. One that is killed, or that there is no more, is an error of the run. */
export const equivalents: Readonly<Record<Suite["pack"], readonly Equivalents[]>> = {
  training: [],
  inference: [],
  gpu: [],
  meta: [],
};
