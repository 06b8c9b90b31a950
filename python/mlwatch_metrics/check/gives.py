"""What each metric of the contract tells: a program without it cannot be told that."""

from __future__ import annotations

from collections.abc import Mapping

TRAINING: Mapping[str, str] = {
    "training_loss": "whether the loss diverges or is NaN",
    "training_steps_total": "whether the run makes progress, and steps per second",
    "training_step_current": "that a run warms up, and how far it is",
    "training_loss_nonfinite_steps_total": "NaN between two scrapes, or hidden by a framework",
    "training_attempt": "that a new attempt is no divergence",
    "training_phase": "that a run evaluates or saves, and does not hang",
    "training_gradient_norm": "instability before the loss shows it",
    "training_learning_rate": "that a warm restart is no divergence",
    "training_last_step_timestamp_seconds": "which rank hangs",
    "training_step_duration_seconds": "slow steps",
    "training_step_seconds_total": "slow steps, and the share of waits",
    "training_data_wait_seconds_total": "that the input is too slow",
    "training_comm_wait_seconds_total": "which rank is slower than the others",
    "training_checkpoint_last_success_timestamp_seconds": "how much work is at risk",
    "training_checkpoint_failures_total": "checkpoints that fail",
    "training_checkpoint_duration_seconds": "slow checkpoints",
    "training_evaluations_total": "how much a validation loss is worth",
    "training_metric_value": "collapse of accuracy, reward or any metric",
    "training_loss_spike_steps_total": "spikes between two scrapes",
    "training_loss_baseline": "what loss is usual, per step",
    "training_loss_baseline_stddev": "how much the loss varies, per step",
    "training_gradient_norm_spike_steps_total": "spikes of the gradient between two scrapes",
    "training_gradient_norm_baseline": "what gradient norm is usual",
    "training_gradient_norm_baseline_stddev": "how much the gradient norm varies",
    "training_parameter_norm": "parameters that grow without bound",
    "training_skipped_steps_total": "updates left out",
    "training_loss_scale": "collapse of mixed precision",
    "training_phase_seconds_total": "goodput: the share of time that trains",
    "training_samples_total": "samples per second",
    "training_tokens_total": "tokens per second",
    "training_model_flops_total": "model FLOPs utilisation",
    "training_peak_flops_per_second": "model FLOPs utilisation",
    "training_run_info": "model, team and experiment of a run",
    "training_start_timestamp_seconds": "how long the attempt has run",
    "training_world_size": "ranks that are missing",
    "training_step_planned": "time to the end, and that a run that is gone had reached it",
    "training_epoch_current": "progress in epochs",
    "training_epoch_planned": "progress in epochs",
    "training_batch_current": "progress within an epoch",
    "training_batch_planned": "progress within an epoch",
}

INFERENCE: Mapping[str, str] = {
    "inference_requests_total": "requests per second and the error ratio",
    "inference_request_latency_seconds": "latency p50, p95 and p99",
    "inference_errors_total": "why requests fail",
    "inference_requests_in_progress": "saturation",
    "inference_queue_length": "that requests queue up",
}

# What a label of the contract is good for; without it the rest works.
LABELS: Mapping[str, str] = {
    "run_id": "the run is known by its pod then, and every restart is another run",
    "rank": "ranks are known by their pods and ports then",
    "split": "it is taken for the loss of training",
    "code": "there is no error ratio then",
}
