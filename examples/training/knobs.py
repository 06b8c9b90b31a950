"""What can change while the run goes on; the thread that reads standard input writes it."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field

import numpy as np

from control import Command, number

from .data import CLASSES, Digits

# As the loop logs: a filter of losses forgets what it has seen at every log step.
FILTER_STEPS = 10


@dataclass
class Knobs:
    """The learning rate, and faults."""

    learning_rate: float
    # Of every step: this rank computes so much longer.
    extra_seconds: float = 0.0
    # Cleared: this rank no longer takes part in the exchange, so that all ranks wait for it.
    running: threading.Event = field(default_factory=threading.Event)
    # So many batches have wrong labels.
    bad_batches: int = 0
    # The next batch holds a NaN.
    corrupt: bool = False
    # Losses that are not finite are left out of what is reported.
    masked: bool = False

    def __post_init__(self) -> None:
        self.running.set()

    def spoil(self, batch: Digits) -> Digits:
        """The batch as the faults make it; it is this rank's own copy."""
        if self.bad_batches > 0:
            self.bad_batches -= 1
            batch = Digits(batch.images, (batch.labels + 1) % CLASSES)
        if self.corrupt:
            self.corrupt = False
            batch.images[0, 0] = np.nan
        return batch

    def commands(self) -> dict[str, Command]:
        """The lines of standard input that change them."""

        def learning_rate(arguments: list[str]) -> None:
            self.learning_rate = number(arguments, 0, 1e6)

        def slow(arguments: list[str]) -> None:
            self.extra_seconds = number(arguments, 0, 3600)

        def hang(_arguments: list[str]) -> None:
            self.running.clear()

        def resume(_arguments: list[str]) -> None:
            self.extra_seconds = 0
            self.running.set()

        def spike(arguments: list[str]) -> None:
            self.bad_batches = round(number(arguments, 0, 1e6))

        def corrupt(arguments: list[str]) -> None:
            if arguments not in ([], ["masked"]):
                raise ValueError("give nothing, or 'masked'")
            self.masked = bool(arguments)
            self.corrupt = True

        return {
            "lr": learning_rate,
            "slow": slow,
            "hang": hang,
            "resume": resume,
            "spike": spike,
            "corrupt": corrupt,
        }


class NanFilter:
    """Hides losses that are not finite as the Trainer of Hugging Face does unless told otherwise
    (logging_nan_inf_filter): by the mean of those since the last log step, which is 0 without any.
    """

    def __init__(self) -> None:
        self._sum, self._count = 0.0, 0

    def __call__(self, loss: float) -> float:
        """What is logged in the place of a step's loss."""
        if not math.isfinite(loss):
            loss = self._sum / self._count if self._count else 0.0
        self._sum += loss
        self._count += 1
        if self._count == FILTER_STEPS:
            self._sum, self._count = 0.0, 0
        return loss
