"""What a check finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["violation", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "hint")

# Metrics of these names are bound by the contract; of others only what harms is a violation.
PREFIXES = ("training_", "inference_")


@dataclass(frozen=True)
class Finding:
    """One thing to mend, or to know."""

    severity: Severity
    rule: str
    # A metric, with the label that it is about.
    subject: str
    message: str
    remedy: str


def ours(name: str) -> bool:
    """Whether the contract binds a metric of this name."""
    return name.startswith(PREFIXES)


def binding(name: str) -> Severity:
    """How much a rule counts that only the contract makes a duty."""
    return "violation" if ours(name) else "warning"


def some(values: Iterable[str], most: int = 3) -> str:
    """A few of the values, as text."""
    listed = sorted(values)
    quoted = ", ".join(
        repr(value if len(value) <= 60 else value[:57] + "...") for value in listed[:most]
    )
    return quoted + (f" and {len(listed) - most} more" if len(listed) > most else "")
