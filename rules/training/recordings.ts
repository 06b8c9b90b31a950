import { dcgm, processMetrics, training } from "../../metrics";
import {
  abs,
  avg,
  avgOverTime,
  countOverTime,
  group,
  labelReplace,
  max,
  minOverTime,
  on,
  quantileOverTime,
  rate,
  resets,
  spread,
  sum,
  type Err,
  type Kind,
  type Match,
  type Operand,
  type Unit,
  Vector,
} from "../../promql";
import type { RecordingRule } from "../model";
import { recordEach } from "../record";
import { run, runPod, trainingPod, type RunLabel } from "./series";
import type { ResolvedClass } from "./windows";

/** The labels of {@link RunLabel}, to aggregate and match by. */
export const runLabels = ["namespace", "job", "run_id"] as const;

type HasPod<L extends string> = [RunLabel | "pod"] extends [L]
  ? unknown
  : Err<"a run is known by namespace, job and run_id, or else by pod: keep these labels">;

/**
 * Series with the identity of their run: `run_id`, or the name of the pod where there is none. `of` builds
 * the same vector for either kind of series.
 */
export function identified<L extends string, K extends Kind, U extends Unit>(
  of: (run_id: Match<string>) => Operand<L, K, U, never> & HasPod<L>,
): Vector<L, K, U> {
  // HasPod has checked what the compiler cannot follow for an unknown L: both labels are in it.
  const contract = new Vector<string, "gauge", "one">(of({ not: "" }).ast);
  const plain = new Vector<string, "gauge", "one">(of("").ast);
  const named = contract.or(labelReplace(plain, { to: "run_id", from: "pod" }));
  return new Vector(named.ast);
}

/**
 * The recording rules of a class, in the order in which they build on each other. Every class records the same
 * names: each rule reads its own namespace only, or two would write one series.
 */
export function recordings(c: ResolvedClass): readonly RecordingRule[] {
  const { namespace, smoothing, baseline, stall, gpuMetrics } = c;
  const trainingLoss = (run_id: Match<string>) =>
    training.training_loss.where({ namespace, run_id, split: { not: "validation" } });
  const loss = run.loss.where({ namespace });
  const process = max(processMetrics.process_start_time_seconds.where({ namespace }));
  return recordEach(
    { ...run, pod: runPod, trainingPod },
    {
      loss: max(identified(trainingLoss)).by(...runLabels),
      finiteLoss: loss.and(abs(loss).lt(Infinity)),
      lossMedian: quantileOverTime(0.5, run.finiteLoss.where({ namespace }).over(smoothing)),
      lossBaseline: minOverTime(run.lossMedian.where({ namespace }).over(baseline)),
      validationLoss: max(
        identified((run_id) =>
          training.training_loss.where({ namespace, run_id, split: "validation" }),
        ),
      ).by(...runLabels),
      step: max(
        identified((run_id) => training.training_step_current.where({ namespace, run_id })),
      ).by(...runLabels),
      attempt: max(
        identified((run_id) => training.training_attempt.where({ namespace, run_id })),
      ).by(...runLabels),
      startTime: max(
        spread(
          group(identified(trainingLoss)).by(...runLabels, "pod"),
          process.by("namespace", "pod"),
          on("namespace", "pod").groupLeft(),
        ),
      ).by(...runLabels),
      otherPhase: max(
        identified((run_id) =>
          training.training_phase.where({ namespace, run_id, phase: { not: "train" } }),
        ),
      ).by(...runLabels),
      learningRate: max(
        identified((run_id) => training.training_learning_rate.where({ namespace, run_id })),
      ).by(...runLabels),
      gradientNorm: max(
        identified((run_id) => training.training_gradient_norm.where({ namespace, run_id })),
      ).by(...runLabels),
      pod: group(
        identified((run_id) => training.training_steps_total.where({ namespace, run_id })),
      ).by(...runLabels, "pod"),
      trainingPod: trainingPods(c),
      // All ranks take the same steps: the furthest one speaks for the run. Samples are each rank's own.
      stepRate: max(
        identified((run_id) =>
          rate(training.training_steps_total.where({ namespace, run_id }).over(stall)),
        ),
      ).by(...runLabels),
      stepResets: max(
        identified((run_id) =>
          resets(training.training_steps_total.where({ namespace, run_id }).over(stall)),
        ),
      ).by(...runLabels),
      sampleRate: sum(
        identified((run_id) =>
          rate(training.training_samples_total.where({ namespace, run_id }).over(stall)),
        ),
      ).by(...runLabels),
      stepSeconds: stepSeconds(c),
      stepSecondsBaseline: quantileOverTime(
        0.5,
        run.stepSeconds.where({ namespace }).over(baseline),
      ),
      gpuUtilization: gpuMetrics ? gpuUtilization(c) : undefined,
    },
  );
}

/** Every pod that trains, also a rank without a loss and a loop without the contract. */
function trainingPods({ namespace, events }: ResolvedClass) {
  const loss = group(countOverTime(training.training_loss.where({ namespace }).over(events)));
  const steps = group(
    countOverTime(training.training_steps_total.where({ namespace }).over(events)),
  );
  return loss.by("namespace", "pod").or(steps.by("namespace", "pod"));
}

/** Mean step time; without a step in the window there is none, rather than NaN, which would bias the median. */
function stepSeconds({ namespace, stall }: ResolvedClass) {
  const { sum: spent, count: steps } = training.training_step_duration_seconds;
  const seconds = sum(
    identified((run_id) => rate(spent.where({ namespace, run_id }).over(stall))),
  ).by(...runLabels);
  const count = sum(
    identified((run_id) => rate(steps.where({ namespace, run_id }).over(stall))),
  ).by(...runLabels);
  return seconds.div(count.gt(0));
}

/**
 * DCGM series under the name of the pod that holds the GPU. The exporter names the workload in `exported_*`; its
 * own pod is aggregated away before the names are swapped.
 */
export function byPod<U extends Unit>(
  perPod: Vector<"exported_namespace" | "exported_pod", "gauge", U>,
): Vector<"namespace" | "pod", "gauge", U> {
  const named = labelReplace(
    labelReplace(perPod, { to: "namespace", from: "exported_namespace" }),
    { to: "pod", from: "exported_pod" },
  );
  return max(named).by("namespace", "pod");
}

/** Utilization of the GPUs that the run's pods hold. */
function gpuUtilization({ namespace, stall }: ResolvedClass) {
  const perPod = avg(
    avgOverTime(dcgm.DCGM_FI_DEV_GPU_UTIL.where({ exported_namespace: namespace }).over(stall)),
  ).by("exported_namespace", "exported_pod");
  return avg(
    spread(runPod.where({ namespace }), byPod(perPod), on("namespace", "pod").groupLeft()),
  ).by(...runLabels);
}
