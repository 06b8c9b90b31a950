"""waitress' queue of requests, measured: how long it is, and how long a request waited in it."""

from __future__ import annotations

import threading
import time
from typing import Any

from waitress.task import Task, ThreadedTaskDispatcher


class _Stamped:
    """A task that knows when it was queued; waitress passes channels, its stubs say tasks."""

    def __init__(self, task: Any, arrivals: threading.local) -> None:
        self._task = task
        self._arrivals = arrivals
        self._queued = time.monotonic()

    def service(self) -> None:
        self._arrivals.time = self._queued
        self._task.service()

    def cancel(self) -> None:
        self._task.cancel()

    def defer(self) -> None:
        self._task.defer()


class MeasuredQueue(ThreadedTaskDispatcher):
    """Hands requests to worker threads, as waitress does by itself, and tells about the wait."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self._arrivals = threading.local()
        self.set_thread_count(threads)

    def add_task(self, task: Task) -> None:
        super().add_task(_Stamped(task, self._arrivals))  # type: ignore[arg-type]

    def length(self) -> int:
        """Requests that wait for a worker now."""
        return len(self.queue)

    def waited(self) -> float:
        """For how many seconds the request of this worker thread has waited for it.

        A second request on the same connection was never queued.
        """
        queued: float | None = getattr(self._arrivals, "time", None)
        self._arrivals.time = None
        return 0.0 if queued is None else time.monotonic() - queued
