"""Lightning: one process, and two that it spawns itself."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from prometheus_client import CollectorRegistry

from ..conftest import Exposed, exposed, free_ports, scrape
from .conforming import conforming

WHY = "is not installed: npm run test:frameworks"
torch = pytest.importorskip("torch", reason=f"torch {WHY}")
pytest.importorskip("lightning", reason=f"lightning {WHY}")

import lightning.pytorch as pl  # noqa: E402
from torch.utils.data import DataLoader, TensorDataset  # noqa: E402

from mlwatch_metrics.integrations.lightning import MetricsCallback  # noqa: E402

# Lightning warns of itself.
pytestmark = pytest.mark.filterwarnings("ignore")
NONFINITE = "training_loss_nonfinite_steps_total"


class Model(pl.LightningModule):
    """A line, which at a batch of one's choice goes to pieces."""

    def __init__(self, broken_at: int = -1) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layer = torch.nn.Linear(4, 1)
        self.broken_at = broken_at

    def _loss(self, batch: Any) -> Any:
        return (self.layer(batch[0]) - 1).square().mean()

    def training_step(self, batch: Any, index: int) -> Any:
        loss = self._loss(batch) * (math.nan if index == self.broken_at else 1)
        self.log("train_loss", loss, on_step=True, on_epoch=True)
        self.log("train/f1", 0.5, on_epoch=True)
        return loss

    def validation_step(self, batch: Any, index: int) -> None:
        self.log("val_loss", self._loss(batch), sync_dist=True)
        self.log("val_accuracy", 0.75, sync_dist=True)

    def configure_optimizers(self) -> Any:
        optimizer = torch.optim.SGD(self.parameters(), lr=0.1)
        return [optimizer], [torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)]


class Keep(pl.Callback):
    """Leaves what each rank exposes in a file, before the callback before it closes."""

    def __init__(self, port: int, folder: Path) -> None:
        self._port, self._folder = port, folder

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        url = f"http://127.0.0.1:{self._port + trainer.local_rank}/metrics"
        with urlopen(url, timeout=10) as response:
            (self._folder / f"rank{trainer.global_rank}.txt").write_bytes(response.read())


def fit(
    folder: Path, callback: MetricsCallback, port: int, model: Any = None, **options: Any
) -> Any:
    """2 epochs of 8 batches of 4 samples."""
    batches = DataLoader(TensorDataset(torch.ones(32, 4)), batch_size=4)
    trainer = pl.Trainer(
        accelerator="cpu",
        max_epochs=2,
        default_root_dir=folder,
        callbacks=[callback, Keep(port, folder)],
        enable_progress_bar=False,
        enable_model_summary=False,
        logger=False,
        **({"devices": 1} | options),
    )
    trainer.fit(model or Model(), batches, batches)
    return trainer


def test_a_run(tmp_path: Path, registry: CollectorRegistry) -> None:
    port = free_ports(1)
    callback = MetricsCallback(
        run_id="a", model="line", port=port, addr="127.0.0.1", registry=registry, loss_interval=0
    )
    trainer = fit(tmp_path, callback, port, gradient_clip_val=0.01)
    text = conforming(Exposed((tmp_path / "rank0.txt").read_text()))
    assert text("training_run_info", framework="lightning", model="line") == 1
    assert text("training_steps_total") == text("training_step_current") == 16
    assert text("training_step_planned") == 16
    assert (text("training_epoch_planned"), text("training_batch_planned")) == (2, 8)
    assert (text("training_epoch_current"), text("training_batch_current")) == (2, 7)
    assert text("training_samples_total") == 64
    logged = trainer.callback_metrics
    assert text("training_loss", split="train") == pytest.approx(float(logged["train_loss_step"]))
    assert text("training_loss", split="validation") == pytest.approx(float(logged["val_loss"]))
    # Not of the sanity check.
    assert text("training_evaluations_total") == 2
    assert text("training_metric_value", metric="accuracy", split="validation") == 0.75
    assert text("training_metric_value", metric="f1", split="train") == 0.5
    assert text("training_learning_rate") == pytest.approx(0.05)
    # Before clipping.
    assert (text("training_gradient_norm") or 0) > 0.02
    # ModelCheckpoint saves after each epoch.
    assert text("training_checkpoint_duration_seconds_count") == 2
    assert text("training_phase", phase="done") == 1
    for phase in ("init", "train", "eval", "checkpoint"):
        assert (text("training_phase_seconds_total", phase=phase) or 0) > 0
    assert 0 < (text("training_data_wait_seconds_total") or 0) < 5
    # Closed, and the trainer as it was.
    assert exposed(registry).samples == []
    assert "save_checkpoint" not in vars(trainer)
    with pytest.raises(RuntimeError, match="only while fit is running"):
        _ = callback.metrics


def test_counts_steps_and_sums_their_parts(tmp_path: Path) -> None:
    port = free_ports(1)
    callback = MetricsCallback(run_id="a", port=port, loss_interval=0, measure_gradient=False)
    fit(tmp_path, callback, port, Model(broken_at=2), accumulate_grad_batches=4)
    text = conforming(Exposed((tmp_path / "rank0.txt").read_text()))
    assert text("training_steps_total") == 4
    assert text("training_samples_total") == 64
    # The first step of each epoch has a loss of NaN in it, after which the parameters are.
    assert text(NONFINITE, what="loss") == 4
    assert text("training_gradient_norm") is None


def test_two_ranks(tmp_path: Path) -> None:
    port = free_ports(2)
    callback = MetricsCallback(run_id="a", port=port, addr="127.0.0.1")
    fit(tmp_path, callback, port, devices=2, strategy="ddp_spawn", max_steps=-1)
    first, second = (
        conforming(Exposed((tmp_path / f"rank{rank}.txt").read_text())) for rank in (0, 1)
    )
    for text in (first, second):
        assert text("training_steps_total", run_id="a") == 8
        assert text("training_samples_total") == 32
    assert first("training_world_size") == 2
    assert first("training_loss", split="validation") is not None
    assert second("training_last_step_timestamp_seconds", rank="1") is not None
    assert not {"training_loss", "training_run_info", "training_phase"} & second.names()


def test_a_run_that_fails_is_not_done(tmp_path: Path, registry: CollectorRegistry) -> None:
    class Failing(Model):
        last: Exposed

        def training_step(self, batch: Any, index: int) -> Any:
            if index == 3:
                self.last = scrape(port)
                raise ValueError("lost")
            return super().training_step(batch, index)

    port, model = free_ports(1), Failing()
    callback = MetricsCallback(
        run_id="a", port=port, addr="127.0.0.1", registry=registry, linger=60
    )
    with pytest.raises(ValueError, match="lost"):
        fit(tmp_path, callback, port, model)
    assert model.last("training_steps_total") == 3
    assert model.last("training_phase", phase="train") == 1
    assert exposed(registry).samples == []


def test_wants_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUN_ID", raising=False)
    with pytest.raises(ValueError, match="set RUN_ID"):
        fit(tmp_path, MetricsCallback(), 0)
