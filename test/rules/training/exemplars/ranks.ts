import { firing } from "../subjects";
import type { Exemplar } from "../../standard";
import { rank } from "../ranks";
import { warning } from "./run";

const [none, data] = [{}, { data: 0.5 }];
const both = (id: string, first: number, second: number) => [
  ...rank(0, { comm: first }, id),
  ...rank(1, { comm: second }, id),
];

/** Of alerts on what ranks wait for: the shares of their steps change at minute 20. */
export const ranks: readonly Exemplar[] = [
  {
    alert: "TrainingInputBound",
    fires: warning,
    healthy: (id) => rank(0, none, id),
    bad: (id) => rank(0, data, id),
    from: 23,
    for: 5,
    lasts: 8,
    edges: { "> 0.2": { series: (share) => rank(0, { data: share }, "a"), step: 0.02, at: 40 } },
  },
  {
    alert: "TrainingCommunicationBound",
    fires: warning,
    healthy: (id) => both(id, 0, 0.5),
    bad: (id) => both(id, 0.75, 0.5),
    from: 27,
    for: 5,
    lasts: 8,
    edges: { "> 0.4": { series: (share) => both("a", share, 0.5), step: 0.02, at: 40 } },
  },
  {
    alert: "TrainingStragglerRank",
    fires: (id) => ({ ...firing("warning", id), rank: "0", pod: `${id}-0` }),
    healthy: (id) => both(id, 0.25, 0.25),
    bad: (id) => both(id, 0, 0.25),
    from: 25,
    for: 5,
    lasts: 8,
    edges: {
      "< run_rank:training_comm_wait:ratio - 0.15": {
        series: (share) => both("a", share, 0.65),
        limit: 0.5,
        step: 0.01,
        at: 40,
      },
    },
  },
];
