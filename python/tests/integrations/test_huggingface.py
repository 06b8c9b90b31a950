"""The Trainer of transformers, on a language model of a few hundred parameters."""

from __future__ import annotations

import logging
import math
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from mlwatch_metrics import Run, TrainingMetrics

from ..conftest import Exposed, scrape
from .conforming import conforming
from .launching import torchrun

WHY = "is not installed: npm run test:frameworks"
torch = pytest.importorskip("torch", reason=f"torch {WHY}")
transformers = pytest.importorskip("transformers", reason=f"transformers {WHY}")
pytest.importorskip("accelerate", reason=f"accelerate {WHY}")

from transformers import TrainerCallback  # noqa: E402

from mlwatch_metrics.integrations.huggingface import MetricsCallback  # noqa: E402

NONFINITE = "training_loss_nonfinite_steps_total"


class Poison(TrainerCallback):
    """From a step on, nothing is finite any more."""

    def __init__(self, step: int) -> None:
        self._step = step

    def on_step_begin(self, args: Any, state: Any, control: Any, model: Any, **_: Any) -> None:
        if state.global_step == self._step:
            with torch.no_grad():
                next(model.parameters()).fill_(math.nan)


def trainer(folder: Path, **options: Any) -> Any:
    """A Trainer of 12 steps, each of 2 batches of 2 samples of 8 tokens."""
    torch.manual_seed(0)
    config = transformers.GPT2Config(vocab_size=32, n_positions=8, n_embd=8, n_layer=1, n_head=1)
    samples = [{"input_ids": ids, "labels": ids} for ids in torch.randint(0, 32, (48, 8))]
    given = {
        "max_steps": 12,
        "per_device_train_batch_size": 2,
        "gradient_accumulation_steps": 2,
        "logging_steps": 4,
        "save_strategy": "no",
        "learning_rate": 0.01,
        "report_to": "none",
        "disable_tqdm": True,
        "use_cpu": True,
    }
    extra = {name: options.pop(name) for name in ("callbacks",) if name in options}
    return transformers.Trainer(
        transformers.GPT2LMHeadModel(config),
        transformers.TrainingArguments(str(folder), **(given | options)),
        train_dataset=samples,
        eval_dataset=samples[:8],
        compute_metrics=lambda _: {"accuracy": 0.75, "mood": 3.0, "score": 0.5},
        **extra,
    )


def loss_of_logs(trained: Any) -> list[float]:
    return [each["loss"] for each in trained.state.log_history if "loss" in each]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == "mlwatch_metrics"]


@pytest.fixture
def metrics(registry: CollectorRegistry) -> Any:
    with TrainingMetrics(Run("a"), registry=registry, loss_interval=0) as metrics:
        yield metrics


def seen(metrics: TrainingMetrics) -> Exposed:
    return conforming(scrape(metrics.start_server(0, addr="127.0.0.1")))


def test_a_run(tmp_path: Path, metrics: TrainingMetrics, caplog: pytest.LogCaptureFixture) -> None:
    trained = trainer(
        tmp_path,
        **dict.fromkeys(("eval_strategy", "save_strategy"), "steps"),
        **dict.fromkeys(("eval_steps", "save_steps"), 6),
        metric_for_best_model="score",
        greater_is_better=True,
    )
    MetricsCallback(metrics).attach(trained)
    with caplog.at_level(logging.WARNING, "mlwatch_metrics"):
        trained.train()
    text = seen(metrics)
    assert text("training_steps_total") == text("training_step_current") == 12
    assert text("training_step_planned") == 12
    assert text("training_samples_total") == 48
    assert text("training_tokens_total") == 48 * 8
    assert text("training_model_flops_total") == pytest.approx(trained.state.total_flos)
    assert text("training_epoch_current") == 1
    rates = [each["learning_rate"] for each in trained.state.log_history if "loss" in each]
    assert text("training_learning_rate") == pytest.approx(rates[-1])
    # All steps' losses came one by one.
    assert text("training_loss", split="train") == pytest.approx(loss_of_logs(trained)[-1], rel=0.2)
    assert (text("training_gradient_norm") or 0) > 0
    # What the trainer evaluated last is what the endpoint shows.
    evaluated = [each for each in trained.state.log_history if "eval_loss" in each]
    assert text("training_loss", split="validation") == evaluated[-1]["eval_loss"]
    assert text("training_evaluations_total") == 2
    for name, value in (("accuracy", 0.75), ("score", 0.5)):
        assert text("training_metric_value", metric=name, split="validation") == value
    assert text("training_metric_value", metric="mood") is None
    assert [each.split(":")[0] for each in warnings(caplog)] == ["metric 'mood' is left out"]
    assert text("training_checkpoint_duration_seconds_count") == 2
    assert text("training_phase", phase="done") == 1
    for phase in ("train", "eval", "checkpoint"):
        assert (text("training_phase_seconds_total", phase=phase) or 0) > 0
    assert 0 < (text("training_data_wait_seconds_total") or 0) < 5
    assert text(NONFINITE, what="loss") == 0


def test_every_loss_counts(tmp_path: Path, metrics: TrainingMetrics) -> None:
    trained = trainer(tmp_path, logging_steps=1, max_steps=66)
    MetricsCallback(metrics).attach(trained)
    trained.train()
    losses = sorted(loss_of_logs(trained))
    # The trainer adds the parts up in another order, and rounds.
    median = (losses[32] + losses[33]) / 2
    assert seen(metrics)("training_loss_baseline") == pytest.approx(median, rel=1e-4)


def test_attached_counts_what_the_filter_hides(tmp_path: Path, metrics: TrainingMetrics) -> None:
    trained = trainer(tmp_path, callbacks=[Poison(5)])
    MetricsCallback(metrics).attach(trained)
    trained.train()
    # The trap: the trainer itself shows no loss that is not finite.
    assert all(map(math.isfinite, loss_of_logs(trained)))
    assert loss_of_logs(trained)[-1] == 0
    text = seen(metrics)
    assert text(NONFINITE, what="loss") == 7
    assert text(NONFINITE, what="gradient") == 7
    assert math.isnan(text("training_loss", split="train") or 0)


def test_alone_counts_what_it_can(
    tmp_path: Path, metrics: TrainingMetrics, caplog: pytest.LogCaptureFixture
) -> None:
    trained = trainer(tmp_path, callbacks=[MetricsCallback(metrics), Poison(4)])
    with caplog.at_level(logging.WARNING, "mlwatch_metrics"):
        trained.train()
    assert loss_of_logs(trained)[1:] == [0, 0]
    text = seen(metrics)
    # Steps 5 to 12 are masked; of gradient norms only two were logged.
    assert text(NONFINITE, what="loss") == 8
    assert text(NONFINITE, what="gradient") == 2
    assert math.isnan(text("training_loss", split="train") or 0)
    assert math.isnan(text("training_gradient_norm") or 0)
    (warning,) = warnings(caplog)
    assert warning.startswith("step 8: the logged loss is 0 and the gradient norm nan")
    assert text("training_samples_total") == 48


def test_alone_without_the_filter(tmp_path: Path, metrics: TrainingMetrics) -> None:
    callbacks = [MetricsCallback(metrics), Poison(4)]
    trained = trainer(tmp_path, callbacks=callbacks, logging_nan_inf_filter=False)
    trained.train()
    assert seen(metrics)(NONFINITE, what="loss") == 2


def test_alone_counts_tokens_of_the_state(tmp_path: Path, metrics: TrainingMetrics) -> None:
    callbacks = [MetricsCallback(metrics)]
    trained = trainer(tmp_path, callbacks=callbacks, include_num_input_tokens_seen="all")
    trained.train()
    text = seen(metrics)
    assert text("training_tokens_total") == 48 * 8
    assert text("training_gradient_norm") == pytest.approx(
        trained.state.log_history[-2]["grad_norm"]
    )


def test_another_train_is_another_attempt(tmp_path: Path, metrics: TrainingMetrics) -> None:
    trained = trainer(tmp_path, max_steps=2)
    MetricsCallback(metrics).attach(trained)
    trained.train()
    assert seen(metrics)("training_attempt") == 1
    trained.train()
    text = seen(metrics)
    assert text("training_attempt") == 2
    assert (text("training_steps_total"), text("training_step_current")) == (4, 2)


def test_goes_on_from_a_checkpoint(tmp_path: Path, metrics: TrainingMetrics) -> None:
    trainer(tmp_path, max_steps=4, save_strategy="steps", save_steps=4).train()
    trained = trainer(tmp_path)
    MetricsCallback(metrics).attach(trained)
    trained.train(resume_from_checkpoint=True)
    text = seen(metrics)
    assert (text("training_steps_total"), text("training_step_current")) == (8, 12)
    assert text("training_attempt") == 1
    flops = trained.state.total_flos * 8 / 12
    assert text("training_model_flops_total") == pytest.approx(flops)


def test_evaluation_after_the_end(tmp_path: Path, metrics: TrainingMetrics) -> None:
    trained = trainer(tmp_path, max_steps=2)
    MetricsCallback(metrics).attach(trained)
    trained.train()
    loss = trained.evaluate()["eval_loss"]
    predicted = trained.predict(trained.eval_dataset)
    text = seen(metrics)
    assert text("training_loss", split="validation") == loss
    assert predicted.metrics["test_accuracy"] == 0.75
    assert text("training_metric_value", metric="accuracy", split="test") == 0.75
    assert text("training_phase", phase="done") == 1
    assert (text("training_phase_seconds_total", phase="eval") or 0) > 0


def test_counts_skipped_steps(
    tmp_path: Path, metrics: TrainingMetrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = trainer(tmp_path, max_steps=3)
    MetricsCallback(metrics).attach(trained)
    # A loss scale needs another device.
    kind = type(trained.accelerator)
    monkeypatch.setattr(kind, "optimizer_step_was_skipped", property(lambda _: True))
    trained.train()
    assert seen(metrics)("training_skipped_steps_total", reason="overflow") == 3


def test_two_ranks(tmp_path: Path) -> None:
    first, second = torchrun("trainer", tmp_path)
    for text in (first, second):
        assert text("training_steps_total", run_id="run-7") == 12
        assert text("training_samples_total") == 48
        assert text("training_tokens_total") == 48 * 8
    assert first("training_world_size") == 2
    assert first("training_loss", split="train") is not None
    assert not {"training_loss", "training_run_info", "training_phase"} & second.names()
    # The trainer's own count is that of both, of which a rank has half.
    assert [(tmp_path / f"alone{rank}.txt").read_text() for rank in (0, 1)] == ["384.0"] * 2


def test_refuses_the_ranks_of_another(tmp_path: Path, registry: CollectorRegistry) -> None:
    run = Run("a", rank=1, world_size=2)
    callback = MetricsCallback(TrainingMetrics(run, registry=registry))
    with pytest.raises(ValueError, match=r"rank 0 of 1, but its Run says rank=1 of world_size=2"):
        trainer(tmp_path, callbacks=[callback]).train()
