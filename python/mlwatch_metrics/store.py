"""Values of a contract's metrics, and the collector that exposes them.

Plain numbers behind one lock instead of a collector per metric: a step costs microseconds, a scrape
sees all values of one moment, and PROMETHEUS_MULTIPROC_DIR, which is for forked web workers and
would drop half of a training contract, has no hold on them.
"""

from __future__ import annotations

import os
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from typing import cast
from weakref import WeakSet

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from .contract import Definition

Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily


class Cell:
    """The value of one series of a counter or gauge."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0.0


class HistogramCell:
    """The observations of one series of a histogram."""

    __slots__ = ("_bounds", "_counts", "_sum")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def add_to(self, family: HistogramMetricFamily, labels: tuple[str, ...]) -> None:
        names = [*map(repr, self._bounds), "+Inf"]
        counts = (float(count) for count in accumulate(self._counts))
        family.add_metric(labels, list(zip(names, counts, strict=True)), self._sum)


class Store(Collector):
    """All series of one process; hold `lock` to change them."""

    def __init__(self, metrics: Mapping[str, Definition], refresh: Callable[[], None]) -> None:
        """`refresh` runs before every scrape, to set what changes by itself."""
        self._metrics = metrics
        self._refresh = refresh
        self._series: dict[str, dict[tuple[str, ...], Cell | HistogramCell]] = {}
        # Reentrant: a signal handler that closes the run may interrupt a step.
        self.lock = threading.RLock()
        self.scraped = threading.Event()
        _stores.add(self)

    def cell(self, name: str, *labels: str) -> Cell:
        """The series of a counter or gauge, made with 0 when it is new."""
        return cast("Cell", self._get(name, labels, Cell))

    def histogram(self, name: str, *labels: str) -> HistogramCell:
        """The series of a histogram, made without observations when it is new."""
        bounds = self._metrics[name].buckets
        return cast("HistogramCell", self._get(name, labels, lambda: HistogramCell(bounds)))

    def _get(
        self, name: str, labels: tuple[str, ...], make: Callable[[], Cell | HistogramCell]
    ) -> Cell | HistogramCell:
        found = self._series.get(name, {}).get(labels)
        if found is not None:
            return found
        # A number as a label would fail every scrape.
        labels = tuple(map(str, labels))
        check_labels(self._metrics[name], labels)
        with self.lock:
            return self._series.setdefault(name, {}).setdefault(labels, make())

    def describe(self) -> Iterable[Metric]:
        return [_family(definition) for definition in self._metrics.values()]

    def collect(self) -> Iterable[Metric]:
        with self.lock:
            self._refresh()
            families = [
                self._exposed(self._metrics[name], series)
                for name, series in self._series.items()
                if series
            ]
            self.scraped.set()
            return families

    def _exposed(
        self, definition: Definition, series: Mapping[tuple[str, ...], Cell | HistogramCell]
    ) -> Metric:
        family = _family(definition)
        for labels, cell in series.items():
            if isinstance(cell, HistogramCell):
                cell.add_to(cast("HistogramMetricFamily", family), labels)
            else:
                cast("GaugeMetricFamily", family).add_metric(labels, cell.value)
        return family


def check_labels(definition: Definition, labels: tuple[str, ...]) -> None:
    """Raises ValueError when a label has a value that the contract does not know."""
    for label, value in zip(definition.labels, labels, strict=True):
        known = definition.values.get(label)
        if known and value not in known:
            raise ValueError(
                f"{definition.name}: {label}={value!r} is not one of {', '.join(known)}"
            )


def _family(definition: Definition) -> Family:
    make: type[Family] = {
        "counter": CounterMetricFamily,
        "gauge": GaugeMetricFamily,
        "info": GaugeMetricFamily,
        "histogram": HistogramMetricFamily,
    }[definition.type]
    return make(definition.name, definition.help, labels=definition.labels)


_stores: WeakSet[Store] = WeakSet()


def _after_fork() -> None:
    # A scrape may have held a lock in the parent; its thread does not exist in the child.
    for store in _stores:
        store.lock = threading.RLock()
        store.scraped = threading.Event()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
