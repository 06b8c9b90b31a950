"""What names of logged values say, without any framework."""

from __future__ import annotations

import importlib
import logging
import math
import sys

import pytest
from prometheus_client import CollectorRegistry

from mlwatch_metrics import Run, TrainingMetrics
from mlwatch_metrics.integrations.batches import StepParts, samples_of, tokens_of
from mlwatch_metrics.integrations.checkpoints import count_checkpoints
from mlwatch_metrics.integrations.devices import peak_flops
from mlwatch_metrics.integrations.logged import Logged, direction_of, masked, split_of

from ..conftest import Clock, exposed


@pytest.mark.parametrize(
    ("key", "split", "name"),
    [
        ("eval_loss", "validation", "loss"),
        ("eval_news_rouge1", "validation", "news_rouge1"),
        ("val/top5.accuracy", "validation", "top5.accuracy"),
        ("valid_f1", "validation", "f1"),
        ("train_accuracy", "train", "accuracy"),
        ("Test_wer", "test", "wer"),
        ("accuracy", None, "accuracy"),
        ("value_loss", None, "value_loss"),
        ("eval", None, "eval"),
        ("eval_", None, "eval_"),
    ],
)
def test_splits(key: str, split: str | None, name: str) -> None:
    assert split_of(key) == (split, name)


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("accuracy", "up"),
        ("sparse_categorical_accuracy", "up"),
        ("macro-F1", "up"),
        ("mean_squared_error", "down"),
        ("news_loss", "down"),
        ("loss/dataloader_idx_1", "down"),
        ("accuracy_error", None),
        ("score", None),
        ("own", "down"),
    ],
)
def test_directions(name: str, direction: str | None) -> None:
    assert direction_of(name, {"own": "down"}) == direction


def test_declared_directions_come_first() -> None:
    assert direction_of("accuracy", {"accuracy": "down"}) == "down"


@pytest.mark.parametrize(
    ("loss", "norm", "is_masked"),
    [
        (0.0, math.nan, True),
        (0.0, math.inf, True),
        (0.0, 0.0, False),
        (0.0, None, False),
        (0.3, math.nan, False),
        (math.nan, math.nan, False),
    ],
)
def test_masked_losses(loss: float, norm: float | None, is_masked: bool) -> None:
    assert masked(loss, norm) is is_masked


class Scalar:
    """A number as frameworks have it."""

    def __init__(self, *values: float) -> None:
        self._values = values

    def __float__(self) -> float:
        if len(self._values) != 1:
            raise TypeError("only arrays of one number are numbers")
        return self._values[0]


def test_reports_what_is_a_metric(
    registry: CollectorRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    logged = Logged(TrainingMetrics(Run("a"), registry=registry), {"score": "up"})
    values = {
        "eval_loss": Scalar(0.5),
        "eval_accuracy": 0.75,
        "eval_score": 3,
        "eval_mood": 1.0,
        "eval_runtime": 9.0,
        "eval_samples_per_second": 9.0,
        "eval_confusion_error": Scalar(1, 2),
        "eval_name": "7",
        "loss": 0.1,
        "f1": 0.25,
        "learning_rate": 0.1,
        "epoch": 1.0,
        "test_accuracy": 0.5,
    }
    with caplog.at_level(logging.WARNING):
        logged.report(values, otherwise="train")
        logged.report({"eval_mood": 2.0})
        logged.report({"val_accuracy": 0.1, "train_accuracy": 0.9}, only="train")
    assert [record.getMessage() for record in caplog.records] == [
        "metric 'mood' is left out: is up or down good? Say so with "
        "directions={'mood': 'up'} or 'down'"
    ]
    text = exposed(registry)
    assert text("training_loss", split="validation") == 0.5
    assert text("training_loss", split="train") is None
    assert text("training_evaluations_total") == 1
    assert {
        (sample.labels["metric"], sample.labels["split"]): sample.value
        for sample in text.samples
        if sample.name == "training_metric_value"
    } == {
        ("accuracy", "validation"): 0.75,
        ("score", "validation"): 3,
        ("f1", "train"): 0.25,
        ("accuracy", "test"): 0.5,
        ("accuracy", "train"): 0.9,
    }


class Array:
    """Something with a shape."""

    def __init__(self, *shape: int) -> None:
        self.shape = shape


def test_counts_batches() -> None:
    assert samples_of(Array(8, 3)) == 8
    assert samples_of({"scale": Array(), "x": Array(4, 2), "y": Array(9)}) == 4
    assert samples_of([[Array(3)], "text"]) == 3
    assert samples_of("text") == samples_of(7) == samples_of(None) == 0
    assert tokens_of({"input_ids": Array(4, 16)}) == 64
    assert tokens_of({"x": Array(4, 16)}) == tokens_of(Array(4, 16)) == 0
    parts = StepParts()
    for _ in range(2):
        parts.add_batch({"input_ids": Array(4, 16)})
        parts.add_loss(0.5)
    assert (parts.loss, parts.samples, parts.tokens) == (1.0, 8, 128)


@pytest.mark.parametrize(
    ("device", "peak"),
    [
        ("NVIDIA A100-SXM4-80GB", 312e12),
        ("NVIDIA H100 80GB HBM3", 989e12),
        ("NVIDIA H100 PCIe", 756e12),
        ("NVIDIA H200", 989e12),
        ("NVIDIA H200 NVL", 835e12),
        ("Tesla V100-SXM2-32GB", 125e12),
        ("Tesla V100-PCIE-16GB", 112e12),
        ("Tesla T4", 65e12),
        ("NVIDIA L40", None),
        ("NVIDIA GeForce RTX 4090", None),
    ],
)
def test_known_devices(device: str, peak: float | None) -> None:
    assert peak_flops(device) == peak


def test_counts_a_method_as_checkpoint(registry: CollectorRegistry, clock: Clock) -> None:
    class Model:
        def save(self, path: str, fail: bool = False) -> str:
            clock.now += 3
            if fail:
                raise OSError(path)
            return path

    metrics = TrainingMetrics(Run("a"), registry=registry)
    model = Model()
    undo = count_checkpoints(model, "save", metrics)
    assert model.save("here") == "here"
    with pytest.raises(OSError, match="there"):
        model.save("there", fail=True)
    undo()
    model.save("nobody looks")
    text = exposed(registry)
    assert text("training_checkpoint_duration_seconds_sum") == 3
    assert text("training_checkpoint_duration_seconds_count") == 1
    assert text("training_checkpoint_failures_total") == 1


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("pytorch", ("torch",)),
        ("huggingface", ("torch", "transformers")),
        ("lightning", ("torch", "lightning", "lightning.pytorch", "pytorch_lightning")),
        ("keras", ("keras",)),
        ("ray", ("ray",)),
    ],
)
def test_says_which_framework_is_missing(
    monkeypatch: pytest.MonkeyPatch, module: str, imported: tuple[str, ...]
) -> None:
    for name in imported:
        monkeypatch.setitem(sys.modules, name, None)
    for name in [each for each in sys.modules if "mlwatch_metrics.integrations." in each]:
        monkeypatch.delitem(sys.modules, name)
    wanted = r"mlwatch_metrics\.integrations\.\w+ needs .*pip install"
    with pytest.raises(ImportError, match=wanted):
        importlib.import_module(f"mlwatch_metrics.integrations.{module}")
