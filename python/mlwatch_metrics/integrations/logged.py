"""What frameworks log under names of their users, brought to the metrics of a run."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Mapping
from typing import SupportsFloat

from ..owner import DIRECTIONS
from ..training import Direction, MetricSplit, TrainingMetrics

log = logging.getLogger("mlwatch_metrics")

_SPLITS: Mapping[str, MetricSplit] = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "eval": "validation",
    "test": "test",
}
# Words within names; of whole names the package knows more.
_WORDS: Mapping[str, Direction] = {"acc": "up", "auroc": "up", "loss": "down", "ppl": "down"}
# Of these no rise or fall is good or bad, or another metric has them.
_NOT_METRICS = re.compile(
    r"(_|^)(runtime|per_second|time|epoch|step|steps|total_flos|num_input_tokens_seen"
    r"|learning_rate|lr|grad_norm)$"
)


def split_of(key: str) -> tuple[MetricSplit | None, str]:
    """The split that a key such as `val_accuracy` or `eval/loss` begins with, and the name after
    it.
    """
    first, _, rest = re.sub(r"[/.]", "_", key, count=1).partition("_")
    split = _SPLITS.get(first.lower())
    return (split, key[len(first) + 1 :]) if split and rest else (None, key)


def direction_of(name: str, declared: Mapping[str, Direction]) -> Direction | None:
    """Whether up or down is good: as declared, else as the words of the name say where they
    agree.
    """
    if name in declared:
        return declared[name]
    words = [word for word in re.split(r"[^a-z0-9]+", name.lower()) if word]
    said = {DIRECTIONS.get(word) or _WORDS.get(word) for word in words} - {None}
    if len(said) != 1:
        return None
    return "up" if said == {"up"} else "down"


def masked(loss: float, gradient_norm: float | None) -> bool:
    """Whether a logged loss of 0 stands for steps that were not finite and were left out of it."""
    return loss == 0 and gradient_norm is not None and not math.isfinite(gradient_norm)


class Logged:
    """Reports what a framework has logged, and says once of each name why it is left out."""

    def __init__(
        self, metrics: TrainingMetrics, directions: Mapping[str, Direction] | None = None
    ) -> None:
        self._metrics = metrics
        self.directions: dict[str, Direction] = dict(directions or {})
        self._left_out: set[str] = set()

    def report(
        self,
        values: Mapping[str, object],
        only: MetricSplit | None = None,
        otherwise: MetricSplit | None = None,
    ) -> None:
        """Validation losses and metrics. `only` takes the keys of one split, `otherwise` is the
        split of keys that name none. The training loss comes from steps.
        """
        for key, value in values.items():
            split, name = split_of(key)
            split = split or otherwise
            if split is None or only not in (None, split) or _NOT_METRICS.search(name):
                continue
            number = _number(value)
            if number is None or (name == "loss" and split == "train"):
                continue
            if name == "loss" and split == "validation":
                self._metrics.loss(number, "validation")
            else:
                self._metric(name, number, split)

    def _metric(self, name: str, value: float, split: MetricSplit) -> None:
        direction = direction_of(name, self.directions)
        if direction is not None:
            self._metrics.metric(name, value, split, direction)
        elif name not in self._left_out:
            self._left_out.add(name)
            log.warning(
                "metric %r is left out: is up or down good? Say so with "
                "directions={%r: 'up'} or 'down'",
                name,
                name,
            )


def _number(value: object) -> float | None:
    if isinstance(value, str) or not isinstance(value, SupportsFloat):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, RuntimeError):
        # An array of several numbers.
        return None
