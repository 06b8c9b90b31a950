import { scrape } from "../../../metrics";
import { min, on, presentOverTime } from "../../../promql";
import { alert } from "../../alert";
import type { AlertRule } from "../../model";
import { trainingPod } from "../progress/series";
import type { ResolvedClass } from "../windows";

/** A process that has shown a loss or steps within the hour no longer answers its scrapes. */
export function targetDown(c: ResolvedClass): AlertRule {
  const { where, team, stall, events } = c;
  // The series looks back as far as a step: no pod is missed, and one sample in ten is read.
  const known = presentOverTime(trainingPod.where(where).subquery("1h", events));
  return alert({
    name: "TrainingTargetDown",
    expr: min(scrape.up.where(where))
      .by("namespace", "job", "pod")
      .eq(0)
      .and(known, on("namespace", "pod")),
    for: stall,
    severity: "warning",
    team,
    summary: (l) => `Training pod ${l.pod} in ${l.namespace} does not answer its scrapes`,
    description: (l) =>
      `Pod ${l.pod} of job ${l.job} (namespace ${l.namespace}) exported a training run within the last hour and has not answered a scrape for ${stall}. A hang that holds the interpreter lock looks like this, and no rule on its loss can fire.`,
  });
}
