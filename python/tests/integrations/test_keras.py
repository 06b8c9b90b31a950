"""Keras 3, on two backends."""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from ..conftest import Exposed, free_ports
from .conforming import conforming

WHY = "is not installed: npm run test:frameworks"
# Not imported here: it would choose its backend for good.
if importlib.util.find_spec("keras") is None:
    pytest.skip(f"keras {WHY}", allow_module_level=True)

PACKAGE = Path(__file__).parents[2]


@pytest.mark.parametrize("backend", ["torch", "jax"])
def test_a_fit(backend: str, tmp_path: Path) -> None:
    pytest.importorskip(backend, reason=f"{backend} {WHY}")
    command = [sys.executable, "-m", "tests.integrations.scripts.keras_run"]
    done = subprocess.run(
        [*command, str(free_ports(2)), str(tmp_path)],
        cwd=PACKAGE,
        env={**os.environ, "KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    known = json.loads((tmp_path / "known.json").read_text())
    text, other = (
        conforming(Exposed((tmp_path / f"rank{rank}.txt").read_text())) for rank in (0, 1)
    )
    assert text("training_steps_total") == text("training_step_current") == 80
    assert text("training_step_planned") == 80
    assert (text("training_epoch_current"), text("training_batch_current")) == (10, 7)
    assert text("training_samples_total") == 320
    # Means taken apart again.
    assert text("training_loss", split="train") == pytest.approx(known["losses"][-1], rel=1e-3)
    median = statistics.median(known["losses"])
    assert text("training_loss_baseline") == pytest.approx(median, rel=1e-3)
    assert text("training_loss", split="validation") == pytest.approx(known["loss"], rel=1e-3)
    assert text("training_evaluations_total") == 10
    error = known["mean_absolute_error"]
    for split, near in (("validation", 1e-3), ("train", 0.2)):
        value = text(
            "training_metric_value", metric="mean_absolute_error", split=split, direction="down"
        )
        assert value == pytest.approx(error, rel=near)
    assert text("training_learning_rate") == pytest.approx(0.01)
    assert text("training_checkpoint_duration_seconds_count") == 10
    assert text("training_phase", phase="done") == 1
    for phase in ("train", "eval", "checkpoint"):
        assert (text("training_phase_seconds_total", phase=phase) or 0) > 0
    assert other("training_steps_total") == other("training_step_current") == 16
    assert other("training_step_planned") == 16
    assert other("training_loss_nonfinite_steps_total", what="loss") == 12
