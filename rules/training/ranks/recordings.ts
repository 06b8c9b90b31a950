import { training } from "../../../metrics";
import { avg, on, rate, sum } from "../../../promql";
import type { RecordingRule } from "../../model";
import { recordEach } from "../../record";
import { identified, runLabels } from "../identity";
import type { ResolvedClass } from "../windows";
import { commWait, ranks } from "./series";

/** What {@link ranks} says is recorded; each counter of the ranks is read once. */
export function rankRecordings({ where, stall }: ResolvedClass): readonly RecordingRule[] {
  const inSteps = ranks.inSteps.where(where);
  const perRank = (counter: Counter) =>
    sum(identified((run_id) => rate(training[counter].where({ ...where, run_id }).over(stall)))).by(
      ...runLabels,
      "pod",
      "rank",
    );
  return recordEach(
    { ...ranks, commWait },
    {
      // Without a step there is nothing to have a share of.
      inSteps: avg(perRank("training_step_seconds_total"))
        .by(...runLabels)
        .gt(0),
      dataWait: avg(perRank("training_data_wait_seconds_total"))
        .by(...runLabels)
        .div(inSteps),
      // Ranks that step together take as long: the mean of the run will do for each of them.
      commWait: perRank("training_comm_wait_seconds_total").div(
        inSteps,
        on(...runLabels).groupLeft(),
      ),
    },
  );
}

type Counter =
  | "training_step_seconds_total"
  | "training_data_wait_seconds_total"
  | "training_comm_wait_seconds_total";
