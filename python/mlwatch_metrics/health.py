"""What the rank that owns the loss knows of its health: computed per step, between scrapes."""

from __future__ import annotations

import math
from time import monotonic

from .baseline import RobustBaseline
from .store import Cell, Store


class Watched:
    """A value per step: how often it was not finite or a spike, and its baseline."""

    def __init__(
        self, store: Store, run_id: str, *, name: str, what: str, baseline: RobustBaseline
    ) -> None:
        self._store, self._run_id, self._name = store, run_id, name
        self._baseline = baseline
        self._nonfinite = store.cell("training_loss_nonfinite_steps_total", run_id, what)
        self._spikes = store.cell(f"{name}_spike_steps_total", run_id)

    def see(self, value: float) -> None:
        """One step's raw value."""
        if not math.isfinite(value):
            self._nonfinite.value += 1
        elif self._baseline.add(value):
            self._spikes.value += 1

    def clear(self) -> None:
        """What comes is another curve."""
        self._baseline.clear()

    def refresh(self) -> None:
        """Sets the gauges, once there is a baseline to speak of."""
        if not self._baseline.ready:
            return
        run_id, name = self._run_id, self._name
        self._store.cell(f"{name}_baseline", run_id).value = self._baseline.median
        self._store.cell(f"{name}_baseline_stddev", run_id).value = self._baseline.stddev


class SmoothedLoss:
    """The gauge of the training loss: the mean of the steps of each log interval.

    A step whose loss is not finite makes the whole interval so: a mean without it would hide it.
    """

    def __init__(self, store: Store, run_id: str, interval: float) -> None:
        self._store, self._run_id, self._interval = store, run_id, interval
        self._cell: Cell | None = None
        self._sum, self._count, self._since = 0.0, 0, -math.inf

    def see(self, loss: float) -> None:
        """One step's raw loss."""
        self._sum += loss
        self._count += 1
        now = monotonic()
        if now - self._since >= self._interval:
            self._since = now
            self.flush()

    def flush(self) -> None:
        """Publishes what there is, however short the interval was."""
        if not self._count:
            return
        self.set(self._sum / self._count)

    def set(self, loss: float) -> None:
        """Publishes a loss that somebody else has smoothed."""
        if self._cell is None:
            self._cell = self._store.cell("training_loss", self._run_id, "train")
        self._cell.value = loss
        self._sum, self._count = 0.0, 0


class Phases:
    """The phase that the run is in, and the time spent in each."""

    def __init__(self, store: Store, run_id: str, names: tuple[str, ...], first: str) -> None:
        self._active = {name: store.cell("training_phase", run_id, name) for name in names}
        self._seconds = {
            name: store.cell("training_phase_seconds_total", run_id, name) for name in names
        }
        self._since = monotonic()
        self.now = first
        self._active[first].value = 1

    def enter(self, phase: str) -> None:
        """Leaves the current phase for another."""
        self.refresh()
        self._active[self.now].value = 0
        self._active[phase].value = 1
        self.now = phase

    def refresh(self) -> None:
        """Counts the current phase's time up to now."""
        now = monotonic()
        self._seconds[self.now].value += now - self._since
        self._since = now
