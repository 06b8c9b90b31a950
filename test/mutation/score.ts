import type { Equivalents } from "./equivalent";
import type { Verdict } from "./run";

/** What the mutants of a pack say about its cases. */
export interface Score {
  readonly name: string;
  /** Valid mutants, equivalent ones included. */
  readonly mutants: number;
  readonly killed: number;
  /** Mutants that no case can kill, as listed. */
  readonly equivalent: number;
  /** Mutants that promtool refuses; they count nowhere. */
  readonly invalid: number;
  /** Killed ones of those that a case could kill, 0..1. */
  readonly score: number;
}

/** The score of a pack, and the mutants that lower it. */
export function scoreOf(
  name: string,
  verdicts: readonly Verdict[],
  equivalents: readonly Equivalents[],
): { readonly score: Score; readonly survivors: readonly Verdict[] } {
  const listed = new Set(equivalents.flatMap(({ ids }) => ids));
  const count = (outcome: Verdict["outcome"]) =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const survivors = verdicts.filter(({ outcome }) => outcome === "survived");
  const unlisted = survivors.filter(({ mutant }) => !listed.has(mutant.id));
  const [killed, invalid] = [count("killed"), count("invalid")];
  const possible = killed + unlisted.length;
  return {
    score: {
      name,
      mutants: verdicts.length - invalid,
      killed,
      equivalent: survivors.length - unlisted.length,
      invalid,
      score: possible === 0 ? 1 : killed / possible,
    },
    survivors: unlisted,
  };
}

/**
 * Entries of the list of equivalent mutants that are wrong.
 * @param complete Whether every mutant of the pack was judged, so that one without a verdict does not exist.
 */
export function staleOf(
  verdicts: readonly Verdict[],
  equivalents: readonly Equivalents[],
  complete: boolean,
): readonly string[] {
  const outcomes = new Map(verdicts.map((verdict) => [verdict.mutant.id, verdict]));
  const ids = equivalents.flatMap((entry) => entry.ids);
  return ids.flatMap((id, i) => {
    const verdict = outcomes.get(id);
    if (ids.indexOf(id) !== i) return [`${id}: is listed twice`];
    if (verdict === undefined) return complete ? [`${id}: there is no such mutant`] : [];
    if (verdict.outcome === "survived") return [];
    return [`${id}: is ${verdict.outcome}${verdict.by === undefined ? "" : ` (${verdict.by})`}`];
  });
}
