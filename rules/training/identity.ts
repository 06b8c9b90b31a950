import type { Err, Kind, Match, Operand, Unit } from "../../promql";
import { labelReplace, Metric, Vector } from "../../promql";

/**
 * What identifies a training run. Where the instrumentation carries no `run_id`, it is the name of the pod.
 * `training_class` is there only where its class is one of several of a namespace.
 */
export type RunLabel = "namespace" | "job" | "run_id" | "training_class";

/** The labels of {@link RunLabel}, to aggregate and match by. */
export const runLabels = ["namespace", "job", "run_id", "training_class"] as const;

/**
 * A recorded series of training runs. Every class of runs records the same names, for its own runs; windows are
 * options of the class, so no name carries one.
 */
export function ofRuns<K extends Kind, U extends Unit>(name: string): Metric<RunLabel, K, U> {
  return new Metric(name);
}

type HasPod<L extends string> = [RunLabel | "pod"] extends [L]
  ? unknown
  : Err<"a run is known by namespace, job, run_id and training_class, or else by pod: keep these labels">;

/**
 * Series with the identity of their run: `run_id`, or the name of the pod where there is none. `of` builds
 * the same vector for either kind of series.
 */
export function identified<L extends string, K extends Kind, U extends Unit>(
  of: (run_id: Match<string>) => Operand<L, K, U, never> & HasPod<L>,
): Vector<L, K, U> {
  // HasPod has checked what the compiler cannot follow for an unknown L: both labels are in it.
  const contract = new Vector<string, "gauge", "one">(of({ not: "" }).ast);
  const plain = new Vector<string, "gauge", "one">(of("").ast);
  const named = contract.or(labelReplace(plain, { to: "run_id", from: "pod" }));
  return new Vector(named.ast);
}
