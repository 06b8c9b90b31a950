import { level, series, type Case, type Labels } from "../../bench";

/** The newest training loss that is recorded of a run, or that there is none. */
export const current = (labels: Labels, value?: number) => ({
  query: `run:training_loss:current{namespace="${labels["namespace"] ?? ""}"}`,
  returns:
    value === undefined
      ? []
      : [{ labels: { __name__: "run:training_loss:current", ...labels }, value }],
});

/** A series of the contract, and what is recorded as it: the foreign name with labels. */
export type Renamed = readonly [contract: string, foreign: string, labels?: Labels];

/** Beside pods that have both, only the contract's, or are of another namespace. */
export function recordedOnce(
  what: string,
  target: Labels,
  runLabel: string,
  all: readonly Renamed[],
): Case {
  return {
    name: `${what}: each series is recorded at each evaluation, of pods of the class that do not export it themselves`,
    at: "10m",
    series: all.flatMap(([contract, foreign, labels], i) => {
      // One foreign series may be two of the contract.
      const first = all.findIndex(([, other]) => other === foreign) === i;
      const of = (changes: Labels) => {
        const own = { ...target, ...labels, ...changes, [runLabel]: "r1", instance: "a:1" };
        return first ? [series(foreign, own, level(1, 20))] : [];
      };
      const owned = (changes: Labels) =>
        series(contract, { ...target, ...changes, run_id: "r2", instance: "a:2" }, level(1, 20));
      return [
        ...of({}),
        ...[...of({ pod: "both" }), owned({ pod: "both" }), owned({ pod: "own" })],
        ...[owned({ namespace: "other" }), ...of({ namespace: "other" })],
      ];
    }),
    samples: all.map(([contract, foreign, labels]) => ({
      query: `sum without (split, reason) (count_over_time(${contract}{mapped_from!=""}[5m]))`,
      returns: [
        {
          labels: {
            ...{ ...target, ...labels, instance: "a:1", [runLabel]: "r1", run_id: "r1" },
            mapped_from: foreign,
          },
          value: 5,
        },
      ],
    })),
  };
}
