import { OWN_INTERVALS, published, type Contender, type RunClass } from "./contenders";
import type { Group } from "./picture";
import { levelRules } from "./public";
import type { PackScore } from "./score";
import { variant } from "./variants";

/** How much longer than by default our rules wait, for the curve of ours. */
const PATIENCE = [0.5, 0.75, 1.5, 2];
const nameOf = (factor: number) => `mlwatch, waiting ${factor}x as long`;

/**
 * What a picture shows besides what is judged anyway: ours with other windows, and the level rule with other thresholds.
 * @param judged what is judged anyway
 */
export function moreContenders(
  classes: readonly RunClass[],
  judged: readonly Contender[],
): readonly Contender[] {
  const known = new Set(judged.map(({ name }) => name));
  return [
    ...PATIENCE.map((factor) => {
      const factors = { recent: factor, sustained: factor, validationLong: factor };
      return variant(nameOf(factor), classes, factors);
    }),
    ...levelRules.flat().map(published),
  ].filter(({ name }) => !known.has(name));
}

/** The groups of a picture: ours, the level rules by how long they wait, and each other public rule. */
export function groupsOf(scores: readonly PackScore[]): readonly Group[] {
  const byName = new Map(scores.map((score) => [score.name, score]));
  const take = (name: string, label: string) => {
    const score = byName.get(name);
    byName.delete(name);
    return score ? [{ label, score }] : [];
  };
  const waits = [...PATIENCE.filter((factor) => factor < 1), 1, ...PATIENCE.filter((f) => f > 1)];
  const ours: Group = {
    ...{ name: "mlwatch", color: "ours", joined: true },
    scores: waits.flatMap((factor) =>
      factor === 1
        ? take(OWN_INTERVALS, "mlwatch")
        : take(nameOf(factor), `waiting ${factor}x as long`),
    ),
  };
  const levels = levelRules.map((rules, i): Group => ({
    ...{ name: `level ${i}`, color: "level", joined: true },
    scores: rules.flatMap(({ name }) => take(name, name)),
  }));
  const others = [...byName.values()].filter(({ name }) => !name.startsWith("mlwatch"));
  return [
    ours,
    ...levels,
    {
      ...{ name: "public", color: "public", joined: false },
      scores: others.map((score) => ({ label: score.name, score })),
    },
  ];
}
