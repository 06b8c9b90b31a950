import { epoch } from "../replay";
import type { Head } from "../samples";
import type { Phase } from "./faults";
import type { Simulation, SyntheticRun } from "./simulation";

/** Namespace of all runs; they are of one class. */
export const namespace = "synthetic";

const RANKS_OF_A_POD = 8;
const TOKENS = 2048;

/** A series of a run, and its value. */
export interface Series extends Head {
  readonly at: (run: Simulation) => number | undefined;
}

const PHASES: readonly Phase[] = [
  ...(["init", "compile", "train", "eval", "checkpoint", "restore", "done"] as const),
];

/** What is scraped of a run, its GPUs among it. */
export function seriesOf({ id, kind, setting }: SyntheticRun): readonly Series[] {
  const target = (rank: number) => ({
    namespace,
    job: "training",
    pod: `${id}-${Math.floor(rank / RANKS_OF_A_POD)}`,
    instance: `${id}-${Math.floor(rank / RANKS_OF_A_POD)}:${9100 + (rank % RANKS_OF_A_POD)}`,
  });
  const owner = { ...target(0), run_id: id };
  const one = (
    name: string,
    at: Series["at"],
    labels: Readonly<Record<string, string>> = {},
  ): Series => ({
    name,
    labels: { ...owner, ...labels },
    at: (run) => (run.up ? at(run) : undefined),
  });
  // A run that vanishes had more to do, and one that ends as planned has not.
  const planned = Math.ceil(setting.onset / setting.stepSeconds) * (kind.ends === "done" ? 1 : 10);
  return [
    one("training_loss", (run) => run.loss, { split: "train" }),
    one("training_loss", (run) => run.validationLoss, { split: "validation" }),
    one("training_evaluations_total", (run) => run.evaluations),
    one("training_metric_value", () => 0.8, {
      metric: "accuracy",
      split: "validation",
      direction: "up",
    }),
    one("training_loss_spike_steps_total", (run) => run.watched.seen.spikes),
    one("training_loss_baseline", (run) => run.watched.seen.median),
    one("training_loss_baseline_stddev", (run) => run.watched.seen.stddev),
    one("training_gradient_norm", () => 1),
    one("training_gradient_norm_spike_steps_total", () => 0),
    ...["loss", "gradient", "parameters"].map((what) =>
      one(
        "training_loss_nonfinite_steps_total",
        (run) => (what === "gradient" ? run.overflows : 0),
        { what },
      ),
    ),
    one("training_skipped_steps_total", (run) => run.overflows, { reason: "overflow" }),
    one("training_loss_scale", (run) => run.lossScale),
    one("training_learning_rate", () => 1e-4, { group: "all" }),
    one("training_attempt", (run) => run.attempt),
    one("training_start_timestamp_seconds", (run) => epoch + run.started),
    one("training_world_size", () => setting.ranks),
    one("training_step_current", (run) => Math.floor(run.step)),
    one("training_step_planned", () => planned),
    one("training_step_duration_seconds_sum", (run) => run.stepsTimed, { rank: "0" }),
    one("training_step_duration_seconds_count", (run) => Math.floor(run.steps), { rank: "0" }),
    one("training_checkpoint_last_success_timestamp_seconds", ({ saved }) =>
      saved === undefined ? undefined : epoch + saved,
    ),
    one("training_checkpoint_failures_total", (run) => run.failures),
    ...PHASES.flatMap((phase) => [
      one("training_phase", (run) => (run.regime.phase === phase ? 1 : 0), { phase }),
      one("training_phase_seconds_total", (run) => run.phaseSeconds.get(phase) ?? 0, { phase }),
    ]),
    ...setting.ofRank.flatMap((_, rank) => ofRank(id, rank, target(rank))),
  ];
}

function ofRank(
  id: string,
  rank: number,
  target: Readonly<Record<string, string>>,
): readonly Series[] {
  const own = { ...target, run_id: id };
  const one = (name: string, at: Series["at"], labels = {}): Series => ({
    name,
    labels: { ...own, ...labels },
    at: (run) => (run.up ? at(run) : undefined),
  });
  const rankLabel = { rank: String(rank) };
  const tokens = (run: Simulation) => run.samples * TOKENS;
  const gpu = (name: string, at: Series["at"]): Series => ({
    name,
    labels: {
      ...{ namespace: "gpu-operator", pod: "dcgm-exporter", job: "dcgm-exporter" },
      exported_namespace: namespace,
      exported_pod: target["pod"] ?? "",
      UUID: `GPU-${id}-${rank}`,
    },
    at,
  });
  return [
    { name: "up", labels: target, at: (run) => (run.up ? 1 : 0) },
    {
      name: "process_start_time_seconds",
      labels: target,
      at: (run) => (run.up ? epoch + run.started : undefined),
    },
    one("training_steps_total", (run) => Math.floor(run.steps)),
    one("training_samples_total", (run) => run.samples),
    one("training_tokens_total", tokens),
    one("training_model_flops_total", (run) => tokens(run) * 6e9),
    one("training_peak_flops_per_second", () => 1e15),
    one("training_step_seconds_total", (run) => run.ranks[rank]?.stepSeconds, rankLabel),
    one("training_data_wait_seconds_total", (run) => run.ranks[rank]?.dataWait, rankLabel),
    one("training_comm_wait_seconds_total", (run) => run.ranks[rank]?.commWait, rankLabel),
    one(
      "training_last_step_timestamp_seconds",
      ({ lastStep }) => (lastStep === undefined ? undefined : epoch + lastStep),
      rankLabel,
    ),
    gpu("DCGM_FI_DEV_GPU_UTIL", (run) => (run.up ? run.regime.utilization : 0)),
    gpu("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", (run) => (run.up ? run.regime.tensor : 0)),
  ];
}
