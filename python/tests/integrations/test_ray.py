"""Ray Train: two workers on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..conftest import Exposed, free_ports
from .conforming import conforming

WHY = "is not installed: npm run test:frameworks"
for needed in ("torch", "ray"):
    pytest.importorskip(needed, reason=f"{needed} {WHY}")

import ray.train  # noqa: E402
from ray.train.torch import TorchTrainer  # noqa: E402

# Ray warns of itself.
pytestmark = pytest.mark.filterwarnings("ignore")
PACKAGE = Path(__file__).parents[2]


def train(config: dict[str, Any]) -> None:
    """What each worker runs."""
    # Within, for the workers get this function and not this module.
    from pathlib import Path
    from urllib.request import urlopen

    import ray.train

    from mlwatch_metrics.integrations.ray import Reporter, worker_metrics

    folder = Path(config["folder"])
    with worker_metrics(port=config["port"], addr="127.0.0.1", model="line") as metrics:
        reporter = Reporter(metrics)
        for step in range(10):
            metrics.step(1 / (step + 1), samples=4)
        rank = metrics.run.rank
        (folder / f"checkpoint{rank}").mkdir()
        (folder / f"checkpoint{rank}/weights").write_text("1")
        checkpoint = ray.train.Checkpoint.from_directory(folder / f"checkpoint{rank}")
        reporter.report(
            {"val_loss": 0.5, "val_accuracy": 0.75, "f1": 0.25, "loss": 9.0},
            checkpoint=checkpoint if rank == 0 else None,
        )
        url = f"http://127.0.0.1:{config['port'] + metrics.run.local_rank}/metrics"
        with urlopen(url, timeout=10) as response:
            (folder / f"rank{rank}.txt").write_bytes(response.read())


def test_two_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Ray would leave a token in the home directory.
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        object_store_memory=100 * 2**20,
        runtime_env={"env_vars": {"PYTHONPATH": str(PACKAGE)}},
    )
    try:
        result = TorchTrainer(
            train,
            train_loop_config={"folder": str(tmp_path), "port": free_ports(2)},
            scaling_config=ray.train.ScalingConfig(num_workers=2),
            run_config=ray.train.RunConfig(name="run-7", storage_path=str(tmp_path / "results")),
        ).fit()
    finally:
        ray.shutdown()
    assert result.metrics is not None
    assert result.metrics["val_loss"] == 0.5
    assert result.checkpoint is not None
    first, second = (
        conforming(Exposed((tmp_path / f"rank{rank}.txt").read_text())) for rank in (0, 1)
    )
    for text in (first, second):
        assert text("training_steps_total", run_id="run-7") == 10
        assert text("training_samples_total") == 40
    assert first("training_run_info", framework="ray", model="line", world_size="2") == 1
    assert first("training_loss", split="validation") == 0.5
    assert first("training_loss", split="train") != 9
    assert first("training_metric_value", metric="accuracy", split="validation") == 0.75
    assert first("training_metric_value", metric="f1", split="train") == 0.25
    assert first("training_checkpoint_duration_seconds_count") == 1
    assert second("training_last_step_timestamp_seconds", rank="1") is not None
    assert not {"training_loss", "training_run_info", "training_phase"} & second.names()
