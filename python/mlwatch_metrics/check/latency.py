"""Whether thresholds of latency are bucket bounds of the histogram."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

from ..contract import INFERENCE
from .exposition import Exposition, Family
from .finding import Finding
from .values import bounds_of

_LATENCY = "inference_request_latency_seconds"
_DEFAULT = INFERENCE.metrics[_LATENCY].buckets


def objectives(exposition: Exposition, slos: Collection[float]) -> Iterator[Finding]:
    """A quantile is exact at a bucket bound, and never exceeds the largest finite one."""
    histograms = {
        name: each
        for name, each in exposition.families.items()
        if each.type == "histogram" and each.samples
    }
    own = histograms.get(_LATENCY)
    for name, each in {_LATENCY: own}.items() if own else histograms.items():
        if each and name.endswith("_seconds") and not name.startswith("training_"):
            bounds = _finite(each)
            yield from (_finding(name, bounds, slo) for slo in slos if slo not in bounds[:-1])
    if own and tuple(_finite(own)) not in (_DEFAULT, ()):
        listed = ", ".join(f"{each:g}" for each in _finite(own))
        yield Finding(
            "hint",
            "own-buckets",
            _LATENCY,
            "its bucket bounds are not the default ones, which the rules take for granted",
            f"write for the service in the configuration: latencyBuckets: [{listed}]",
        )


def _finite(family: Family) -> list[float]:
    found = bounds_of(family.samples).values()
    return sorted({bound for bounds in found for bound in bounds if math.isfinite(bound)})


def _finding(name: str, bounds: list[float], slo: float) -> Finding:
    wanted = f"{slo:g}"
    if bounds and slo < bounds[-1]:
        message = f"{wanted} s is no bucket bound, and between two bounds a quantile is a guess"
    else:
        largest = f"{bounds[-1]:g} s is its largest bound" if bounds else "it has no finite bound"
        message = f"{largest}: no quantile exceeds that, so that no alert on {wanted} s can fire"
        wanted += f" and {2 * slo:g}"
    remedy = f"add the bucket {wanted}, as InferenceMetrics(slo_seconds=[{slo:g}]) does"
    return Finding("violation", "slo-bound", name, message, remedy)
