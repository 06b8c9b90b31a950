import { dump } from "js-yaml";
import type { RunClass } from "../alerts/contenders";
import { FAULTS, type PackScore } from "../alerts/score";
import { lasting } from "../alerts/report";
import { narrow } from "../alerts/table";
import { optionsOf, type Factors } from "../alerts/variants";
import { total, type Tried } from "./search";

/** Fewer runs than these say little about other runs. */
const ENOUGH = 20;
/** Where half are missed there is no median delay; it counts as that of a day. */
const MISSED = 86400;
/** Classes that are written out. */
const MOST_CLASSES = 3;

/** What was tried, and its marks. */
export interface Marked extends Tried {
  readonly score: PackScore;
}

/** What nothing else beats in both false pages and delay, cheapest first, and the defaults. */
export function front(marked: readonly Marked[]): readonly Marked[] {
  const wrong = ({ score }: Marked) =>
    score.falsePagesPerRunDay * score.healthyRunDays +
    score.healedSpikePages +
    score.restartPages +
    score.benignRisePages;
  const delays = ({ score }: Marked) =>
    ["diverged", "eval-diverged"].reduce(
      (sum, label) =>
        sum + (score.labels[label] ? (score.labels[label].medianDelaySeconds ?? MISSED) : 0),
      0,
    );
  // Of equals the first stays, which changes least.
  const beaten = (one: Marked, place: number) =>
    marked.some((other, i) => {
      const [less, sooner] = [wrong(one) - wrong(other), delays(one) - delays(other)];
      return less >= 0 && sooner >= 0 && (less > 0 || sooner > 0 || i < place);
    });
  return marked
    .filter((one, place) => one.name === "defaults" || !beaten(one, place))
    .sort((a, b) => total(a) - total(b));
}

/** The table of what is worth a look. */
export function proposals(marked: readonly Marked[]): string {
  const delay = (label: string) => (one: Marked) => {
    const own = one.score.labels[label];
    return own ? `${own.detected}/${own.runs}${lasting(own.medianDelaySeconds)}` : "";
  };
  return narrow(
    ["windows", "diverged", "eval-diverged", "pages/day", "healed spikes", "benign", "cost"],
    front(marked).map((one) => [
      one.name,
      delay("diverged")(one),
      delay("eval-diverged")(one),
      one.score.falsePagesPerRunDay.toFixed(3),
      String(one.score.healedSpikePages),
      String(one.score.benignRisePages + one.score.restartPages),
      `${total(one).toFixed(0)} min`,
    ]),
  ).join("\n\n");
}

/** What speaks against trusting a proposal. */
export function warnings(
  scores: PackScore,
  {
    chosen,
    defaults,
    groups,
  }: { readonly chosen: number; readonly defaults: number; readonly groups: number },
): readonly string[] {
  const faults = FAULTS.reduce((sum, label) => sum + (scores.labels[label]?.runs ?? 0), 0);
  const all = Object.values(scores.labels).reduce((sum, { runs }) => sum + runs, 0);
  const few = [
    [faults, "with a fault"],
    [all - faults, "without one"],
  ] as const;
  return [
    ...few
      .filter(([count]) => count < ENOUGH)
      .map(
        ([count, what]) =>
          `There are only ${count} runs ${what}; what fits fewer than ${ENOUGH} may fit by chance. Replay more curves.`,
      ),
    ...(chosen >= defaults
      ? [
          `Chosen without one of ${groups} groups of runs, windows cost ${chosen.toFixed(0)} minutes on the group left out, ` +
            `and the defaults ${defaults.toFixed(0)}: keep the defaults.`,
        ]
      : []),
  ];
}

/** The classes of a stack's configuration with the windows, for the classes that most runs belong to. */
export function configuration(classes: readonly RunClass[], factors: Factors): string {
  const counts = new Map<string, { own: RunClass; runs: number }>();
  for (const own of classes) {
    const key = JSON.stringify(own);
    counts.set(key, { own, runs: (counts.get(key)?.runs ?? 0) + 1 });
  }
  const most = [...counts.values()].sort((a, b) => b.runs - a.runs).slice(0, MOST_CLASSES);
  const named = most.map(({ own }) => ({
    name: [own.logInterval, own.evaluationInterval].filter((part) => part).join("-"),
    team: "TEAM",
    select: { namespace: "NAMESPACE" },
    ...optionsOf(own, factors),
  }));
  return dump({ training: { classes: named } });
}
