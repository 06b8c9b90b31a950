import { casesOf, type Case, type Labels, type Series } from "../bench";
import { stepTimes, utilization } from "./devices";
import { scraped } from "./shared";
import { beginsAnew, flops, peak, tokens } from "./speed";
import { firing } from "./subjects";

const large = (...given: readonly Series[]) => scraped("large", ...given);
const ofLarge = (run_id: string): Labels => ({
  ...firing("warning", run_id),
  training_class: "large",
});
const name = "for the runs of its class but those that are excused";

/** Four runs of slow steps, of which one has begun anew, and one does as much as before. */
const slow = ["slow", "busy", "restarted", "larger"].flatMap((id) => stepTimes(2, id));
const excused = [beginsAnew("restarted"), tokens(0.95, "larger")];
const lower = (of: (run_id: string) => readonly Series[]) => [
  ...["slow", "restarted"].flatMap(of),
  beginsAnew("restarted"),
];

/** Where classes share a namespace, guards are those of the class, too. */
export const speedInClasses: readonly Case[] = [
  casesOf("TrainingStepsSlow", "52m").fires(
    name,
    ofLarge("slow"),
    ...large(...slow, ...excused),
    utilization(95, "busy"),
  ),
  casesOf("TrainingSlowOnBusyGpu", "52m").fires(
    name,
    ofLarge("busy"),
    ...large(...slow, ...excused),
    ...["busy", "restarted", "larger"].map((id) => utilization(95, id)),
  ),
  casesOf("TrainingThroughputDropped", "57m").fires(
    name,
    ofLarge("slow"),
    ...large(...lower((id) => [tokens(0.5, id)])),
  ),
  casesOf("TrainingMfuDropped", "57m").fires(
    name,
    ofLarge("slow"),
    ...large(...lower((id) => [tokens(1, id), flops(0.5, {}, id), peak(20, {}, id)])),
  ),
];
