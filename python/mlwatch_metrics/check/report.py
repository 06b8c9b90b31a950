"""What was found, as text for people and as JSON for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from .finding import SEVERITIES, Finding
from .judge import Verdict

_WIDTH = 100
_INDENT = " " * 4


@dataclass(frozen=True)
class Report:
    """Of all endpoints."""

    verdicts: Sequence[Verdict]
    # What only the endpoints together show.
    together: Sequence[Finding]
    # Why an endpoint could not be checked, by source.
    errors: Mapping[str, str]

    def findings(self) -> list[Finding]:
        """All of them."""
        return [*self.together, *(each for verdict in self.verdicts for each in verdict.findings)]

    @property
    def code(self) -> int:
        """The exit code: 2 where something could not be checked, 1 with violations, else 0."""
        if self.errors:
            return 2
        return int(any(each.severity == "violation" for each in self.findings()))


def as_json(report: Report) -> str:
    """One object."""
    return json.dumps(
        {
            "endpoints": [asdict(verdict) for verdict in report.verdicts],
            "together": [asdict(finding) for finding in report.together],
            "errors": dict(report.errors),
            "counts": _counts(report),
        },
        indent=2,
    )


def as_text(report: Report) -> str:
    """Endpoint by endpoint, what matters most first."""
    lines: list[str] = []
    for verdict in report.verdicts:
        lines += [*_verdict(verdict), ""]
    if report.together:
        lines += ["all endpoints together", *_findings(report.together), ""]
    lines += [f"{source}: {error}" for source, error in report.errors.items()]
    count = len(report.verdicts)
    if count:
        counted = ", ".join(
            f"{number} {severity}{'' if number == 1 else 's'}"
            for severity, number in _counts(report).items()
        )
        lines.append(f"{counted} in {count} endpoint{'' if count == 1 else 's'}")
    return "\n".join(lines)


def _counts(report: Report) -> dict[str, int]:
    return {
        severity: sum(each.severity == severity for each in report.findings())
        for severity in SEVERITIES
    }


def _verdict(verdict: Verdict) -> Iterator[str]:
    training = f"training ({'owns' if verdict.owner else 'does not own'} the loss)"
    kinds = [training if kind == "training" else kind for kind in verdict.kinds]
    what = (
        " and ".join(kinds) or "no metric of a contract, so that only names and labels are judged"
    )
    yield f"{verdict.source}: {what}, {verdict.series} series"
    yield from _findings(verdict.findings)


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    # The same of many metrics is said once.
    alike: dict[Finding, list[str]] = {}
    for each in findings:
        if each.rule != "missing-metric":
            alike.setdefault(replace(each, subject=""), []).append(each.subject)
    for each, subjects in sorted(
        alike.items(), key=lambda item: SEVERITIES.index(item[0].severity)
    ):
        more = f" and {len(subjects) - 1} more" if len(subjects) > 1 else ""
        yield ""
        yield f"  {each.severity} {each.rule} {subjects[0]}{more}"
        yield from textwrap.wrap(
            each.message,
            _WIDTH,
            initial_indent=_INDENT,
            subsequent_indent=_INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )
        # In one piece, because it may be something to copy.
        yield f"{_INDENT}-> {each.remedy}"
    absent = [each for each in findings if each.rule == "missing-metric"]
    if absent:
        width = max(len(each.subject) for each in absent)
        yield ""
        yield "  hint missing-metric: not exported, and what it would tell"
        yield from (f"    {each.subject:<{width}}  {each.message}" for each in absent)
