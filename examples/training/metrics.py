"""A training process's metrics: the contract of docs/instrumentation.md, or a tutorial's gauge."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

Phase = Literal["init", "compile", "train", "eval", "checkpoint", "restore", "done"]
Split = Literal["train", "validation"]

PHASES: tuple[Phase, ...] = ("init", "compile", "train", "eval", "checkpoint", "restore", "done")
# From steps of a small model to minutes of a large one.
STEP_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


@dataclass(frozen=True)
class Run:
    """Who trains: identity and free-form labels of the run, and this process's place in it."""

    run_id: str
    experiment: str
    team: str
    rank: int
    world_size: int


class Metrics(Protocol):
    """What the training loop reports."""

    def phase(self, phase: Phase) -> None:
        """The run enters a phase."""

    def attempt(self, attempt: int) -> None:
        """Which attempt of the run this is, from 1."""

    def loss(self, split: Split, loss: float) -> None:
        """A loss to publish: the training loss once per log interval, smoothed over it."""

    def step(self, number: int, samples: int, seconds: float) -> None:
        """This process ended an optimizer step."""

    def health(self, loss: float, gradient_norm: float, learning_rate: float) -> None:
        """One step's raw values, on the rank that owns the loss."""


class Plain:
    """What tutorials show: a gauge without labels on rank 0, nothing else."""

    def __init__(self, registry: CollectorRegistry, run: Run) -> None:
        self._loss = (
            Gauge("training_loss", "Training loss.", registry=registry) if run.rank == 0 else None
        )

    def phase(self, phase: Phase) -> None:
        pass

    def attempt(self, attempt: int) -> None:
        pass

    def loss(self, split: Split, loss: float) -> None:
        if self._loss and split == "train":
            self._loss.set(loss)

    def step(self, number: int, samples: int, seconds: float) -> None:
        pass

    def health(self, loss: float, gradient_norm: float, learning_rate: float) -> None:
        pass


class Contract:
    """The training contract: every rank counts its own work, rank 0 speaks for the run."""

    def __init__(self, registry: CollectorRegistry, run: Run) -> None:
        self._steps = Counter(
            "training_steps_total",
            "Optimizer steps done by this process.",
            ["run_id"],
            registry=registry,
        ).labels(run.run_id)
        self._samples = Counter(
            "training_samples_total",
            "Training samples consumed by this process.",
            ["run_id"],
            registry=registry,
        ).labels(run.run_id)
        self._duration = Histogram(
            "training_step_duration_seconds",
            "Wall time of one optimizer step.",
            ["run_id", "rank"],
            buckets=STEP_BUCKETS,
            registry=registry,
        ).labels(run.run_id, str(run.rank))
        self._owner = _Owner(registry, run) if run.rank == 0 else None

    def phase(self, phase: Phase) -> None:
        if self._owner:
            self._owner.enter(phase)

    def attempt(self, attempt: int) -> None:
        if self._owner:
            self._owner.attempt.set(attempt)

    def loss(self, split: Split, loss: float) -> None:
        if self._owner:
            self._owner.loss.labels(self._owner.run_id, split).set(loss)

    def step(self, number: int, samples: int, seconds: float) -> None:
        self._steps.inc()
        self._samples.inc(samples)
        self._duration.observe(seconds)
        if self._owner:
            self._owner.current.set(number)

    def health(self, loss: float, gradient_norm: float, learning_rate: float) -> None:
        owner = self._owner
        if owner is None:
            return
        owner.gradient_norm.labels(owner.run_id).set(gradient_norm)
        owner.learning_rate.labels(owner.run_id, "all").set(learning_rate)
        # Counted per step: a gauge that is smoothed or filtered can hide a NaN from the scrapes.
        if not math.isfinite(loss):
            owner.nonfinite["loss"].inc()
        if not math.isfinite(gradient_norm):
            owner.nonfinite["gradient"].inc()


class _Owner:
    """Families that only the rank that owns the loss exports."""

    def __init__(self, registry: CollectorRegistry, run: Run) -> None:
        self.run_id = run.run_id
        self.loss = Gauge(
            "training_loss",
            "Loss, smoothed over the log interval.",
            ["run_id", "split"],
            registry=registry,
        )
        nonfinite = Counter(
            "training_loss_nonfinite_steps_total",
            "Steps whose loss or gradient norm was NaN or infinite.",
            ["run_id", "what"],
            registry=registry,
        )
        # labels() creates the series at 0: increase() cannot see the event that creates a series.
        self.nonfinite = {what: nonfinite.labels(run.run_id, what) for what in ("loss", "gradient")}
        self.current = Gauge(
            "training_step_current", "Number of the current step.", ["run_id"], registry=registry
        ).labels(run.run_id)
        self.attempt = Gauge(
            "training_attempt", "Attempt of the run, from 1.", ["run_id"], registry=registry
        ).labels(run.run_id)
        self.learning_rate = Gauge(
            "training_learning_rate",
            "Learning rate in use.",
            ["run_id", "group"],
            registry=registry,
        )
        self.gradient_norm = Gauge(
            "training_gradient_norm",
            "Global gradient norm; this run does not clip.",
            ["run_id"],
            registry=registry,
        )
        phase = Gauge(
            "training_phase",
            "1 for the phase the run is in, 0 for the others.",
            ["run_id", "phase"],
            registry=registry,
        )
        self._phases = {name: phase.labels(run.run_id, name) for name in PHASES}
        info = Gauge(
            "training_run_info",
            "Value 1; carries the free-form labels of the run.",
            ["run_id", "experiment", "model", "team", "framework", "world_size"],
            registry=registry,
        )
        info.labels(
            run.run_id, run.experiment, "digits-mlp", run.team, "numpy", str(run.world_size)
        ).set(1)

    def enter(self, phase: Phase) -> None:
        # The new phase first: a scrape in between sees two phases rather than none.
        self._phases[phase].set(1)
        for name, series in self._phases.items():
            if name != phase:
                series.set(0)


def create(
    instrumentation: Literal["contract", "plain"], registry: CollectorRegistry, run: Run
) -> Metrics:
    """The metrics of one process."""
    return Contract(registry, run) if instrumentation == "contract" else Plain(registry, run)
