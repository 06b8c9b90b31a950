import { bottomk, max, min, on } from "../../../promql";
import { alert } from "../../alert";
import type { AlertRule } from "../../model";
import { runLabels } from "../identity";
import { busyGpu } from "../limits";
import { speed } from "../speed/series";
import type { ResolvedClass } from "../windows";
import { commWait, ranks } from "./series";

/** Share of the steps from which waiting for data is a fault: what published practice calls input-bound. */
const inputBoundShare = 0.2;
/**
 * Share of the steps from which waiting for each other is a fault. A pipeline of p stages with 2p microbatches waits
 * (p - 1) / (3p - 1) of its steps by design, which is below a third.
 */
const communicationBoundShare = 0.4;
/** Share of the steps that every other rank waits longer than a straggler: what it costs the run. */
const stragglerShare = 0.15;

/**
 * The run waits for its data: the mean of its ranks, for it is what the run loses. That of one rank alone is seen by
 * {@link stragglerRank}, since all others wait for it. A loop that runs ahead of its device waits for data while
 * the device has work: GPUs that are busy excuse it.
 */
export function inputBound(c: ResolvedClass): AlertRule {
  const { where, team, smoothing, gpuMetrics } = c;
  const waits = ranks.dataWait.where(where).gt(inputBoundShare);
  return alert({
    name: "TrainingInputBound",
    expr: gpuMetrics ? waits.unless(speed.gpuUtilization.where(where).gt(busyGpu)) : waits,
    for: smoothing,
    severity: "warning",
    team,
    summary: (l) => `Run ${l.run_id} in ${l.namespace} waits for its data`,
    description: (l, value) =>
      `Training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) spends ${value.percentage} of its steps waiting for the next batch, and has spent more than ${inputBoundShare * 100} % for ${smoothing}. The devices idle meanwhile.`,
  });
}

/** Even the rank that waits least waits long: it is the links, or the way the work is divided, and no straggler. */
export function communicationBound(c: ResolvedClass): AlertRule {
  const { where, team, smoothing } = c;
  return alert({
    name: "TrainingCommunicationBound",
    expr: min(commWait.where(where))
      .by(...runLabels)
      .gt(communicationBoundShare),
    for: smoothing,
    severity: "warning",
    team,
    summary: (l) => `All ranks of run ${l.run_id} in ${l.namespace} wait for each other`,
    description: (l, value) =>
      `Every rank of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) spends ${value.percentage} of its steps or more waiting for other ranks, and has spent more than ${communicationBoundShare * 100} % for ${smoothing}.`,
  });
}

/**
 * Ranks that step together take equally long: the slow one is that which waits least for the others. All others must
 * wait longer, so that halves of a pipeline with uneven work are none, and the rank must be the same for as long as
 * the alert waits, since its label is one of the alert's.
 */
export function stragglerRank(c: ResolvedClass): AlertRule {
  const { where, team, smoothing } = c;
  const waits = commWait.where(where);
  const second = max(bottomk(2, waits).by(...runLabels)).by(...runLabels);
  return alert({
    name: "TrainingStragglerRank",
    expr: bottomk(1, waits)
      .by(...runLabels)
      .lt(second.sub(stragglerShare), on(...runLabels).groupLeft()),
    for: smoothing,
    severity: "warning",
    team,
    summary: (l) => `Rank ${l.rank} of run ${l.run_id} in ${l.namespace} holds up the others`,
    description: (l, value) =>
      `Rank ${l.rank} (pod ${l.pod}) of training run ${l.run_id} (job ${l.job}, namespace ${l.namespace}) waits for other ranks for ${value.percentage} of its steps; every other rank has waited longer by at least ${stragglerShare * 100} % of a step for ${smoothing}.`,
  });
}
