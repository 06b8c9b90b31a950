import { checkPack } from "../check";
import { groupName, omit } from "../conventions";
import type { Pack } from "../model";
import { validationLossDiverging, validationLossRising } from "./evaluation/divergence";
import { overfitting } from "./evaluation/overfitting";
import { evaluationRecordings } from "./evaluation/recordings";
import { lossNonFinite, nonFiniteMasked } from "./health/alerts";
import { healthRecordings } from "./health/recordings";
import { lossScaleCollapsed } from "./health/scale";
import { targetDown } from "./lifecycle/alerts";
import { checkpointFailing, checkpointStale } from "./lifecycle/checkpoints";
import { crashLooping, goodputLow, vanished } from "./lifecycle/ends";
import { lifecycleRecordings } from "./lifecycle/recordings";
import { lossDiverging, lossRising, lossSpiked } from "./loss/alerts";
import { plateau } from "./loss/plateau";
import { lossRecordings } from "./loss/recordings";
import { metricCollapsed } from "./metrics/alerts";
import { metricRecordings } from "./metrics/recordings";
import { nameRecordings } from "./names/recordings";
import { exportedNames } from "./names/resolve";
import type { TrainingOptions } from "./options";
import { hungOnBusyGpu, plainStalled, ranksMissing, stalled } from "./progress/alerts";
import { progressRecordings } from "./progress/recordings";
import { communicationBound, inputBound, stragglerRank } from "./ranks/alerts";
import { rankRecordings } from "./ranks/recordings";
import { mfuDropped, slowOnBusyGpu, stepsSlow, throughputDropped } from "./speed/alerts";
import { speedRecordings } from "./speed/recordings";
import { resolveClasses } from "./windows";

/**
 * The rules of training runs: one group per class, so that recorded series are there before the alerts that
 * read them. A new run of a class needs no new rules.
 * @throws Error naming class, option, value and rule when windows cannot work or two classes overlap.
 */
export function trainingPack(options: TrainingOptions): Pack {
  const gpuMetrics = options.gpuMetrics ?? true;
  const classes = resolveClasses(options);
  const pack: Pack = {
    name: "training",
    groups: classes.map((c) => ({
      name: groupName("training", c.name),
      rules: [
        ...nameRecordings(c),
        ...progressRecordings(c),
        ...lossRecordings(c),
        ...healthRecordings(c),
        ...evaluationRecordings(c),
        ...metricRecordings(c),
        ...speedRecordings(c),
        ...rankRecordings(c),
        ...lifecycleRecordings(c),
        lossNonFinite(c),
        nonFiniteMasked(c),
        lossScaleCollapsed(c),
        lossDiverging(c),
        lossRising(c),
        lossSpiked(c),
        validationLossDiverging(c),
        validationLossRising(c),
        overfitting(c),
        plateau(c),
        metricCollapsed(c),
        stalled(c),
        plainStalled(c),
        ...(gpuMetrics ? [hungOnBusyGpu(c), slowOnBusyGpu(c)] : []),
        ranksMissing(c),
        stepsSlow(c),
        throughputDropped(c),
        mfuDropped(c),
        inputBound(c),
        communicationBound(c),
        stragglerRank(c),
        targetDown(c),
        vanished(c),
        crashLooping(c),
        goodputLow(c),
        checkpointFailing(c),
        ...checkpointStale(c),
      ],
    })),
    omitted: [
      ...omit(
        "GPUs are not exported here: no GPU pools are configured",
        ...(gpuMetrics ? [] : ["TrainingHungOnBusyGpu", "TrainingSlowOnBusyGpu"]),
      ),
      ...classes
        .filter(({ checkpointInterval }) => checkpointInterval === undefined)
        .flatMap(({ name }) =>
          omit(
            `training class '${name}' names no checkpointInterval: how old a checkpoint may be is not known`,
            "TrainingCheckpointStale",
          ),
        ),
    ],
  };
  return checkPack(pack, {
    scrapeInterval: options.scrapeInterval,
    scrapeIntervals: Object.fromEntries(
      classes.map((c) => [groupName("training", c.name), c.scrapeInterval]),
    ),
    exported: classes.flatMap(({ names }) => exportedNames(names)),
  });
}
