import type { Comparison } from "../comparison";
import { byRun, rateOf } from "./parts";

const inSteps = `avg ${byRun} (${rateOf("training_step_seconds_total")})`;
const waits = (what: "data" | "comm") => rateOf(`training_${what}_wait_seconds_total`);
const share = (what: "data" | "comm") =>
  `${waits(what)} / ${rateOf("training_step_seconds_total")}`;

/** Rules of rules/training/ranks. */
export const ranks: readonly Comparison[] = [
  {
    rule: "TrainingInputBound",
    naive: `avg ${byRun} (${share("data")}) > 0.2`,
  },
  {
    rule: "TrainingCommunicationBound",
    naive: `min ${byRun} (${share("comm")}) > 0.4`,
  },
  {
    rule: "TrainingStragglerRank",
    naive: `max ${byRun} (${share("comm")}) - min ${byRun} (${share("comm")}) > 0.15`,
  },
  { rule: "run:training_step_seconds:rate", naive: inSteps },
  { rule: "run:training_data_wait:ratio", naive: `avg ${byRun} (${waits("data")}) / ${inSteps}` },
  { rule: "run_rank:training_comm_wait:ratio", naive: share("comm") },
];
