"""The training contract, for any loop."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from types import TracebackType
from typing import Literal, TypeVar

from prometheus_client import REGISTRY, CollectorRegistry

from . import push
from .contract import TRAINING
from .owner import PHASES, Owner
from .run import Run
from .server import MetricsServer
from .steps import Phase, StepClock
from .store import Cell, Store
from .wait import Wait

Split = Literal["train", "validation"]
MetricSplit = Literal["train", "validation", "test"]
Direction = Literal["up", "down"]
SkipReason = Literal["overflow", "nonfinite", "spike", "other"]
T = TypeVar("T")

# A first step ends them, for loops that announce no phases.
_BEFORE_TRAINING = ("init", "compile", "restore")


class TrainingMetrics:
    """The metrics of one process of a run: every rank makes one, after any fork.

    Every rank reports everything it knows; what belongs to the run as a whole (loss, gradient norm,
    learning rate, phase, checkpoints) is exported by the rank that owns the loss only. Values are
    Python numbers: `float(tensor)` waits for the device, so do that no more often than the loop
    does anyway.
    """

    def __init__(
        self,
        run: Run,
        *,
        registry: CollectorRegistry = REGISTRY,
        loss_interval: float = 10.0,
        linger: float = 0.0,
    ) -> None:
        """`loss_interval`: seconds over which the gauge of the training loss is the mean; 0 is
        every step. `linger`: how long `close` waits at most for Prometheus to see the end; two
        scrape intervals are enough.
        """
        self.run = run
        metrics = {
            name: each for name, each in TRAINING.metrics.items() if each.every_rank or run.owner
        }
        self._linger, self._closed = linger, False
        self._store = store = Store(metrics, self._refresh)
        rank = str(run.rank)
        self._steps = store.cell("training_steps_total", run.run_id)
        self._samples = store.cell("training_samples_total", run.run_id)
        self._tokens = store.cell("training_tokens_total", run.run_id)
        self._flops = store.cell("training_model_flops_total", run.run_id)
        self._step_seconds = store.cell("training_step_seconds_total", run.run_id, rank)
        self._data_wait = store.cell("training_data_wait_seconds_total", run.run_id, rank)
        self._comm_wait = store.cell("training_comm_wait_seconds_total", run.run_id, rank)
        # Absent before the first step: 0 would be a step in 1970.
        self._last_step: Cell | None = None
        if run.peak_flops is not None:
            store.cell("training_peak_flops_per_second", run.run_id).value = run.peak_flops
        self._owner = Owner(store, run, loss_interval) if run.owner else None
        self._clock = StepClock()
        self._number = 0
        self._server: MetricsServer | None = None
        self._registry = registry
        try:
            registry.register(store)
        except ValueError as error:
            raise ValueError(
                f"{error}: close() the earlier TrainingMetrics, or give this one its own registry"
            ) from error

    def _refresh(self) -> None:
        if self._owner:
            self._owner.refresh()

    def start_server(self, base_port: int = 9100, *, addr: str = "0.0.0.0") -> int:
        """Serves the registry on `base_port` + local rank, and returns that port; 0 takes any free
        port.

        Call it in the process that trains. One that forks afterwards (DataLoader workers) leaves
        its children neither server nor port.
        """
        if self._server:
            self._server.close()
        self._server = MetricsServer(
            self._registry, base_port=base_port, local_rank=self.run.local_rank, addr=addr
        )
        return self._server.port

    def step(
        self,
        loss: float | None = None,
        *,
        gradient_norm: float | None = None,
        parameter_norm: float | None = None,
        learning_rate: float | Mapping[str, float] | None = None,
        loss_scale: float | None = None,
        samples: float = 0,
        tokens: float = 0,
        flops: float = 0,
        number: int | None = None,
        seconds: float | None = None,
        skipped: SkipReason | None = None,
    ) -> None:
        """An optimizer step has ended. Call it for every one, with raw values: the loss of this
        step alone, the gradient norm before clipping and without loss scale, and what this process
        consumed.

        `number` counts over restarts from a checkpoint (default: one more than the last), `seconds`
        is the step's wall time (default: since the last step, without the other phases between
        them). `skipped`: the step's update was left out.
        """
        with self._store.lock:
            first = self._clock.phase in _BEFORE_TRAINING
            if first:
                self._enter("train")
            measured = self._clock.step()
            # Of a first step that nothing announced one cannot tell from when on it ran.
            if seconds is None and not first:
                seconds = measured
            self._number = self._number + 1 if number is None else number
            self._steps.value += 1
            self._samples.value += samples
            self._tokens.value += tokens
            self._flops.value += flops
            if seconds is not None:
                self._step_seconds.value += seconds
            if self._last_step is None:
                self._last_step = self._store.cell(
                    "training_last_step_timestamp_seconds", self.run.run_id, str(self.run.rank)
                )
            self._last_step.value = time.time()
            if self._owner:
                self._owner.step(
                    self._number, seconds, loss, gradient_norm, parameter_norm, loss_scale
                )
                if learning_rate is not None:
                    self._owner.learning_rate(learning_rate)
                if skipped is not None:
                    self._owner.skipped(skipped)

    def loss(self, value: float, split: Split) -> None:
        """A validation loss; or a training loss that the program has smoothed itself, instead of
        `step(loss)`.
        """
        if self._owner:
            with self._store.lock:
                self._owner.logged_loss(float(value), split)

    def metric(
        self, name: str, value: float, split: MetricSplit, direction: Direction | None = None
    ) -> None:
        """A metric such as accuracy; `direction`: whether up or down is good, known of the usual
        ones.
        """
        if self._owner:
            with self._store.lock:
                self._owner.metric(name, float(value), split, direction)

    def gradient_norm(self, value: float) -> None:
        """A gradient norm that the program logs now and then, instead of `step(gradient_norm=)`."""
        if self._owner:
            with self._store.lock:
                self._owner.gradient_norm(float(value))

    def plan(
        self,
        *,
        steps: float | None = None,
        epochs: float | None = None,
        batches_per_epoch: float | None = None,
    ) -> None:
        """What the run is to make in all, for programs that know it later than their `Run`."""
        if self._owner:
            with self._store.lock:
                self._owner.plan(steps, epochs, batches_per_epoch)

    def progress(self, *, epoch: float | None = None, batch: float | None = None) -> None:
        """Where in the data the run is."""
        if self._owner:
            with self._store.lock:
                self._owner.progress(epoch, batch)

    def attempt(self, attempt: int) -> None:
        """The run re-initialises within this process. (A new process says so in its `Run`.)"""
        if self._owner:
            with self._store.lock:
                self._owner.attempt(attempt)

    def enter(self, phase: Phase) -> None:
        """The run goes over to a phase, until it is told of another."""
        if phase not in PHASES:
            raise ValueError(f"phase {phase!r} is not one of {', '.join(PHASES)}")
        with self._store.lock:
            self._enter(phase)

    @contextmanager
    def phase(self, phase: Phase) -> Iterator[None]:
        """The run is in a phase, and afterwards in the one that it was in before."""
        before = self._clock.phase
        self.enter(phase)
        try:
            yield
        finally:
            self.enter(before)

    def _enter(self, phase: Phase) -> None:
        self._clock.enter(phase)
        if self._owner:
            self._owner.phases.enter(phase)

    def data_wait(self) -> Wait:
        """`with metrics.data_wait(): ...` around what waits for the next batch."""
        return Wait(self._data_wait)

    def comm_wait(self) -> Wait:
        """`with metrics.comm_wait(): ...` around what waits for other ranks."""
        return Wait(self._comm_wait)

    def loader(self, batches: Iterable[T]) -> Iterator[T]:
        """The batches, with the wait for each counted as data wait."""
        iterator = iter(batches)
        while True:
            with self.data_wait():
                try:
                    batch = next(iterator)
                except StopIteration:
                    return
            yield batch

    @contextmanager
    def checkpoint(self) -> Iterator[None]:
        """Around the writing of a checkpoint: its phase, its time, and whether it failed."""
        start = perf_counter()
        with self.phase("checkpoint"):
            try:
                yield
            except BaseException:
                self.checkpoint_failed()
                raise
            self.checkpoint_saved(perf_counter() - start)

    def checkpoint_saved(self, seconds: float) -> None:
        """A checkpoint that was written beside the training is complete."""
        if self._owner:
            with self._store.lock:
                self._owner.checkpoint_saved(seconds)

    def checkpoint_failed(self) -> None:
        """A checkpoint that was written beside the training failed."""
        if self._owner:
            with self._store.lock:
                self._owner.checkpoint_failed()

    def push_final(self, gateway: str, *, job: str = "training", timeout: float = 10.0) -> bool:
        """Leaves the last values in a Pushgateway, in the group of this run and rank; see `push`
        for the limits.
        """
        grouping = {"run_id": str(self.run.run_id), "rank": str(self.run.rank)}
        return push.push(gateway, self._store, job=job, grouping=grouping, timeout=timeout)

    def finish(self) -> None:
        """The run has reached its end: phase `done`."""
        with self._store.lock:
            if self._owner:
                self._owner.smoothed.flush()
            self._enter("done")
            # Set by the first scrape from now on.
            self._store.scraped.clear()

    def close(self) -> None:
        """Ends the server and leaves the registry; after `finish` it lingers for one scrape."""
        if self._server:
            if self._clock.phase == "done" and self._server.ours:
                self._store.scraped.wait(self._linger)
            self._server.close()
            self._server = None
        if not self._closed:
            self._closed = True
            self._registry.unregister(self._store)

    def __enter__(self) -> TrainingMetrics:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # A run that an exception ends is not done: that it vanished is what the alert sees.
        if kind is None or (isinstance(error, SystemExit) and not error.code):
            self.finish()
        self.close()
