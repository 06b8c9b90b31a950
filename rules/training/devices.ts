import { avg, labelReplace, max, on, spread, type Unit, type Vector } from "../../promql";
import { runLabels } from "./identity";
import { runPod } from "./progress/series";
import type { ResolvedClass } from "./windows";

/** Of the GPUs that each pod holds. The exporter names the workload in `exported_*`. */
type PerPod<U extends Unit> = Vector<"exported_namespace" | "exported_pod", "gauge", U>;

/** DCGM series under the name of the pod that holds the GPU; the exporter's own is aggregated away before. */
export function byPod<U extends Unit>(perPod: PerPod<U>): Vector<"namespace" | "pod", "gauge", U> {
  const named = labelReplace(
    labelReplace(perPod, { to: "namespace", from: "exported_namespace" }),
    { to: "pod", from: "exported_pod" },
  );
  return max(named).by("namespace", "pod");
}

/** Mean over the pods of each run of a class. */
export function meanOfPods<U extends Unit>({ where }: ResolvedClass, perPod: PerPod<U>) {
  return avg(spread(runPod.where(where), byPod(perPod), on("namespace", "pod").groupLeft())).by(
    ...runLabels,
  );
}
