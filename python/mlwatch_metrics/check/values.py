"""What series of any metric must not do: be double, be dated, fall, or lack a part."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from prometheus_client.samples import Sample

from .exposition import Exposition, Family
from .finding import Finding, binding

# 1e11 seconds are the year 5138; in milliseconds they were 1973.
_MILLISECONDS = 1e11


def series_key(sample: Sample) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What makes a series: name and labels."""
    return sample.name, tuple(sorted(sample.labels.items()))


def values(family: Family) -> Iterator[Finding]:
    """Findings on the samples of one metric."""
    name = family.name
    twice = [key for key, count in Counter(map(series_key, family.samples)).items() if count > 1]
    if twice:
        yield Finding(
            "violation",
            "duplicate-series",
            name,
            f"{len(twice)} series stand there twice, such as {written(twice[0])}; Prometheus "
            "drops all but one",
            "register the metric once, and expose one registry once",
        )
    if any(each.timestamp is not None for each in family.samples):
        yield Finding(
            binding(name),
            "own-timestamps",
            name,
            "it sets timestamps of its own: Prometheus does not notice then when the series ends",
            "leave the timestamp away; export the time of an event as a value, *_timestamp_seconds",
        )
    if family.type in ("counter", "histogram"):
        wrong = [each for each in family.samples if _counts(family, each) and not each.value >= 0]
        if wrong:
            yield Finding(
                "violation",
                "broken-counter",
                name,
                f"{written(series_key(wrong[0]))} is {wrong[0].value}: no count can be",
                "add only what is finite and positive; a value that may be NaN is a Gauge",
            )
    if name.endswith("_timestamp_seconds"):
        yield from _timestamps(family)
    if family.type == "histogram":
        yield from _histogram(family)


def created(exposition: Exposition) -> Iterator[Finding]:
    """Says how many series the client library adds that nothing reads."""
    if exposition.created:
        yield Finding(
            "hint",
            "created-series",
            "*_created",
            f"{exposition.created} of {exposition.series} series say only when others began; "
            "no rule reads them",
            "set PROMETHEUS_DISABLE_CREATED_SERIES=True in the environment",
        )


def _counts(family: Family, sample: Sample) -> bool:
    # The sum of observations may fall, when they may be negative.
    return family.type == "counter" or not sample.name.endswith("_sum")


def _timestamps(family: Family) -> Iterator[Finding]:
    largest = max((each.value for each in family.samples), default=0)
    if largest > _MILLISECONDS:
        yield Finding(
            binding(family.name),
            "base-unit",
            family.name,
            f"{largest:g} is a time in milliseconds or less, not in seconds",
            "export seconds since 1970: time.time()",
        )
    if any(each.value == 0 for each in family.samples):
        yield Finding(
            "warning",
            "time-zero",
            family.name,
            "0 is a time in 1970, for which every rule on age fires",
            "let the series begin when it has happened",
        )


def _histogram(family: Family) -> Iterator[Finding]:
    series = bounds_of(family.samples)
    counts = {group_of(each): each.value for each in family.samples if each.name.endswith("_count")}
    broken = [
        group
        for group in {*series, *counts}
        if not _sound(series.get(group, {}), counts.get(group, math.nan))
    ]
    if broken:
        yield Finding(
            "violation",
            "broken-histogram",
            family.name,
            "the buckets are not cumulative, or the one of +Inf is not the count",
            "let the client library's Histogram count",
        )
    if len({frozenset(buckets) for buckets in series.values()}) > 1:
        yield Finding(
            binding(family.name),
            "bucket-mismatch",
            family.name,
            "its series have different bucket bounds, so that sums over them give wrong quantiles",
            "give all of them the same bounds",
        )


def group_of(sample: Sample) -> tuple[tuple[str, str], ...]:
    """The labels of a histogram's sample that tell it from other histograms of the metric."""
    return tuple(sorted((name, value) for name, value in sample.labels.items() if name != "le"))


def bounds_of(
    samples: Iterable[Sample],
) -> dict[tuple[tuple[str, str], ...], dict[float, float]]:
    """For each histogram of a metric the cumulative counts by bucket bound."""
    found: dict[tuple[tuple[str, str], ...], dict[float, float]] = defaultdict(dict)
    for each in samples:
        if each.name.endswith("_bucket"):
            found[group_of(each)][_bound(each.labels.get("le", ""))] = each.value
    return dict(found)


def _bound(le: str) -> float:
    try:
        return float(le)
    except ValueError:
        return math.nan


def _sound(buckets: dict[float, float], count: float) -> bool:
    cumulative = [buckets[bound] for bound in sorted(buckets)]
    return (
        buckets.get(math.inf) == count
        and not any(map(math.isnan, buckets))
        and all(low <= high for low, high in pairwise(cumulative))
    )


def written(key: tuple[str, tuple[tuple[str, str], ...]]) -> str:
    """A series as Prometheus writes it."""
    name, labels = key
    inner = ", ".join(f'{label}="{value}"' for label, value in labels)
    return f"{name}{{{inner}}}" if inner else name
