"""Time spent waiting."""

from __future__ import annotations

from time import perf_counter

from .store import Cell


class Wait:
    """Counts the time of a block of code."""

    __slots__ = ("_cell", "_start")

    def __init__(self, cell: Cell) -> None:
        self._cell = cell

    def add(self, seconds: float) -> None:
        """Counts time that was measured elsewhere."""
        self._cell.value += seconds

    def start(self) -> None:
        """The wait begins; begun again before it has ended, only the last time counts."""
        self._start = perf_counter()

    def stop(self) -> None:
        """The wait has ended."""
        self.add(perf_counter() - self._start)

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()
