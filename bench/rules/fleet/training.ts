import { each, places, upTo, values, type Family, type FleetSize, type Labels } from "./parts";

/** Training runs: every process exports the contract; one rank speaks for its run. */
export function training({ runs, ranks }: FleetSize): readonly Family[] {
  const target = (run: number, rank: number) => ({
    namespace: places.training,
    job: `${places.training}/runs`,
    pod: `run-${run}-${rank}`,
    instance: `10.1.${run}.${rank}:9400`,
  });
  const targets = upTo(runs).flatMap((run) => upTo(ranks).map((rank) => target(run, rank)));
  const processes = upTo(runs).flatMap((run) =>
    upTo(ranks).map((rank) => ({ ...target(run, rank), run_id: `run-${run}` })),
  );
  const gauge = (name: string, value: number, ...own: readonly Labels[]): Family => ({
    name,
    labels: own.length === 0 ? processes : each(processes, ...own),
    value: { gauge: value },
  });
  const counter = (name: string, perSecond: number, ...own: readonly Labels[]): Family => ({
    ...gauge(name, 0, ...own),
    value: { perSecond },
  });
  // One rank speaks for its run.
  const owners = processes.filter((_, n) => n % ranks === 0);
  const owned = (family: Family, own: readonly Labels[] = [{}]): Family => ({
    ...family,
    labels: each(owners, ...own),
  });
  return [
    { name: "up", labels: targets, value: { gauge: 1 } },
    { name: "process_start_time_seconds", labels: targets, value: { gauge: 1.7e9 } },
    gauge("training_loss", 2, ...values("split", "train", "validation")),
    gauge("training_step_current", 50_000),
    gauge("training_attempt", 1),
    gauge("training_gradient_norm", 1),
    gauge("training_learning_rate", 0.0003, { group: "0" }),
    gauge("training_phase", 0, ...values("phase", "evaluate", "checkpoint", "done")),
    gauge("training_phase", 1, { phase: "train" }),
    counter("training_steps_total", 1),
    counter("training_samples_total", 32),
    counter("training_tokens_total", 65_536),
    counter("training_model_flops_total", 4e14),
    gauge("training_peak_flops_per_second", 1e15),
    counter("training_loss_nonfinite_steps_total", 0, ...values("what", "loss", "gradient")),
    owned(gauge("training_loss_scale", 65_536)),
    owned(counter("training_skipped_steps_total", 0), values("reason", "overflow", "other")),
    owned(
      gauge("training_metric_value", 0.9),
      values("metric", "accuracy", "perplexity").map((labels, i) => ({
        ...labels,
        split: "validation",
        direction: i === 0 ? "up" : "down",
      })),
    ),
    owned(counter("training_loss_spike_steps_total", 0)),
    ...(["step", "data_wait", "comm_wait"] as const).map((what, i) => ({
      ...counter(`training_${what}_seconds_total`, [0.9, 0.05, 0.1][i] ?? 0),
      labels: processes.map((labels, n) => ({ ...labels, rank: String(n % ranks) })),
    })),
    gauge("training_last_step_timestamp_seconds", 1.7e9),
    owned(gauge("training_step_planned", 100_000)),
    owned(gauge("training_world_size", ranks)),
    owned(gauge("training_start_timestamp_seconds", 1.7e9)),
    owned(gauge("training_checkpoint_last_success_timestamp_seconds", 1.7e9)),
    owned(counter("training_checkpoint_failures_total", 0)),
    owned(counter("training_phase_seconds_total", 0.95), [{ phase: "train" }]),
    owned(
      counter("training_phase_seconds_total", 0.01),
      values("phase", "init", "compile", "eval", "checkpoint", "restore", "done"),
    ),
    counter("training_step_duration_seconds_sum", 0.9),
    counter("training_step_duration_seconds_count", 1),
  ];
}
