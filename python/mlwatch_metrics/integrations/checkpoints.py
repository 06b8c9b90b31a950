"""Checkpoints of frameworks that have no hook at the end of one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ..training import TrainingMetrics


def count_checkpoints(target: Any, method: str, metrics: TrainingMetrics) -> Callable[[], None]:
    """From now on a method of one object is a checkpoint: phase, time and failures. Returns what
    undoes it.
    """
    original = getattr(target, method)

    @wraps(original)
    def counted(*args: Any, **options: Any) -> Any:
        with metrics.checkpoint():
            return original(*args, **options)

    setattr(target, method, counted)
    return lambda: delattr(target, method)
