"""What a loop reports, and what comes of it."""

from __future__ import annotations

import math
import threading

import pytest
from prometheus_client import CollectorRegistry, Gauge

from mlwatch_metrics import Run, TrainingMetrics

from .conftest import Clock, exposed

NONFINITE = "training_loss_nonfinite_steps_total"


@pytest.fixture
def metrics(clock: Clock, registry: CollectorRegistry) -> TrainingMetrics:
    return TrainingMetrics(Run("run", planned_steps=500), registry=registry)


def test_counts_work(metrics: TrainingMetrics, registry: CollectorRegistry) -> None:
    metrics.step(samples=8, tokens=100, flops=1e9)
    metrics.step(samples=8, tokens=50, flops=1e9, number=70)
    metrics.step()
    text = exposed(registry)
    assert text("training_steps_total", run_id="run") == 3
    assert text("training_step_current") == 71
    assert text("training_step_planned") == 500
    assert text("training_samples_total") == 16
    assert text("training_tokens_total") == 150
    assert text("training_model_flops_total") == 2e9


def test_times_steps_without_what_interrupts_them(
    metrics: TrainingMetrics, registry: CollectorRegistry, clock: Clock
) -> None:
    clock.now += 30
    metrics.enter("train")
    clock.now += 2
    metrics.step()
    with metrics.phase("eval"):
        clock.now += 60
        with metrics.checkpoint():
            clock.now += 10
        clock.now += 5
    clock.now += 3
    metrics.step()
    text = exposed(registry)
    assert text("training_step_seconds_total") == pytest.approx(5)
    assert text("training_step_duration_seconds_sum") == pytest.approx(5)
    assert text("training_step_duration_seconds_bucket", le="2.5") == 1
    assert text("training_step_duration_seconds_bucket", le="5.0") == 2
    seconds = {
        phase: text("training_phase_seconds_total", phase=phase)
        for phase in ("init", "train", "eval", "checkpoint")
    }
    assert seconds == pytest.approx({"init": 30, "train": 5, "eval": 65, "checkpoint": 10})


def test_a_step_within_another_phase_is_not_charged_for_it(
    metrics: TrainingMetrics, registry: CollectorRegistry, clock: Clock
) -> None:
    metrics.enter("train")
    metrics.step()
    with metrics.phase("checkpoint"):
        clock.now += 10
        metrics.step()
        clock.now += 10
    clock.now += 1
    metrics.step()
    assert exposed(registry)("training_step_seconds_total") == pytest.approx(1)


def test_a_loop_without_phases_trains_from_its_first_step(
    metrics: TrainingMetrics, registry: CollectorRegistry, clock: Clock
) -> None:
    clock.now += 40
    metrics.step()
    clock.now += 2
    metrics.step()
    text = exposed(registry)
    assert text("training_phase", phase="train") == 1
    # The first had the start of the program in it.
    assert text("training_step_duration_seconds_count") == 1
    assert text("training_step_seconds_total") == pytest.approx(2)


def test_is_in_one_phase_whose_time_grows(
    metrics: TrainingMetrics, registry: CollectorRegistry, clock: Clock
) -> None:
    metrics.enter("restore")
    clock.now += 7
    text = exposed(registry)
    active = [s.labels["phase"] for s in text.samples if s.name == "training_phase" and s.value]
    assert active == ["restore"]
    assert text("training_phase_seconds_total", phase="restore") == pytest.approx(7)
    clock.now += 7
    assert exposed(registry)("training_phase_seconds_total", phase="restore") == pytest.approx(14)
    with pytest.raises(ValueError, match="phase 'warmup' is not one of init, compile"):
        metrics.enter("warmup")  # type: ignore[arg-type]


def test_the_loss_is_the_mean_of_its_interval(
    metrics: TrainingMetrics, registry: CollectorRegistry, clock: Clock
) -> None:
    metrics.step(5.0)
    assert exposed(registry)("training_loss", split="train") == 5
    for loss in (1.0, 2.0, 6.0):
        clock.now += 4
        metrics.step(loss)
    assert exposed(registry)("training_loss", split="train") == 3
    metrics.step(7.0)
    assert exposed(registry)("training_loss", split="train") == 3
    metrics.finish()
    assert exposed(registry)("training_loss", split="train") == 7


def test_no_interval_hides_a_nonfinite_step(
    metrics: TrainingMetrics, registry: CollectorRegistry, clock: Clock
) -> None:
    metrics.step(1.0, gradient_norm=1.0)
    # As a filter of non-finite losses reports it.
    metrics.step(0.0, gradient_norm=math.nan)
    metrics.step(math.nan, parameter_norm=math.inf)
    clock.now += 10
    metrics.step(1.0)
    text = exposed(registry)
    assert text("training_loss", split="train") != text("training_loss", split="train")
    assert text(NONFINITE, what="loss") == 1
    assert text(NONFINITE, what="gradient") == 1
    assert text(NONFINITE, what="parameters") == 1


def settle(metrics: TrainingMetrics, loss: float = 2.0) -> None:
    for step in range(100):
        value = loss + step % 5 / 100
        metrics.step(value, gradient_norm=value)


def test_counts_spikes_and_has_baselines(
    metrics: TrainingMetrics, registry: CollectorRegistry
) -> None:
    assert exposed(registry)("training_loss_baseline") is None
    settle(metrics)
    metrics.step(4.0, gradient_norm=4.0)
    metrics.step(4.0, gradient_norm=40.0)
    text = exposed(registry)
    assert text("training_loss_spike_steps_total") == 2
    # A gradient norm may double.
    assert text("training_gradient_norm_spike_steps_total") == 1
    assert text("training_loss_baseline") == pytest.approx(2.02)
    assert text("training_loss_baseline_stddev") == pytest.approx(0.0148, abs=1e-4)
    assert text("training_gradient_norm_baseline") == pytest.approx(2.02)
    assert text("training_gradient_norm") == 40


def test_a_new_attempt_is_another_curve(
    metrics: TrainingMetrics, registry: CollectorRegistry
) -> None:
    settle(metrics)
    metrics.attempt(2)
    metrics.step(9.0)
    text = exposed(registry)
    assert text("training_attempt") == 2
    assert text("training_loss_spike_steps_total") == 0


def test_logged_losses(metrics: TrainingMetrics, registry: CollectorRegistry) -> None:
    metrics.loss(math.nan, "train")
    metrics.loss(3.0, "train")
    metrics.loss(4.0, "validation")
    metrics.loss(5.0, "validation")
    text = exposed(registry)
    assert text("training_loss", split="train") == 3
    assert text("training_loss", split="validation") == 5
    assert text("training_evaluations_total") == 2
    assert text(NONFINITE, what="loss") == 1
    with pytest.raises(ValueError, match="split='val' is not one of train, validation"):
        metrics.loss(1.0, "val")  # type: ignore[arg-type]


def test_metrics_declare_what_is_good(
    metrics: TrainingMetrics, registry: CollectorRegistry
) -> None:
    metrics.metric("accuracy", 0.9, "validation")
    metrics.metric("perplexity", 8.0, "validation")
    metrics.metric("toxicity", 0.1, "test", "down")
    metrics.metric("toxicity", 0.2, "test")
    text = exposed(registry)
    name = "training_metric_value"
    assert text(name, metric="accuracy", direction="up") == 0.9
    assert text(name, metric="perplexity", direction="down") == 8
    assert text(name, metric="toxicity", direction="down", split="test") == 0.2
    with pytest.raises(ValueError, match="'helpfulness': say direction"):
        metrics.metric("helpfulness", 1.0, "test")
    with pytest.raises(ValueError, match="'toxicity' has the direction 'down' already"):
        metrics.metric("toxicity", 1.0, "test", "up")


def test_metrics_are_bounded(
    metrics: TrainingMetrics, registry: CollectorRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    for step in range(150):
        metrics.metric(f"accuracy_at_{step}", 1.0, "test", "up")
    names = [s for s in exposed(registry).samples if s.name == "training_metric_value"]
    assert len(names) == 100
    assert "'accuracy_at_100' is left out" in caplog.text


def test_the_rest_of_a_step(metrics: TrainingMetrics, registry: CollectorRegistry) -> None:
    metrics.step(learning_rate={"body": 0.1, "head": 0.2}, loss_scale=1024, skipped="overflow")
    metrics.step(learning_rate=0.5)
    metrics.progress(epoch=1.5, batch=7)
    text = exposed(registry)
    assert text("training_learning_rate", group="head") == 0.2
    assert text("training_learning_rate", group="all") == 0.5
    assert text("training_loss_scale") == 1024
    assert text("training_skipped_steps_total", reason="overflow") == 1
    assert text("training_epoch_current") == 1.5
    assert text("training_batch_current") == 7


def test_waits(metrics: TrainingMetrics, registry: CollectorRegistry, clock: Clock) -> None:
    def batches() -> list[int]:
        return [1, 2, 3]

    for _ in metrics.loader(batches()):
        clock.now += 1
    with metrics.data_wait():
        clock.now += 2
    with metrics.comm_wait():
        clock.now += 5
    text = exposed(registry)
    assert text("training_data_wait_seconds_total", rank="0") == pytest.approx(2)
    assert text("training_comm_wait_seconds_total", rank="0") == pytest.approx(5)


def test_checkpoints(metrics: TrainingMetrics, registry: CollectorRegistry, clock: Clock) -> None:
    metrics.enter("train")

    def failing() -> None:
        with metrics.checkpoint():
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        failing()
    text = exposed(registry)
    assert text("training_checkpoint_failures_total") == 1
    assert text("training_checkpoint_last_success_timestamp_seconds") is None
    assert text("training_phase", phase="train") == 1
    with metrics.checkpoint():
        clock.now += 4
    text = exposed(registry)
    assert text("training_checkpoint_duration_seconds_sum") == pytest.approx(4)
    assert (text("training_checkpoint_last_success_timestamp_seconds") or 0) > 1.7e9


def test_two_in_one_registry(metrics: TrainingMetrics, registry: CollectorRegistry) -> None:
    with pytest.raises(ValueError, match=r"close\(\) the earlier TrainingMetrics"):
        TrainingMetrics(Run("b"), registry=registry)
    metrics.close()
    metrics.close()
    TrainingMetrics(Run("b"), registry=registry).close()
    Gauge("training_loss", "A user's own.", registry=registry)
    with pytest.raises(ValueError, match="training_loss"):
        TrainingMetrics(Run("b"), registry=registry)


def test_needs_no_threads(metrics: TrainingMetrics) -> None:
    before = threading.active_count()
    settle(metrics)
    assert threading.active_count() == before
    metrics.start_server(0, addr="127.0.0.1")
    assert threading.active_count() == before + 1
    metrics.close()
    assert threading.active_count() == before


def test_labels_may_be_numbers(registry: CollectorRegistry) -> None:
    metrics = TrainingMetrics(Run(7), registry=registry)  # type: ignore[arg-type]
    for rate in (0.1, 0.2):
        metrics.step(learning_rate={0: rate, 1: rate})  # type: ignore[dict-item]
    text = exposed(registry)
    assert text("training_learning_rate", run_id="7", group="1") == 0.2
    assert text("training_steps_total", run_id="7") == 2


def test_takes_what_the_program_knows_late(
    metrics: TrainingMetrics, registry: CollectorRegistry
) -> None:
    metrics.plan(steps=70, epochs=3, batches_per_epoch=24)
    metrics.gradient_norm(2.5)
    metrics.gradient_norm(math.nan)
    metrics.comm_wait().add(1.5)
    text = exposed(registry)
    assert text("training_step_planned") == 70
    assert text("training_epoch_planned") == 3
    assert text("training_batch_planned") == 24
    assert math.isnan(text("training_gradient_norm") or 0)
    assert text(NONFINITE, what="gradient") == 1
    assert text("training_comm_wait_seconds_total") == 1.5
