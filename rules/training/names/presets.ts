import { megatron } from "../../../metrics";
import type { TrainingName } from "../options";

/** A Summary `training_loss` has no series of that name, only these two. */
export const summary = {
  loss: "training_loss",
  sum: "training_loss_sum",
  count: "training_loss_count",
} as const;

/** `--log-interval` of Megatron-LM unless it is told another. */
export const megatronLogInterval = 100;

/**
 * Megatron-LM's metrics under the names of the contract. Its histogram has one observation, the mean step time, for
 * every `stepsPerReport` steps.
 */
export function megatronNames(stepsPerReport: number): readonly TrainingName[] {
  const labels = { run_id: "nemo_run_id" };
  const { count, sum } = megatron.step_duration_ms_milliseconds;
  const of = (series: string, from: string, more: Partial<TrainingName> = {}): TrainingName => ({
    ...{ series, from, labels },
    ...more,
  });
  return [
    of("training_loss", megatron.loss.name, { values: { split: "train" } }),
    of("training_gradient_norm", megatron.grad_norm.name),
    of("training_learning_rate", megatron.learning_rate.name),
    of("training_skipped_steps_total", megatron.skipped_iters_total.name, {
      values: { reason: "other" },
    }),
    of("training_steps_total", count.name, { factor: stepsPerReport }),
    of("training_step_duration_seconds_count", count.name, { factor: stepsPerReport }),
    of("training_step_duration_seconds_sum", sum.name, { factor: stepsPerReport / 1000 }),
  ];
}
