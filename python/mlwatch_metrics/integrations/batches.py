"""How much is in a batch, as far as its shapes tell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


def samples_of(batch: object) -> int:
    """The first dimension of the first array in a batch, 0 without one."""
    shape = getattr(batch, "shape", None)
    if shape is not None:
        return int(shape[0]) if len(shape) else 0
    if isinstance(batch, Mapping):
        batch = batch.values()
    if isinstance(batch, str) or not isinstance(batch, Iterable):
        return 0
    return next((found for found in map(samples_of, batch) if found), 0)


def tokens_of(batch: object) -> int:
    """Tokens of a batch of token ids, padding included: without it would mean to wait for the
    device.
    """
    ids = batch.get("input_ids") if isinstance(batch, Mapping) else None
    return math.prod(getattr(ids, "shape", (0,)))


@dataclass
class StepParts:
    """What the batches of one optimizer step have brought so far."""

    # A tensor; the batches' losses are parts of a sum.
    loss: Any = None
    gradient_norm: Any = None
    samples: int = 0
    tokens: int = 0

    def add_loss(self, loss: Any) -> None:
        """Adds the loss of a batch."""
        self.loss = loss if self.loss is None else self.loss + loss

    def add_batch(self, batch: object) -> None:
        """Counts what is in a batch."""
        self.samples += samples_of(batch)
        self.tokens += tokens_of(batch)
