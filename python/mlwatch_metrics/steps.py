"""How long steps take."""

from __future__ import annotations

from time import perf_counter
from typing import Literal

Phase = Literal["init", "compile", "train", "eval", "checkpoint", "restore", "done"]


class StepClock:
    """The phase that a process is in, and the wall time of its steps without the phases between
    them.
    """

    __slots__ = ("_mark", "_paused", "_since", "phase")

    def __init__(self) -> None:
        self.phase: Phase = "init"
        # When the last step ended, and when the phase began or was last taken off.
        self._mark = self._since = perf_counter()
        self._paused = 0.0

    def enter(self, phase: Phase) -> None:
        """Leaves the current phase for another."""
        now = perf_counter()
        self._pause(now)
        self.phase, self._since = phase, now

    def step(self) -> float:
        """A step has ended: its seconds."""
        now = perf_counter()
        self._pause(now)
        seconds = max(0.0, now - self._mark - self._paused)
        self._mark, self._paused = now, 0.0
        return seconds

    def _pause(self, now: float) -> None:
        # Time that is no part of the step it interrupts.
        if self.phase != "train":
            self._paused += now - self._since
            self._since = now
