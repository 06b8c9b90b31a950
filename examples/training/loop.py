"""The training loop of one rank."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from control import log

from .data import digits
from .exchange import Exchange
from .metrics import Metrics, Run
from .network import Checkpoint, Floats, Network, load, save


@dataclass(frozen=True)
class Plan:
    """How the run trains; the fields are the flags of the command line."""

    batch_size: int = 32
    steps: int = 0
    steps_per_second: float = 20
    log_interval: int = 10
    eval_interval: int = 100
    checkpoint: Path | None = None
    checkpoint_interval: int = 200
    resume: bool = False
    seed: int = 0


@dataclass
class Knobs:
    """What can change while the run goes on; the thread that reads standard input writes it."""

    learning_rate: float
    extra_seconds: float = 0.0
    running: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.running.set()


class Training:
    """One rank's share of a run; build it before the ranks meet: all must read one checkpoint."""

    def __init__(self, run: Run, plan: Plan, knobs: Knobs, metrics: Metrics) -> None:
        self._run = run
        self._plan = plan
        self._knobs = knobs
        self._metrics = metrics
        metrics.phase("init")
        train, self._held_out = digits()
        self._shard = train.shard(run.rank, run.world_size)
        self.step = 0
        self.attempt = 1
        self.network = Network.initial(plan.seed)
        if plan.resume and plan.checkpoint and plan.checkpoint.exists():
            metrics.phase("restore")
            saved = load(plan.checkpoint)
            self.network = Network(saved.parameters)
            self.step, self.attempt = saved.step, saved.attempt + 1
        metrics.attempt(self.attempt)
        # Another attempt must not see the same batches again.
        self._random = np.random.default_rng([plan.seed, run.rank, self.attempt])
        self._recent: list[float] = []
        self._finite = True

    def train(self, exchange: Exchange) -> None:
        """Trains until the planned number of steps, or without end.

        Raises PeerLostError when another rank goes away, Stop on SIGTERM.
        """
        plan, metrics = self._plan, self._metrics
        try:
            metrics.phase("train")
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
            metrics.phase("done")

    def _one_step(self, exchange: Exchange) -> None:
        start = time.monotonic()
        self._knobs.running.wait()
        time.sleep(self._knobs.extra_seconds)
        batch = self._shard.sample(self._random, self._plan.batch_size)
        own_loss, own_gradients = self.network.gradients(batch.images, batch.labels)
        learning_rate = exchange.broadcast(self._knobs.learning_rate)
        mean = exchange.average(_flat(own_loss, own_gradients))
        loss, gradients = float(mean[0]), _shaped(mean[1:], own_gradients)
        self.network.step(gradients, learning_rate)
        self.step += 1
        self._report(loss, _norm(mean[1:]), learning_rate)
        if self._plan.steps_per_second > 0:
            time.sleep(max(0.0, start + 1 / self._plan.steps_per_second - time.monotonic()))
        self._metrics.step(self.step, len(batch.labels), time.monotonic() - start)

    def _report(self, loss: float, gradient_norm: float, learning_rate: float) -> None:
        self._metrics.health(loss, gradient_norm, learning_rate)
        self._recent.append(loss)
        if self.step % self._plan.log_interval == 0:
            self._metrics.loss("train", sum(self._recent) / len(self._recent))
            self._recent.clear()
        if self._finite and not math.isfinite(loss):
            self._finite = False
            log(f"rank {self._run.rank}: the loss is {loss} at step {self.step}")

    def _evaluate(self) -> None:
        if self._run.rank != 0:
            return
        self._metrics.phase("eval")
        loss = self.network.loss(self._held_out.images, self._held_out.labels)
        guesses = self.network.logits(self._held_out.images).argmax(axis=1)
        accuracy = float((guesses == self._held_out.labels).mean())
        self._metrics.loss("validation", loss)
        log(f"step {self.step}: validation loss {loss:.4f}, accuracy {accuracy:.3f}")
        self._metrics.phase("train")

    def _save(self) -> None:
        path = self._plan.checkpoint
        # Overwriting a good checkpoint with NaN would lose the run.
        if path is None or self._run.rank != 0 or not self.network.is_finite():
            return
        self._metrics.phase("checkpoint")
        save(path, Checkpoint(self.network.parameters, self.step, self.attempt))
        self._metrics.phase("train")


def _flat(loss: float, gradients: list[Floats]) -> Floats:
    """Loss and gradients as one vector, so that a step costs one exchange."""
    return np.concatenate([np.array([loss], np.float32), *(g.ravel() for g in gradients)])


def _shaped(vector: Floats, like: list[Floats]) -> list[Floats]:
    ends = np.cumsum([g.size for g in like])
    parts = np.split(vector, ends[:-1])
    return [part.reshape(g.shape) for part, g in zip(parts, like, strict=True)]


def _norm(gradients: Floats) -> float:
    """Euclidean norm, in float64: squares of float32 overflow long before the gradients do."""
    return float(np.linalg.norm(gradients.astype(np.float64)))
