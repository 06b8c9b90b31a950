"""What only the rank that owns the loss exports: the state of the run as a whole."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping

from .baseline import RobustBaseline
from .contract import TRAINING
from .health import Phases, SmoothedLoss, Watched
from .run import Run
from .store import Cell, Store

PHASES = TRAINING.metrics["training_phase"].values["phase"]

log = logging.getLogger("mlwatch_metrics")

# Metrics whose better direction is known; others have to be declared.
DIRECTIONS = {
    **dict.fromkeys(("accuracy", "precision", "recall", "f1", "auc", "reward", "bleu"), "up"),
    **dict.fromkeys(("perplexity", "error", "mae", "mse", "rmse", "wer"), "down"),
}
# A label value per batch or class would be a series each.
_MOST_METRICS = 100


class Owner:
    """The families of the run; the caller holds the store's lock."""

    def __init__(self, store: Store, run: Run, loss_interval: float) -> None:
        self._store, self._run_id = store, run.run_id
        self._gauges: dict[str, Cell] = {}
        self._rates: dict[str, Cell] = {}
        for definition in TRAINING.metrics.values():
            if definition.zero_initialised and not definition.every_rank:
                self._initialise(definition.name)
        store.cell(
            "training_run_info",
            run.run_id,
            run.experiment,
            run.model,
            run.team,
            run.framework,
            run.precision,
            run.revision,
            str(run.world_size),
            TRAINING.version,
        ).value = 1
        self._set("world_size", run.world_size)
        self._set("start_timestamp_seconds", time.time())
        self._set("attempt", run.attempt)
        self.plan(run.planned_steps, run.planned_epochs, run.batches_per_epoch)
        self.phases = Phases(store, run.run_id, PHASES, "init")
        self._step_duration = store.histogram(
            "training_step_duration_seconds", run.run_id, str(run.rank)
        )
        self._checkpoint_duration = store.histogram(
            "training_checkpoint_duration_seconds", run.run_id
        )
        self._current = store.cell("training_step_current", run.run_id)
        self.smoothed = SmoothedLoss(store, run.run_id, loss_interval)
        self._loss = Watched(
            store, run.run_id, name="training_loss", what="loss", baseline=RobustBaseline()
        )
        # Gradient norms of healthy runs double now and then.
        self._gradient = Watched(
            store,
            run.run_id,
            name="training_gradient_norm",
            what="gradient",
            baseline=RobustBaseline(ratio=3.0),
        )
        self._metrics: dict[str, str] = {}

    def _initialise(self, name: str) -> None:
        definition = TRAINING.metrics[name]
        fixed = [definition.values[label] for label in definition.labels[1:]]
        for value in fixed[0] if fixed else (None,):
            self._store.cell(name, self._run_id, *([] if value is None else [value]))

    def _set(self, name: str, value: float | None) -> None:
        if value is None:
            return
        # Looked up by hand: this runs several times a step.
        cell = self._gauges.get(name)
        if cell is None:
            cell = self._gauges[name] = self._store.cell(f"training_{name}", self._run_id)
        cell.value = value

    def attempt(self, attempt: int) -> None:
        """The run begins anew."""
        self._set("attempt", attempt)
        self._set("start_timestamp_seconds", time.time())
        self._loss.clear()
        self._gradient.clear()

    def step(
        self,
        number: int,
        seconds: float | None,
        loss: float | None,
        gradient_norm: float | None,
        parameter_norm: float | None,
        loss_scale: float | None,
    ) -> None:
        """One step's raw values."""
        self._current.value = number
        if seconds is not None:
            self._step_duration.observe(seconds)
        if loss is not None:
            loss = float(loss)
            self._loss.see(loss)
            self.smoothed.see(loss)
        if gradient_norm is not None:
            self.gradient_norm(float(gradient_norm))
        if parameter_norm is not None:
            parameter_norm = float(parameter_norm)
            self._set("parameter_norm", parameter_norm)
            if not math.isfinite(parameter_norm):
                self._store.cell(
                    "training_loss_nonfinite_steps_total", self._run_id, "parameters"
                ).value += 1
        if loss_scale is not None:
            self._set("loss_scale", float(loss_scale))

    def gradient_norm(self, value: float) -> None:
        """The gradient norm of a step."""
        self._gradient.see(value)
        self._set("gradient_norm", value)

    def skipped(self, reason: str) -> None:
        """A step's update was left out."""
        self._store.cell("training_skipped_steps_total", self._run_id, reason).value += 1

    def logged_loss(self, loss: float, split: str) -> None:
        """A loss that the program has smoothed itself, or that of an evaluation."""
        if split == "train":
            self._loss.see(loss)
            self.smoothed.set(loss)
        else:
            self._store.cell("training_loss", self._run_id, split).value = loss
            self._store.cell("training_evaluations_total", self._run_id).value += 1

    def metric(self, name: str, value: float, split: str, direction: str | None) -> None:
        """A metric of the user's own."""
        if name not in self._metrics and len(self._metrics) >= _MOST_METRICS:
            # Late in a run this is no reason to end it.
            log.warning(
                "metric %r is left out: a run has at most %d; is a step or a class in the name?",
                name,
                _MOST_METRICS,
            )
            return
        known = self._metrics.get(name) or DIRECTIONS.get(name)
        direction = direction or known
        if direction is None:
            raise ValueError(
                f"metric {name!r}: say direction='up' or 'down', whichever of them is good"
            )
        if self._metrics.setdefault(name, direction) != direction:
            raise ValueError(f"metric {name!r} has the direction {self._metrics[name]!r} already")
        self._store.cell(
            "training_metric_value", self._run_id, name, split, direction
        ).value = value

    def learning_rate(self, rate: float | Mapping[str, float]) -> None:
        """The learning rate, one for all parameters or one per parameter group."""
        # Numbers first: a look at the abstract class costs as much as all the rest.
        if isinstance(rate, (int, float)) or not isinstance(rate, Mapping):
            self._rate("all", float(rate))
        else:
            for group, value in rate.items():
                self._rate(group, float(value))

    def _rate(self, group: str, value: float) -> None:
        cell = self._rates.get(group)
        if cell is None:
            cell = self._store.cell("training_learning_rate", self._run_id, group)
            self._rates[group] = cell
        cell.value = value

    def plan(
        self, steps: float | None, epochs: float | None, batches_per_epoch: float | None
    ) -> None:
        """What the run is to make in all."""
        self._set("step_planned", steps)
        self._set("epoch_planned", epochs)
        self._set("batch_planned", batches_per_epoch)

    def progress(self, epoch: float | None, batch: float | None) -> None:
        """Where in the data the run is."""
        self._set("epoch_current", epoch)
        self._set("batch_current", batch)

    def checkpoint_saved(self, seconds: float) -> None:
        """A checkpoint is complete."""
        self._checkpoint_duration.observe(seconds)
        self._set("checkpoint_last_success_timestamp_seconds", time.time())

    def checkpoint_failed(self) -> None:
        """A checkpoint is not complete and never will be."""
        self._store.cell("training_checkpoint_failures_total", self._run_id).value += 1

    def refresh(self) -> None:
        """Sets what changes by itself."""
        self.phases.refresh()
        self._loss.refresh()
        self._gradient.refresh()
