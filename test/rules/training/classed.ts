import { level, type Case, type Labels, type Series } from "../bench";
import { scraped } from "./shared";
import { inNamespace, ofRun } from "./subjects";

/** A case as the scrape of a class labels it that shares its namespace with another class. */
export function classed(training_class: string, c: Case): readonly Case[] {
  const { annotations: _, fires, pending, ...rest } = c;
  if (rest.samples !== undefined) return [];
  const labelled = (labels: readonly Labels[]) => labels.map((l) => ({ ...l, training_class }));
  return [
    {
      ...rest,
      name: `${c.name}, of class ${training_class}`,
      // An exporter of GPUs does not know classes.
      series: c.series.flatMap((s) =>
        s.series.includes("exported_pod") ? s : scraped(training_class, s),
      ),
      ...(fires && { fires: labelled(fires) }),
      ...(pending && { pending: labelled(pending) }),
    },
  ];
}

/** Of another class, whose windows are four times as long and which says not how often it saves. */
function ofOther(
  name: string,
  other: (...given: readonly Series[]) => readonly Series[],
): readonly Case[] {
  const quiet = (at: number, alert: string, ...given: readonly Series[]): Case => ({
    name: `${alert}: quiet on ${at} minutes of another class, ${name}`,
    alert,
    series: other(...given),
    at: `${at}m`,
    quiet: true,
  });
  const stood = ofRun("training_last_step_timestamp_seconds", [level(900, 100)], { rank: "0" });
  return [
    quiet(45, "TrainingStalled", stood),
    quiet(
      90,
      "TrainingStalled",
      stood,
      ofRun("training_phase", [level(1, 100)], { phase: "eval" }),
    ),
    quiet(
      45,
      "TrainingCheckpointStale",
      ofRun("training_start_timestamp_seconds", [level(0, 60)]),
      ofRun("training_checkpoint_last_success_timestamp_seconds", [level(60, 60)]),
    ),
  ];
}

/** Each class is judged by its own windows only. */
export const others = {
  namespace: ofOther("in another namespace", (...given) => given.map((s) => inNamespace("lab", s))),
  class: ofOther("in the same namespace", (...given) => scraped("small", ...given)),
};
