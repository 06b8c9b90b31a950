"""Lightning 2: `lightning` or `pytorch_lightning`, whichever is installed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry

from ..run import Run
from ..training import Direction, TrainingMetrics
from .batches import StepParts
from .checkpoints import count_checkpoints
from .logged import Logged
from .missing import missing
from .pytorch import LateSteps, gradient_norm

try:
    from lightning.pytorch import Callback
except ImportError:
    try:
        from pytorch_lightning import Callback
    except ImportError as error:
        raise missing(__name__, "lightning") from error


class MetricsCallback(Callback):
    """Reports `Trainer.fit`, on every rank: `Trainer(callbacks=[MetricsCallback(run_id="a")])`.

    Lightning starts its ranks itself, so the callback makes the `TrainingMetrics` of each, with the
    ranks that the trainer knows, and closes it when `fit` ends. Losses are those that
    `training_step` returns; metrics those logged for an epoch with names like `val_accuracy` or
    `train/f1`.
    """

    def __init__(
        self,
        *,
        port: int | None = 9100,
        addr: str = "0.0.0.0",
        linger: float = 0.0,
        loss_interval: float = 10.0,
        registry: CollectorRegistry | None = None,
        measure_gradient: bool = True,
        directions: Mapping[str, Direction] | None = None,
        **run: Any,
    ) -> None:
        """`run`: fields of `Run`, without ranks; run_id may come from the environment. `port`: of
        local rank 0; None serves nothing. `measure_gradient`: computes the norm before clipping at
        each step, another pass over the gradients.
        """
        super().__init__()
        # A registry holds locks: none may be here when the trainer is sent to spawned processes.
        self._registry, self._port, self._addr = registry, port, addr
        self._linger, self._loss_interval = linger, loss_interval
        self._measure_gradient, self._directions = measure_gradient, directions
        self._fields = {"framework": "lightning", **run}
        self._fit: _Fit | None = None

    def setup(self, trainer: Any, pl_module: Any, stage: str) -> None:
        """The ranks are there."""
        if stage != "fit":
            return
        ranks = {
            "rank": trainer.global_rank,
            "local_rank": trainer.local_rank,
            "world_size": trainer.world_size,
        }
        metrics = TrainingMetrics(
            Run.from_environment(**(ranks | self._fields)),
            registry=self._registry or REGISTRY,
            loss_interval=self._loss_interval,
            linger=self._linger,
        )
        if self._port is not None:
            metrics.start_server(self._port, addr=self._addr)
        self._fit = _Fit(metrics, trainer, self._directions)

    @property
    def metrics(self) -> TrainingMetrics:
        """Those of the fit that is running, to report more."""
        return self._running.metrics

    @property
    def _running(self) -> _Fit:
        if self._fit is None:
            raise RuntimeError("there are metrics only while fit is running")
        return self._fit

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        """Training begins."""
        steps, batches = trainer.estimated_stepping_batches, trainer.num_training_batches
        self.metrics.plan(
            steps=steps if 0 < steps < math.inf else None,
            epochs=trainer.max_epochs if (trainer.max_epochs or 0) > 0 else None,
            batches_per_epoch=batches if batches < math.inf else None,
        )
        self._running.number = trainer.global_step
        self._running.wait.start()
        self.metrics.enter("train")

    def on_train_epoch_start(self, trainer: Any, pl_module: Any) -> None:
        """The first batch is on its way."""
        self._running.wait.start()

    def on_train_batch_start(
        self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int
    ) -> None:
        """A batch is there."""
        self._running.wait.stop()

    def on_before_optimizer_step(self, trainer: Any, pl_module: Any, optimizer: Any) -> None:
        """Gradients are complete, unscaled and not clipped yet. FSDP1's shards of them give no norm
        of the whole.
        """
        # Schedulers of epochs step before the last batch of one ends.
        rates = [float(each.param_groups[0]["lr"]) for each in trainer.optimizers]
        self._running.rates = rates
        strategy = type(trainer.strategy).__name__
        if self._measure_gradient and strategy not in ("FSDPStrategy", "DeepSpeedStrategy"):
            self._running.parts.gradient_norm = gradient_norm(
                each for group in optimizer.param_groups for each in group["params"]
            )

    def on_train_batch_end(
        self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """A batch is done, and with it perhaps a step."""
        fit = self._running
        fit.parts.add_batch(batch)
        loss = outputs.get("loss") if isinstance(outputs, Mapping) else outputs
        if loss is not None:
            fit.parts.add_loss(loss.detach())
        if trainer.global_step > fit.number:
            fit.number = trainer.global_step
            fit.step()
        share = (batch_idx + 1) / trainer.num_training_batches
        self.metrics.progress(epoch=trainer.current_epoch + share, batch=batch_idx)
        fit.wait.start()

    def on_validation_start(self, trainer: Any, pl_module: Any) -> None:
        """Validation begins."""
        if self._fit and not trainer.sanity_checking:
            self.metrics.enter("eval")

    def on_validation_end(self, trainer: Any, pl_module: Any) -> None:
        """Validation has ended."""
        if self._fit and not trainer.sanity_checking:
            self._fit.logged.report(_of_epochs(trainer), only="validation")
            self.metrics.enter("train")
            self._fit.wait.start()

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        """The training metrics of an epoch are there."""
        self._running.logged.report(_of_epochs(trainer), only="train")

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        """The run has ended well."""
        self._running.late.flush()
        self.metrics.finish()

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        """The run has ended otherwise."""
        self._close()

    def teardown(self, trainer: Any, pl_module: Any, stage: str) -> None:
        """The fit is over."""
        if stage == "fit":
            self._close()

    def _close(self) -> None:
        fit, self._fit = self._fit, None
        if fit:
            fit.undo()
            fit.metrics.close()


class _Fit:
    """What lives as long as a fit."""

    def __init__(
        self,
        metrics: TrainingMetrics,
        trainer: Any,
        directions: Mapping[str, Direction] | None,
    ) -> None:
        self.metrics = metrics
        self.logged = Logged(metrics, directions)
        self.late = LateSteps(metrics)
        self.wait = metrics.data_wait()
        self.parts = StepParts()
        self.rates: list[float] = []
        self.number = 0
        self.undo: Callable[[], None] = count_checkpoints(trainer, "save_checkpoint", metrics)

    def step(self) -> None:
        """A step is complete."""
        parts, self.parts = self.parts, StepParts()
        named = {str(index): rate for index, rate in enumerate(self.rates)}
        self.late.step(
            parts.loss,
            gradient_norm=parts.gradient_norm,
            number=self.number,
            samples=parts.samples,
            tokens=parts.tokens,
            learning_rate=named if len(named) > 1 else named.get("0"),
        )


def _of_epochs(trainer: Any) -> dict[str, Any]:
    """What was logged for epochs, without the suffix that tells them from steps."""
    return {
        name.removesuffix("_epoch"): value
        for name, value in trainer.callback_metrics.items()
        if not name.endswith("_step")
    }
