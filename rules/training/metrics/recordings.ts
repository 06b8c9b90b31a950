import { training } from "../../../metrics";
import { abs, max, maxOverTime, min, quantileOverTime, type Match } from "../../../promql";
import { times } from "../../conventions";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { identified, runLabels } from "../identity";
import type { ResolvedClass } from "../windows";
import { metrics } from "./series";

/** What {@link metrics} says is recorded. */
export function metricRecordings(c: ResolvedClass): readonly RecordingRule[] {
  const { where, validation, validationBaseline } = c;
  const median = metrics.scoreMedian.where(where);
  return recordEach(metrics, {
    // NaN and infinite values pass no comparison with infinity.
    score: scores(c).gt(-Infinity).lt(Infinity),
    scoreMedian: quantileOverTime(0.5, metrics.score.where(where).over(validation)),
    scoreBest: maxOverTime(median.over(validationBaseline)),
    scoreChange: quantileOverTime(
      0.5,
      abs(median.sub(median.offset(validation))).subquery(
        validationBaseline,
        times(0.5, validation),
      ),
    ),
  });
}

interface Chosen {
  readonly metric?: Match<string>;
  readonly direction?: "up" | "down";
}

/** Metrics whose direction is `up`, and the negative of those that are better when low. */
function scores({ where, metrics: declared }: ResolvedClass) {
  const names = Object.keys(declared);
  const those = (direction: "up" | "down") => names.filter((name) => declared[name] === direction);
  const others: Chosen = names.length > 0 ? { metric: { not: names } } : {};
  const values = (chosen: Chosen) =>
    identified((run_id) => training.training_metric_value.where({ ...where, run_id, ...chosen }));
  const of = (direction: "up" | "down") => {
    const labelled = values({ ...others, direction });
    const own = those(direction);
    return own.length > 0 ? labelled.or(values({ metric: own })) : labelled;
  };
  const labels = [...runLabels, "metric", "split"] as const;
  return max(of("up"))
    .by(...labels)
    .or(
      min(of("down"))
        .by(...labels)
        .mul(-1),
    );
}
