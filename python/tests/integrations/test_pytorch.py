"""PyTorch itself: one process, and two under torchrun."""

from __future__ import annotations

import math
import statistics
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from mlwatch_metrics import Run, TrainingMetrics

from ..conftest import exposed, scrape
from .conforming import conforming
from .launching import torchrun

torch = pytest.importorskip("torch", reason="torch is not installed: npm run test:frameworks")

from mlwatch_metrics.integrations.pytorch import (  # noqa: E402
    LateSteps,
    gradient_norm,
    run_from_torch,
)


def test_a_loop(registry: CollectorRegistry) -> None:
    torch.manual_seed(0)
    model = torch.nn.Linear(4, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses, norms = [], []
    with (
        TrainingMetrics(run_from_torch(run_id="a"), registry=registry, loss_interval=0) as metrics,
        LateSteps(metrics) as late,
    ):
        port = metrics.start_server(0, addr="127.0.0.1")
        metrics.enter("train")
        for _ in range(70):
            loss = (model(torch.randn(8, 4)) - 1).square().mean()
            optimizer.zero_grad()
            loss.backward()
            norm = gradient_norm(model.parameters())
            clipped = torch.nn.utils.clip_grad_norm_(model.parameters(), 0.01)
            assert float(norm) == pytest.approx(float(clipped))
            optimizer.step()
            late.step(loss, gradient_norm=norm, samples=8)
            losses.append(loss.item())
            norms.append(norm.item())
        late.flush()
        text = conforming(scrape(port))
    assert text("training_run_info", framework="torch", world_size="1") == 1
    assert text("training_steps_total") == text("training_step_current") == 70
    assert text("training_samples_total") == 560
    assert text("training_loss", split="train") == pytest.approx(losses[-1])
    assert text("training_gradient_norm") == pytest.approx(norms[-1])
    # Every loss is in it, each once.
    assert text("training_loss_baseline") == pytest.approx(statistics.median(losses))


def test_late_values_are_those_of_their_step(registry: CollectorRegistry) -> None:
    metrics = TrainingMetrics(Run("a"), registry=registry, loss_interval=0)
    with LateSteps(metrics) as late:
        value = torch.tensor(2.0)
        late.step(value, gradient_norm=5.0)
        # The loop may use its tensor again.
        value.fill_(3.0)
        assert exposed(registry)("training_steps_total") == 1
        assert exposed(registry)("training_loss", split="train") is None
        late.step(value, gradient_norm=torch.tensor(math.nan))
        assert exposed(registry)("training_loss", split="train") == 2
        assert exposed(registry)("training_gradient_norm") == 5
        late.step()
        assert exposed(registry)("training_loss", split="train") == 3
        late.step(torch.tensor(math.inf))
    text = exposed(registry)
    assert text("training_steps_total") == 4
    assert text("training_loss_nonfinite_steps_total", what="loss") == 1
    assert text("training_loss_nonfinite_steps_total", what="gradient") == 1


def test_norm_without_gradients() -> None:
    assert float(gradient_norm(torch.nn.Linear(2, 2).parameters())) == 0


def test_data_parallel(tmp_path: Path) -> None:
    first, second = torchrun("ddp", tmp_path)
    for rank, text in enumerate((first, second)):
        assert text("training_steps_total", run_id="run-7") == 20
        assert text("training_samples_total") == 80
        assert text("training_step_seconds_total", rank=str(rank)) is not None
    assert first("training_world_size") == 2
    assert first("training_loss", split="train") is not None
    assert first("training_gradient_norm") is not None
    assert not {"training_loss", "training_gradient_norm", "training_phase"} & second.names()
    # Rank 1 is slow: 20 steps of 50 ms, for which rank 0 waits.
    waits = [text("training_comm_wait_seconds_total") or 0 for text in (first, second)]
    assert waits[0] > 0.7
    assert 0 < waits[1] < 0.3


def test_sharded_norm(tmp_path: Path) -> None:
    first, second = torchrun("fsdp", tmp_path)
    assert first("training_steps_total") == second("training_steps_total") == 5
    norm = float((tmp_path / "whole.txt").read_text())
    assert first("training_gradient_norm") == pytest.approx(norm, rel=1e-5)
    assert second("training_gradient_norm") is None


def test_pipeline(tmp_path: Path) -> None:
    first, second = torchrun("pipeline", tmp_path)
    assert first("training_loss", split="train") is None
    assert first("training_run_info") is None
    assert second("training_loss", split="train") == 0.5
    assert second("training_run_info", world_size="2") == 1
    assert first("training_steps_total") == second("training_steps_total") == 1
