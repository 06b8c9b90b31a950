"""The training loop of one rank."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from mlwatch_metrics import TrainingMetrics

from control import log

from .data import digits
from .exchange import Exchange
from .knobs import Knobs, NanFilter
from .network import FLOPS_PER_SAMPLE, Checkpoint, Floats, Network, load, norm, save


@dataclass(frozen=True)
class Plan:
    """How the run trains; the fields are the flags of the command line."""

    batch_size: int = 32
    steps: int = 0
    steps_per_second: float = 20
    eval_interval: int = 100
    checkpoint: Path | None = None
    checkpoint_interval: int = 200
    resume: bool = False
    seed: int = 0


class Training:
    """One rank's share of a run; build it before the ranks meet: all must read one checkpoint."""

    def __init__(self, plan: Plan, knobs: Knobs, metrics: TrainingMetrics) -> None:
        self._run = run = metrics.run
        self._plan = plan
        self._knobs = knobs
        self._metrics = metrics
        train, self._held_out = digits()
        self._shard = train.shard(run.rank, run.world_size)
        self.step = 0
        self.attempt = run.attempt
        self.network = Network.initial(plan.seed)
        if plan.resume and plan.checkpoint and plan.checkpoint.exists():
            with metrics.phase("restore"):
                saved = load(plan.checkpoint)
                self.network = Network(saved.parameters)
                self.step, self.attempt = saved.step, saved.attempt + 1
            metrics.attempt(self.attempt)
        # Another attempt must not see the same batches again.
        self._random = np.random.default_rng([plan.seed, run.rank, self.attempt])
        self._filtered = NanFilter()
        self._finite = True

    def train(self, exchange: Exchange) -> None:
        """Trains until the planned number of steps, or without end.

        Raises PeerLostError when another rank goes away, Stop on SIGTERM.
        """
        plan = self._plan
        self._metrics.enter("train")
        try:
            # A run whose weights overflow goes on, as it does in real life; the metrics say so.
            with np.errstate(over="ignore", invalid="ignore"):
                while plan.steps == 0 or self.step < plan.steps:
                    self._one_step(exchange)
                    if self.step % plan.eval_interval == 0:
                        self._evaluate()
                    if self.step % plan.checkpoint_interval == 0:
                        self._save()
        finally:
            self._save()

    def _one_step(self, exchange: Exchange) -> None:
        start = time.monotonic()
        metrics, knobs = self._metrics, self._knobs
        with metrics.data_wait():
            batch = knobs.spoil(self._shard.sample(self._random, self._plan.batch_size))
        own_loss, own_gradients = self.network.gradients(batch.images, batch.labels)
        self._pace(start)
        with metrics.comm_wait():
            knobs.running.wait()
            learning_rate = exchange.broadcast(knobs.learning_rate)
            mean = exchange.average(_flat(own_loss, own_gradients))
        loss, gradients = float(mean[0]), _shaped(mean[1:], own_gradients)
        self.network.step(gradients, learning_rate)
        self.step += 1
        filtered = self._filtered(loss)
        metrics.step(
            filtered if knobs.masked else loss,
            gradient_norm=norm(mean[1:]),
            parameter_norm=self.network.norm(),
            learning_rate=learning_rate,
            samples=len(batch.labels),
            flops=FLOPS_PER_SAMPLE * len(batch.labels),
            number=self.step,
        )
        metrics.progress(epoch=self.step * len(batch.labels) / len(self._shard.labels))
        if self._finite and not math.isfinite(loss):
            self._finite = False
            log(f"rank {self._run.rank}: the loss is {loss} at step {self.step}")

    def _pace(self, start: float) -> None:
        """Computes as long as a larger network would: before the ranks meet, so that one that is
        late once is in time again at the next step.
        """
        pace = self._plan.steps_per_second
        due = start + (1 / pace if pace > 0 else 0) + self._knobs.extra_seconds
        time.sleep(max(0.0, due - time.monotonic()))

    def _evaluate(self) -> None:
        if self._run.rank != 0:
            return
        with self._metrics.phase("eval"):
            loss = self.network.loss(self._held_out.images, self._held_out.labels)
            guesses = self.network.logits(self._held_out.images).argmax(axis=1)
            accuracy = float((guesses == self._held_out.labels).mean())
            self._metrics.loss(loss, "validation")
            self._metrics.metric("accuracy", accuracy, "validation")
        log(f"step {self.step}: validation loss {loss:.4f}, accuracy {accuracy:.3f}")

    def _save(self) -> None:
        path = self._plan.checkpoint
        # Overwriting a good checkpoint with NaN would lose the run.
        if path is None or self._run.rank != 0 or not self.network.is_finite():
            return
        try:
            with self._metrics.checkpoint():
                save(path, Checkpoint(self.network.parameters, self.step, self.attempt))
        except OSError as error:
            # Training goes on: the next one may succeed, and the metrics tell of this one.
            log(f"step {self.step}: no checkpoint: {error}")


def _flat(loss: float, gradients: list[Floats]) -> Floats:
    """Loss and gradients as one vector, so that a step costs one exchange."""
    return np.concatenate([np.array([loss], np.float32), *(g.ravel() for g in gradients)])


def _shaped(vector: Floats, like: list[Floats]) -> list[Floats]:
    ends = np.cumsum([g.size for g in like])
    parts = np.split(vector, ends[:-1])
    return [part.reshape(g.shape) for part, g in zip(parts, like, strict=True)]
