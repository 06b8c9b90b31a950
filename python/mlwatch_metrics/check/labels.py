"""Labels of any metric: those that make series without end, and those that Prometheus sets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..contract import METRICS
from .exposition import Family
from .finding import Finding, binding, some

# The bound of the package for names of metrics, twice that for its routes.
MOST_VALUES = 100
MOST_SERIES = 1000

# Bounded by what they mean, however they look.
_BOUNDED = {label for each in METRICS.values() for label in each.labels} - {"route"}
# Prometheus or its operator sets them, or mlwatch does by relabeling.
TARGET = {"namespace", "pod", "job", "instance", "container", "endpoint", "service"}

_PER_STEP = {"step", "global_step", "iteration", "iter", "epoch", "batch", "batch_id", "loss", "lr"}
_PER_REQUEST = {
    *("user", "user_id", "username", "email", "session", "session_id", "request_id", "trace_id"),
    *("span_id", "url", "uri", "prompt", "ip", "client_ip", "remote_addr"),
    *("timestamp", "time", "date", "datetime"),
}
_LOOKS = {
    "a UUID": r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}",
    "a hash": r"(?=.*\d)[0-9a-f]{16,}",
    "a time": r"\d{4}-\d\d-\d\d([T ].*)?|1\d{9}(\.\d+)?|1\d{12}",
    "a measured number": r"-?\d+\.\d+(e[-+]?\d+)?|-?\d+e[-+]?\d+",
    "a large number": r"\d{6,}",
    "a mail address": r"[^@\s]+@[^@\s]+\.\w+",
    "a path with an id in it": r"/.*/(\d+|[0-9a-fA-F-]{16,})(/.*)?",
    "a sentence": r"(?=.*\s.*\s.*\s).{40,}",
}
_PATTERNS = {what: re.compile(pattern, re.DOTALL) for what, pattern in _LOOKS.items()}


def labels(family: Family) -> Iterator[Finding]:
    """Findings on the labels of one metric."""
    for label in sorted(family.labels()):
        finding = _finding(family, label)
        if finding:
            yield finding
    if len(family.samples) > MOST_SERIES:
        yield Finding(
            "violation",
            "too-many-series",
            family.name,
            f"{len(family.samples)} series of one metric and process",
            "drop the label that multiplies them, or bound its values",
        )


def _finding(family: Family, label: str) -> Finding | None:
    values = family.values(label)
    subject = f"{family.name}{{{label}}}"
    if label in TARGET:
        return Finding(
            binding(family.name),
            "target-label",
            subject,
            f"Prometheus sets {label} itself, so that this arrives as exported_{label}",
            "drop the label",
        )
    if len(values) > MOST_VALUES:
        return Finding(
            "violation",
            "unbounded-label",
            subject,
            f"{len(values)} values, such as {some(values)}: each makes a series that "
            "Prometheus keeps",
            f"bound it: at most {MOST_VALUES} values, 'other' for the rest",
        )
    # An info metric is where the free-form labels belong.
    if family.type == "info" or family.name.endswith("_info") or label in _BOUNDED:
        return None
    why = _unbounded(label, values)
    if why is None:
        return None
    return Finding(binding(family.name), "unbounded-label", subject, *why)


def _unbounded(label: str, values: set[str]) -> tuple[str, str] | None:
    """Why a label has no bound, and what to do; None when it seems to have one."""
    if label.lower() in _PER_STEP:
        return (
            f"{some(values)}: every {label} makes new series, and ends the old ones",
            "drop the label; export the number as a value, as training_step_current does",
        )
    if label.lower() in _PER_REQUEST:
        return (
            f"{some(values)}: nothing bounds the values of {label}",
            "drop the label; what belongs to one request or user goes into logs or traces",
        )
    if label == "pid":
        return (
            f"{some(values)}: a new series of every process that starts",
            "give the gauge a multiprocess_mode such as livesum, or unset PROMETHEUS_MULTIPROC_DIR",
        )
    for what, pattern in _PATTERNS.items():
        alike = {value for value in values if pattern.fullmatch(value)}
        if alike:
            return (
                f"{some(alike)} looks like {what}: values that come from outside have no bound",
                "use the template of a route"
                if "path" in what
                else "drop the label, or map it to a few known values",
            )
    return None
