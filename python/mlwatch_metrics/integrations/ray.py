"""Ray Train: the metrics of each worker."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry

from ..run import Run
from ..training import Direction, TrainingMetrics
from .logged import Logged
from .missing import missing

try:
    import ray.train
except ImportError as error:
    raise missing(__name__, "ray[train]") from error


def run_from_ray(**given: Any) -> Run:
    """The run in a worker of Ray Train: the name of the `RunConfig` and the worker's ranks; what is
    `given` comes first.

    Ray does not tell a worker how often its group was restarted: give `attempt=` where the program
    knows, or no restart is seen as one.
    """
    context = ray.train.get_context()
    found = {
        "framework": "ray",
        "run_id": context.get_experiment_name(),
        "rank": context.get_world_rank(),
        "local_rank": context.get_local_rank(),
        "world_size": context.get_world_size(),
    }
    # Its environment may be that of a launcher that started Ray.
    return Run.from_environment({}, **(found | given))


def worker_metrics(
    *,
    port: int | None = 9100,
    addr: str = "0.0.0.0",
    linger: float = 0.0,
    loss_interval: float = 10.0,
    registry: CollectorRegistry = REGISTRY,
    **run: Any,
) -> TrainingMetrics:
    """The metrics of this worker, served on `port` + local rank: `with worker_metrics() as metrics`
    in the training function. `run`: fields of `Run` that Ray does not know.
    """
    metrics = TrainingMetrics(
        run_from_ray(**run), registry=registry, linger=linger, loss_interval=loss_interval
    )
    if port is not None:
        metrics.start_server(port, addr=addr)
    return metrics


class Reporter:
    """`ray.train.report`, and the same to the metrics of the run."""

    def __init__(
        self, metrics: TrainingMetrics, *, directions: Mapping[str, Direction] | None = None
    ) -> None:
        """`directions`: of metrics whose names do not say whether up or down is good."""
        self._metrics = metrics
        self._logged = Logged(metrics, directions)

    def report(self, values: dict[str, Any], checkpoint: Any = None, **options: Any) -> None:
        """As `ray.train.report`: every worker calls it. `val_loss`, `val_accuracy`, `train_f1` and
        so on are reported too, names without a split as training metrics; the training loss comes
        from steps. A checkpoint counts for as long as Ray takes to store it.
        """
        self._logged.report(values, otherwise="train")
        with self._metrics.checkpoint() if checkpoint is not None else nullcontext():
            ray.train.report(values, checkpoint=checkpoint, **options)
