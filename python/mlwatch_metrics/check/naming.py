"""Names of metrics that the contract lacks: units, suffixes, and counters for what is none."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from ..contract import METRICS
from .exposition import Family
from .finding import Finding, binding, ours

_NOT_BASE = {
    **dict.fromkeys(["ms", "msec", "msecs", "millis", "milliseconds"], "seconds"),
    **dict.fromkeys(["us", "usec", "microseconds", "ns", "nanoseconds"], "seconds"),
    **dict.fromkeys(["mins", "minutes", "hours", "hrs", "days"], "seconds"),
    **dict.fromkeys(["kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib"], "bytes"),
    **dict.fromkeys(["kilobytes", "megabytes", "gigabytes", "bits"], "bytes"),
    **dict.fromkeys(["percent", "pct", "percentage"], "ratio"),
    **dict.fromkeys(["gflops", "tflops", "pflops", "teraflops"], "flops"),
}
_NOT_BASE_AT_THE_END = {"us", "ns", "bits"}
_UNITS = {*_NOT_BASE, "seconds", "bytes", "ratio", "flops", "hertz", "celsius", "watts", "joules"}
# Words that stand for a quantity of this unit.
_QUANTITIES = {
    **dict.fromkeys(["duration", "latency", "elapsed", "runtime", "time", "timestamp"], "seconds"),
    **dict.fromkeys(["memory", "ram", "vram"], "bytes"),
    **dict.fromkeys(["utilization", "utilisation"], "ratio"),
}
# What goes up and down.
_LEVELS = {
    *("current", "progress", "length", "size", "temperature", "loss", "rate", "norm", "accuracy"),
    *("ratio", "usage", "utilization", "memory", "active", "running", "pending", "available"),
}


def names(family: Family) -> Iterator[Finding]:
    """Findings on the name of one metric that the contract lacks."""
    name, severity = family.name, binding(family.name)
    found = [
        Finding(severity, rule, name, message, remedy)
        for rule, message, remedy in (*_unit(family), *_suffix(family))
    ]
    yield from found
    if ours(name) and not found:
        yield _unknown(name)


def _words(name: str) -> list[str]:
    for suffix in ("_total", "_info"):
        name = name.removesuffix(suffix)
    return name.lower().split("_")


def _unit(family: Family) -> Iterator[tuple[str, str, str]]:
    words = _words(family.name)
    if words[-2:-1] == ["per"] and words[-1] in ("second", "sec", "s", "minute"):
        yield (
            "rate-in-program",
            "a rate that the program computes is its own average, over a window nobody knows",
            "export a counter of what it counts; rate() gives the rate over any window",
        )
        return
    for word in words:
        if word in _NOT_BASE and (word == words[-1] or word not in _NOT_BASE_AT_THE_END):
            unit = _NOT_BASE[word]
            yield (
                "base-unit",
                f"'{word}' is no base unit, so that it cannot be compared with what is in {unit}",
                f"export it in {unit}, as {_renamed(family, word, unit)}"
                + (" from 0 to 1" if unit == "ratio" else ""),
            )
            return
    if _UNITS & set(words) or family.type in ("info", "stateset"):
        return
    if family.type == "counter":
        # Of events that have to do with timestamps.
        words = [word for word in words if word != "timestamp"]
    wanted = next((_QUANTITIES[word] for word in words if word in _QUANTITIES), None)
    if wanted:
        yield (
            "missing-unit",
            f"its name does not say that it is in {wanted}",
            f"export it in {wanted}, as {_renamed(family, '', wanted)}",
        )


def _renamed(family: Family, word: str, unit: str) -> str:
    words = [each for each in _words(family.name) if each != word and each != unit]
    total = ["total"] if family.type == "counter" else []
    return "_".join([*words, unit, *total])


def _suffix(family: Family) -> Iterator[tuple[str, str, str]]:
    name = family.name
    if family.type == "gauge" and name.endswith("_total"):
        yield (
            "gauge-named-total",
            "a gauge has the suffix of counters, and rate() of what may fall is nonsense",
            f"make it a Counter if it only grows, or else name it {name.removesuffix('_total')}",
        )
    if family.type != "counter":
        return
    level = _words(name)[-1]
    if level in _LEVELS:
        yield (
            "counter-of-level",
            f"'{level}' goes up and down, which Prometheus takes for restarts of a counter",
            f"make it a Gauge named {name.removesuffix('_total')}",
        )
    elif not name.lower().endswith("_total"):
        yield ("missing-total", "a counter without the suffix _total", f"name it {name}_total")


def _unknown(name: str) -> Finding:
    prefix = name.split("_")[0]
    near = get_close_matches(
        name, [each for each in METRICS if each.startswith(prefix)], cutoff=0.85
    )
    if near:
        remedy = f"did you mean {near[0]}?"
    elif prefix == "training":
        remedy = (
            "training_metric_value{metric, split, direction} takes any metric of a run; "
            "else choose another prefix"
        )
    else:
        remedy = "choose another prefix"
    return Finding(
        "warning",
        "unknown-name",
        name,
        "no rule reads it, though its prefix is the contract's",
        remedy,
    )
