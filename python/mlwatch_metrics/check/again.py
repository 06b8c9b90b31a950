"""What only a second scrape shows."""

from __future__ import annotations

import math
from collections.abc import Iterator

from .exposition import Exposition
from .finding import Finding, some
from .values import series_key, written

# One or two new values may be a route or a status that nobody had asked for before.
_MANY_NEW = 3


def falling(before: Exposition, after: Exposition) -> Iterator[Finding]:
    """Counters that went down from one scrape to the next of the same process."""
    started = "process_start_time_seconds"
    if before.value(started) != after.value(started):
        return
    for name, family in after.families.items():
        earlier = before.families.get(name)
        if earlier is None or not (family.type == "counter" or name.endswith("_total")):
            continue
        old = {series_key(each): each.value for each in earlier.samples}
        fell = [
            each for each in family.samples if each.value < old.get(series_key(each), -math.inf)
        ]
        if fell:
            key = series_key(fell[0])
            yield Finding(
                "violation",
                "counter-falls",
                name,
                f"{written(key)} fell from {old[key]:g} to {fell[0].value:g}; rate() takes that "
                "for a restart",
                f"make it a Gauge named {name.removesuffix('_total')}, or let it only grow",
            )


def growing(before: Exposition, after: Exposition, seconds: float) -> Iterator[Finding]:
    """Labels that got new values from one scrape to the next, several at once."""
    for name, family in after.families.items():
        earlier = before.families.get(name)
        for label in sorted(family.labels()) if earlier else ():
            new = family.values(label) - (earlier.values(label) if earlier else set())
            if len(new) >= _MANY_NEW:
                yield Finding(
                    "violation",
                    "growing-label",
                    f"{name}{{{label}}}",
                    f"{len(new)} new values within {seconds:g} s: {some(new)}",
                    "drop the label, or bound its values and map the rest to 'other'",
                )
