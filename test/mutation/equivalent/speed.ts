import { anyRun, anywhere, dropped, of } from "./ids";
import type { Equivalents } from "./model";

const slow = of("TrainingStepsSlow");
const slowOrExpected = of("TrainingStepsSlow#2");
const busy = of("TrainingSlowOnBusyGpu");
const throughputDropped = of("TrainingThroughputDropped");
const mfuDropped = of("TrainingMfuDropped");
const inputBound = of("TrainingInputBound");
const straggler = of("TrainingStragglerRank");
const mfu = of("run:training_mfu:ratio");
const throughput = of("run:training_throughput:rate");
const dataWait = of("run:training_data_wait:ratio");
const commWait = of("run_rank:training_comm_wait:ratio");

const guarded = ["0 0 0 0", "0 0 0 1 0", "0 0 1", "0 1 0", "0 1 1 0", "1 0"];
const median = ["0 0 0 1", "0 0 1 0", "0 1", "1"];

/** Equivalent mutants of the rules on speed and on ranks. */
export const speed: readonly Equivalents[] = [
  {
    reason:
      "the other side of the comparison, quotient or guard chooses namespace and class, and both match on them",
    ids: [
      ...anywhere(slow, ...guarded),
      ...dropped(slowOrExpected, "namespace =", ...guarded.map((path) => `0 ${path}`)),
      ...anywhere(busy, ...guarded),
      ...anywhere(throughputDropped, ...median),
      ...anywhere(mfuDropped, ...median),
      ...anywhere(inputBound, "1 0"),
      ...anywhere(straggler, "0 1", "1 0 0 1"),
      ...anywhere(mfu, "0 0 0 0 0 0", "0 0 0 0 1 0 0", "0 1 0 0 0", "0 1 0 0 1 0", "1"),
      ...anywhere(throughput, "1 0 0"),
      ...anywhere(dataWait, "0 0 0 0 0", "0 0 0 1 0 0", "1"),
      ...anywhere(commWait, "0 0 0 0", "0 0 1 0 0", "1"),
    ],
  },
  {
    reason: "what has no `run_id` matches nothing: the other side always has one",
    ids: [
      ...anyRun(mfu, "0 0 0 0 0 0", "0 1 0 0 0"),
      ...anyRun(dataWait, "0 0 0 0 0"),
      ...anyRun(commWait, "0 0 0 0"),
    ],
  },
  {
    reason:
      "all series are of one namespace and one class, so neither need be matched or grouped by",
    ids: ["namespace", "training_class"].flatMap((label) => [
      ...commWait(`expr on: drop ${label}`),
      ...straggler(
        `expr on: drop ${label}`,
        `expr 0 by: drop ${label}`,
        `expr 1 0 0 by: drop ${label}`,
      ),
    ]),
  },
  {
    reason: "the second lowest is never lower than itself by something",
    ids: straggler("expr 0 0 more"),
  },
];
