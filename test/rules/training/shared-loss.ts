import { level, ramp, type Case, type Series } from "../bench";
import { page, scraped, ticket } from "./shared";
import { between, loss, ofRun, warmRestart } from "./subjects";

const validation = (id: string, ...values: readonly string[]) =>
  ofRun("training_loss", values, { split: "validation" }, id);
/** By a multiple, but by less than 20 standard deviations. */
const rises = (id: string) => loss([between(1.8, 2.2, 85), between(4, 4.4, 20)], id);
const worse = (id: string, from = 4) => validation(id, level(2, 85), ramp(from, 0.1, 20));
const spikes = (id: string) =>
  ofRun("training_loss_spike_steps_total", [level(0, 92), level(9, 10)], {}, id);
const gradient = (id: string) =>
  ofRun("training_gradient_norm", [level(1, 85), level(1.5, 20)], {}, id);
const both = (id: string) => [rises(id), worse(id), spikes(id)];

/** Runs whose losses rise at minute 85 or a little before, in every way that the rules tell apart. */
const runs: readonly Series[] = [
  ...both("seen"),
  ...both("young"),
  ofRun("training_step_current", [level(999, 105)], {}, "young"),
  ...both("again"),
  ofRun("training_attempt", [level(1, 60), level(2, 45)], {}, "again"),
  ...both("planned"),
  { ...warmRestart, series: warmRestart.series.replaceAll("r1", "planned") },
  rises("driven"),
  ofRun("training_learning_rate", [level(0.01, 85), level(0.1, 20)], {}, "driven"),
  loss([level(-6, 85), level(2, 20)], "from below"),
  worse("from below"),
  loss([level(2, 85), ramp(9, -0.4, 20)], "falls"),
  validation("falls", level(2, 89), ramp(6, -0.3, 16)),
  validation("falls for long", level(2, 80), level(9, 8), ramp(8.4, -0.4, 12)),
  validation("seldom seen", level(2, 80), level(4, 25)),
  ...[worse("harder"), gradient("harder")],
  ...[worse("inexplicable", 9), gradient("inexplicable")],
];

const judged = (alert: string, by: typeof page, ...fires: readonly string[]): Case => ({
  name: `${alert}: judges the runs of its class only`,
  alert,
  at: "94m",
  series: [...scraped("large", ...runs), ...scraped(undefined, ...both("of no class"))],
  fires: fires.map((id) => by(id, "large", "ml")),
});

/** Alerts on losses where classes share a namespace. */
export const sharedLoss: readonly Case[] = [
  judged("TrainingLossDiverging", page, "seen", "driven", "from below"),
  judged("TrainingLossRising", ticket, "seen", "driven", "from below", "falls"),
  judged("TrainingLossSpiked", ticket, "seen", "again"),
  judged(
    "TrainingValidationLossDiverging",
    page,
    ...["seen", "from below", "seldom seen", "inexplicable"],
  ),
  judged(
    "TrainingValidationLossRising",
    ticket,
    ...["seen", "from below", "falls", "falls for long", "seldom seen", "harder", "inexplicable"],
  ),
];
