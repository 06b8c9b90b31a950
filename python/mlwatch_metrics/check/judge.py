"""All rules over one endpoint, or over those of several ranks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..contract import METRICS
from .again import falling, growing
from .contracts import contract, missing_labels
from .exposition import Exposition, Family
from .finding import SEVERITIES, Finding
from .labels import labels
from .latency import objectives
from .naming import names
from .presence import Kind, kinds_of, owns_run, presence
from .values import created, values


@dataclass(frozen=True)
class Again:
    """A later scrape of the same endpoint."""

    exposition: Exposition
    seconds: float


@dataclass(frozen=True)
class Verdict:
    """What was found at one endpoint."""

    source: str
    kinds: tuple[Kind, ...]
    owner: bool
    series: int
    findings: tuple[Finding, ...]


def judge(
    source: str,
    exposition: Exposition,
    *,
    kind: Kind | None = None,
    slos: Collection[float] = (),
    again: Again | None = None,
) -> Verdict:
    """Findings in the order of their weight, then of their subjects."""
    kinds = (kind,) if kind else kinds_of(exposition)
    found: list[Finding] = []
    for family in exposition.families.values():
        found += _of_family(family)
    for each in kinds:
        found += presence(exposition, each)
    found += missing_labels(exposition)
    found += objectives(exposition, slos)
    found += created(exposition)
    if again:
        found += falling(exposition, again.exposition)
        found += growing(exposition, again.exposition, again.seconds)
    findings = sorted(found, key=lambda each: SEVERITIES.index(each.severity))
    return Verdict(source, kinds, owns_run(exposition), exposition.series, tuple(findings))


def _of_family(family: Family) -> Iterator[Finding]:
    yield from values(family)
    of_labels = list(labels(family))
    yield from of_labels
    if family.name not in METRICS:
        yield from names(family)
        return
    # A label without bound is unknown too: once is enough.
    said = {each.subject for each in of_labels}
    for finding in contract(family):
        if finding.rule != "unknown-label" or finding.subject not in said:
            yield finding
