"""Whether metrics of the contract are what it says: type, labels, values, buckets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ..contract import METRICS, TRAINING, Definition
from .exposition import Exposition, Family
from .finding import Finding, some
from .gives import LABELS
from .labels import TARGET


def contract(family: Family) -> Iterator[Finding]:
    """Findings on one metric that the contract knows."""
    definition = METRICS[family.name]
    wrong = _type(family, definition)
    if wrong:
        yield wrong
        return
    if not family.samples:
        yield Finding(
            "hint" if definition.labels and not definition.zero_initialised else "warning",
            "no-series",
            family.name,
            "it is declared, and has no series yet",
            "call labels(...) at the start for every value, so that the first event is an increase",
        )
        return
    if definition.type != "info":
        yield from _labels(family, definition)
    yield from _fixed_values(family, definition)
    yield from _single(family, definition)


def _type(family: Family, definition: Definition) -> Finding | None:
    expected = "gauge" if definition.type == "info" else definition.type
    if family.type in (expected, definition.type):
        return None
    if family.type in ("untyped", "unknown"):
        return Finding(
            "warning",
            "no-type",
            family.name,
            f"it has no TYPE line; the contract says {expected}",
            "expose it with a client library",
        )
    # Tutorials observe losses with a Summary; its mean is a loss still.
    tolerated = (family.name, family.type) == ("training_loss", "summary")
    return Finding(
        "warning" if tolerated else "violation",
        "wrong-type",
        family.name,
        f"it is a {family.type}, and the contract says {expected}",
        f"make it a {expected.capitalize()}",
    )


def _labels(family: Family, definition: Definition) -> Iterator[Finding]:
    unknown = family.labels() - set(definition.labels) - TARGET
    for label in sorted(unknown):
        yield Finding(
            "violation",
            "unknown-label",
            f"{family.name}{{{label}}}",
            f"the contract has {_listed(definition.labels)} only; rules that match or sum by them "
            "see several series for one",
            "drop the label; free-form ones belong to training_run_info"
            if family.name.startswith("training_")
            else "drop the label",
        )
    partly = [
        label
        for label in definition.labels
        if 0 < sum(label in each.labels for each in family.samples) < len(family.samples)
    ]
    for label in partly:
        yield Finding(
            "warning",
            "uneven-labels",
            f"{family.name}{{{label}}}",
            "some of its series have the label and some have not",
            "give it to all of them",
        )


def _fixed_values(family: Family, definition: Definition) -> Iterator[Finding]:
    for label, known in definition.values.items():
        values = family.values(label)
        subject = f"{family.name}{{{label}}}"
        foreign = values - set(known)
        if foreign:
            yield Finding(
                "violation",
                "unknown-value",
                subject,
                f"{some(foreign)}: the contract has {_listed(known)} only",
                _mapping(label),
            )
        missing = [each for each in known if each not in values]
        if missing and values and not foreign and definition.zero_initialised:
            yield Finding(
                "violation",
                "not-initialised",
                subject,
                f"no series of {_listed(missing)}: when it appears, Prometheus sees a new series "
                "and no increase",
                "call labels(...) at the start for every value"
                + (", as InferenceMetrics(routes=[...]) does" if label == "code" else ""),
            )


def _mapping(label: str) -> str:
    if label == "code":
        return 'export the class of the status, e.g. "2xx" for 200'
    return "use one of them" + (", 'other' where none fits" if label == "reason" else "")


def _single(family: Family, definition: Definition) -> Iterator[Finding]:
    if definition.type == "info" and any(each.value != 1 for each in family.samples):
        yield Finding(
            "violation",
            "info-value",
            family.name,
            "an info metric is 1, or every join with it multiplies by something else",
            "set it to 1",
        )
    if family.name == "training_run_info":
        runs: dict[str, int] = defaultdict(int)
        for each in family.samples:
            runs[each.labels.get("run_id", "")] += 1
        if max(runs.values()) > 1:
            yield Finding(
                "violation",
                "info-twice",
                family.name,
                "a run has several of them, so that joins with it fail",
                "remove the old one when a label changes; what changes is no label",
            )
        versions = family.values("contract") - {TRAINING.version}
        if versions:
            yield Finding(
                "warning",
                "contract-version",
                family.name,
                f"the program follows version {some(versions)} of the contract, and this is "
                f"a check of version {TRAINING.version}",
                "use the same version of mlwatch-metrics for both",
            )
    if family.name == "training_phase":
        active: dict[tuple[tuple[str, str], ...], float] = defaultdict(float)
        for each in family.samples:
            rest = {name: value for name, value in each.labels.items() if name != "phase"}
            active[tuple(sorted(rest.items()))] += each.value
        if any(total != 1 for total in active.values()):
            yield Finding(
                "violation",
                "phase-count",
                family.name,
                f"{max(active.values()):g} phases are 1 at the same time; a run is in exactly one",
                "set the phase that the run leaves to 0, and all of them at the start",
            )


def missing_labels(exposition: Exposition) -> Iterator[Finding]:
    """One hint for each label of the contract that metrics do without."""
    without: dict[str, list[str]] = defaultdict(list)
    for name, family in exposition.families.items():
        definition = METRICS.get(name)
        if not definition or not family.samples or definition.type == "info":
            continue
        for label in definition.labels:
            if not family.values(label):
                without[label].append(name)
    for label, names in without.items():
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield Finding(
            "hint",
            "missing-label",
            f"{{{label}}}",
            f"not on {_listed(names[:3])}{more}: "
            + LABELS.get(label, "nothing can be told apart by it then"),
            f"add the label {label}",
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
