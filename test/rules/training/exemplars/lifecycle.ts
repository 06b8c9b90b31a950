import { counter, level, missing, series, stale } from "../../bench";
import type { Exemplar } from "../../standard";
import { ofRun } from "../subjects";
import { length, run } from "./run";

const up = (id: string, ...values: readonly string[]) =>
  series("up", { namespace: "train", job: "train/runs", pod: `${id}-0` }, ...values);

/** Of alerts on what becomes of runs. */
export const lifecycle: readonly Exemplar[] = [
  {
    alert: "TrainingTargetDown",
    fires: (id) => ({
      namespace: "train",
      job: "train/runs",
      pod: `${id}-0`,
      severity: "warning",
      team: "ml",
    }),
    healthy: (id) => [...run(id), up(id, level(1, length))],
    bad: (id) => [
      ofRun("training_steps_total", [counter(10, 10), stale, missing(length - 11)], {}, id),
      up(id, level(1, 10), level(0, length - 10)),
    ],
    from: 10,
    for: 10,
  },
];
