import { scrape } from "../../../metrics";
import {
  changes,
  lastOverTime,
  maxOverTime,
  on,
  presentOverTime,
  seconds,
  sumOverTime,
  type Condition,
} from "../../../promql";
import { alert } from "../../alert";
import type { AlertRule } from "../../model";
import { runLabels, type RunLabel } from "../identity";
import { progress } from "../progress/series";
import type { ResolvedClass } from "../windows";
import { lifecycle, owningPod } from "./series";

/** Restarts without progress after which a run does not get further by itself. */
const cycles = 3;
/** Share of its time that a run should train; large public runs reach 0.9 to 0.97. */
const leastGoodput = 0.9;

/** A run starts again and again and dies before it gets further than it had been. */
export function crashLooping(c: ResolvedClass): AlertRule {
  const { where, team, stall, events } = c;
  const [quick, slow] = c.crashLoop;
  const { attempt, startTime, stepResets, furthestStep } = progress;
  const furthest = furthestStep.where(where);
  const often = (
    restarts: Condition<RunLabel, "gauge", "one">,
    within: string,
  ): Condition<RunLabel, "gauge", "one"> =>
    restarts
      .either(sumOverTime(stepResets.where(where).subquery(within, stall)).ge(cycles))
      .and(furthest.le(furthest.offset(within)));
  // Attempts of slow loops last longer than a step of the subquery; those of quick ones may not.
  const quickly = changes(attempt.where(where).over(quick))
    .ge(cycles)
    .either(changes(startTime.where(where).over(quick)).ge(cycles));
  const slowly = changes(attempt.where(where).subquery(slow, events))
    .ge(cycles)
    .either(changes(startTime.where(where).subquery(slow, events)).ge(cycles));
  return alert({
    name: "TrainingCrashLooping",
    expr: often(quickly, quick).either(
      // Long after its last attempt it is no loop.
      often(slowly, slow).and(presentOverTime(progress.step.where(where).subquery(quick, events))),
    ),
    for: "0s",
    severity: "critical",
    team,
    summary: (l) => `Run ${l.run_id} in ${l.namespace} restarts without progress`,
    description: (l, value) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) has begun anew ${value.humanize} times within ${quick} or ${slow} and never got further than before.`,
  });
}

/** A run that trained is gone, and neither said that it is done nor was near its last step. */
export function vanished(c: ResolvedClass): AlertRule {
  const { where, team, stall, events } = c;
  const memory = c.crashLoop[1];
  const { stepRate, furthestStep, plannedSteps, rankCount, done } = progress;
  // The same run may go on in another job.
  const byId = on("namespace", "run_id", "training_class");
  const trained = maxOverTime(stepRate.where(where).subquery(memory, events));
  const said = lastOverTime(done.where(where).subquery(memory, events));
  const planned = lastOverTime(plannedSteps.where(where).subquery(memory, events));
  // What it did after its last scrape is not known.
  const reached = furthestStep.where(where).add(trained.mul(seconds(events)));
  const scraped = presentOverTime(owningPod.where(where).subquery(memory, events)).and(
    scrape.up.where(where),
    on("namespace", "job", "pod"),
  );
  return alert({
    name: "TrainingVanished",
    expr: trained
      .gt(0)
      .and(said.eq(0))
      .unless(done.where(where), byId)
      .unless(rankCount.where(where), byId)
      .unless(scraped, on(...runLabels))
      .unless(reached.ge(planned)),
    for: stall,
    severity: "warning",
    team,
    summary: (l) => `Run ${l.run_id} in ${l.namespace} has vanished`,
    description: (l) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) trained within the last ${memory}. Its processes have been gone for ${stall}, it has not said that it is done, and its planned steps are not made.`,
  });
}

/** Too much of the time goes into starting, restoring and saving. */
export function goodputLow(c: ResolvedClass): AlertRule {
  const { where, team, smoothing, baseline } = c;
  const spent = lifecycle.phaseSeconds.where(where);
  return alert({
    name: "TrainingGoodputLow",
    expr: lifecycle.goodput
      .where(where)
      .lt(leastGoodput)
      .and(spent)
      // A young run has compiled and loaded just now, once.
      .and(spent.offset(baseline)),
    for: smoothing,
    severity: "warning",
    team,
    summary: (l) => `Run ${l.run_id} in ${l.namespace} trains too little of its time`,
    description: (l, value) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) has trained ${value.percentage} of the last ${baseline}, evaluation left out: the rest went into starting, compiling, restoring and checkpoints.`,
  });
}
