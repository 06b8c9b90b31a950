import type { Comparison } from "../comparison";
import { train } from "./parts";

/** Rules of rules/training/lifecycle. */
export const lifecycle: readonly Comparison[] = [
  {
    rule: "TrainingTargetDown",
    naive: `up{${train}} == 0`,
    public: {
      source: "kubernetes-mixin: a share of a job's targets is down",
      expr: `100 * count by (namespace, job) (up{${train}} == 0) / count by (namespace, job) (up{${train}}) > 10`,
    },
    reason:
      "it asks which pods have trained within the hour, so that other pods of the namespace raise no alert",
  },
];
