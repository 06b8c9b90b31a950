"""What tutorials export: a few metrics without labels, of a program that reports the contract."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric


class PlainRegistry(CollectorRegistry):
    """Shows of what is registered the named families only, summed up over their labels."""

    def __init__(self, families: Collection[str]) -> None:
        super().__init__()
        self._families = families

    def collect(self) -> Iterable[Metric]:
        for family in super().collect():
            if family.name.startswith("process_"):
                yield family
            elif family.name in self._families:
                yield _plain(family)


def _plain(family: Metric) -> Metric:
    sums: dict[tuple[str, str | None], float] = {}
    for name, labels, value, *_ in family.samples:
        # Tutorials show no validation loss.
        if labels.get("split", "train") == "train":
            key = (name, labels.get("le"))
            sums[key] = sums.get(key, 0.0) + value
    plain = Metric(family.name, family.documentation, family.type)
    for (name, bound), value in sums.items():
        plain.add_sample(name, {} if bound is None else {"le": bound}, value)
    return plain
