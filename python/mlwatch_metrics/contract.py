"""The contract: names, help, labels and buckets, as the catalogue of mlwatch generated them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Type = Literal["counter", "gauge", "histogram", "info"]


@dataclass(frozen=True)
class Definition:
    """One metric of the contract."""

    name: str
    type: Type
    help: str
    labels: tuple[str, ...]
    # Values that a label can have, for the labels whose values are fixed.
    values: Mapping[str, tuple[str, ...]]
    buckets: tuple[float, ...]
    zero_initialised: bool
    # Whether every rank of a training run exports it, or only the one that owns the loss.
    every_rank: bool


@dataclass(frozen=True)
class Contract:
    """The metrics of one kind of program, by name."""

    version: str
    metrics: Mapping[str, Definition]


def _read(source: Mapping[str, Any]) -> Contract:
    metrics = {
        each["name"]: Definition(
            name=each["name"],
            type=each["type"],
            help=each["help"],
            labels=tuple(each["labels"]),
            values={label: tuple(values) for label, values in each["values"].items()},
            buckets=tuple(float(bound) for bound in each["buckets"]),
            zero_initialised=each["zeroInitialised"],
            every_rank=each["everyRank"],
        )
        for each in source["metrics"]
    }
    return Contract(source["version"], metrics)


_FILE: Mapping[str, Any] = json.loads(
    Path(__file__).with_name("contract.json").read_text(encoding="utf-8")
)
TRAINING = _read(_FILE["training"])
INFERENCE = _read(_FILE["inference"])
# Of both contracts, by name.
METRICS: Mapping[str, Definition] = {**TRAINING.metrics, **INFERENCE.metrics}
