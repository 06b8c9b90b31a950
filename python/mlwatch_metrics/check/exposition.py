"""An exposition as the library's parsers read it, with the names that the program really gave."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from prometheus_client import parser
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.samples import Sample

_TYPE = re.compile(r"^[ \t]*#[ \t]+TYPE[ \t]+(\S+)", re.MULTILINE)
_END = re.compile(r"^# EOF\s*\Z", re.MULTILINE)


class UnreadableError(Exception):
    """There is nothing to check; the message says why."""


@dataclass
class Family:
    """The series of one metric."""

    # As the program exposes it: a counter's with `_total` if it has that.
    name: str
    type: str
    samples: list[Sample] = field(default_factory=list)

    def labels(self) -> set[str]:
        """The names of its labels, without those that its type brings."""
        return {name for each in self.samples for name in each.labels} - {"le", "quantile"}

    def values(self, label: str) -> set[str]:
        """What a label is set to."""
        return {each.labels[label] for each in self.samples if label in each.labels}


@dataclass(frozen=True)
class Exposition:
    """What one endpoint exposes at one time."""

    families: Mapping[str, Family]
    # Series that say since when others exist.
    created: int

    @property
    def series(self) -> int:
        """All of them, as Prometheus counts a scrape."""
        return self.created + sum(len(each.samples) for each in self.families.values())

    def value(self, name: str) -> float | None:
        """The value of a metric without labels."""
        family = self.families.get(name)
        return family.samples[0].value if family and family.samples else None


def read(text: str) -> Exposition:
    """Raises UnreadableError when it is no exposition."""
    is_openmetrics = bool(_END.search(text))
    # The one of OpenMetrics has no types.
    parse: Callable[[str], Iterable[Metric]] = (
        openmetrics.text_string_to_metric_families
        if is_openmetrics
        else parser.text_string_to_metric_families
    )
    try:
        parsed = list(parse(text))
    except Exception as error:  # What a parser raises on foreign text is not documented.
        first = next((line for line in text.splitlines() if line.strip()), "")
        raise UnreadableError(
            f"these are no Prometheus metrics ({str(error) or 'malformed line'}); "
            f"they begin with {first[:60]!r}"
        ) from error
    if not any(each.samples for each in parsed):
        raise UnreadableError("it exposes no series")
    declared = set(_TYPE.findall(text))
    families: dict[str, Family] = {}
    for metric in parsed:
        name = metric.name
        # The parsers take a counter's suffix away, or give it one that it lacks.
        bare = metric.type == "counter" and name in declared and f"{name}_total" not in declared
        if metric.type == "counter" and (is_openmetrics or not bare):
            name += "_total"
        elif metric.type == "info":
            name += "_info"
        family = families.setdefault(name, Family(name, metric.type))
        family.samples += [
            each._replace(name=name) if bare and not is_openmetrics else each
            for each in metric.samples
        ]
    return _without_created(families)


def _without_created(families: Mapping[str, Family]) -> Exposition:
    created = 0
    kept: dict[str, Family] = {}
    for name, family in families.items():
        base = name.removesuffix("_created")
        # Text has them as gauges beside, OpenMetrics among the samples.
        if base != name and (base in families or f"{base}_total" in families):
            created += len(family.samples)
            continue
        samples = family.samples
        if family.type in ("counter", "histogram", "summary"):
            samples = [each for each in samples if not each.name.endswith("_created")]
            created += len(family.samples) - len(samples)
        kept[name] = Family(name, family.type, samples)
    return Exposition(kept, created)
