"""The command line of `mlwatch check`."""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable

from .exposition import Exposition, UnreadableError, read
from .judge import Again, judge
from .presence import KINDS, ranks
from .report import Report, as_json, as_text
from .source import is_url, load


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to those of `mlwatch`."""
    parser = commands.add_parser(
        "check",
        help="check whether endpoints meet the metrics contract",
        description="Scrapes endpoints and says whether they meet the metrics contract.",
        epilog="exit code: 0 no violation, 1 violations, 2 could not be checked",
    )
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="URL",
        help="address of an endpoint, or of every rank of a run; a file, or - for standard input",
    )
    parser.add_argument(
        "--kind", choices=KINDS, help="the contract to meet (default: what is found)"
    )
    parser.add_argument(
        "--slo",
        action="append",
        default=[],
        type=_seconds,
        metavar="SECONDS",
        help="threshold of latency that has to be a bucket bound; may be repeated",
    )
    parser.add_argument(
        "--twice",
        type=_seconds,
        metavar="SECONDS",
        help="scrape again after so long, to see counters that fall and labels that grow",
    )
    parser.add_argument("--timeout", type=_seconds, default=10.0, metavar="SECONDS")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, *, sleep: Callable[[float], None] = time.sleep) -> int:
    """Checks, prints, and returns the exit code."""
    errors: dict[str, str] = {}
    sources = list(dict.fromkeys(options.sources))
    first = _scrape(sources, options.timeout, errors)
    later: dict[str, Exposition] = {}
    if options.twice:
        urls = [source for source in first if is_url(source)]
        errors |= {
            source: "--twice needs an address: a file does not change"
            for source in first
            if source not in urls
        }
        if urls:
            sleep(options.twice)
        later = _scrape(urls, options.timeout, errors)
    verdicts = [
        judge(
            source,
            exposition,
            kind=options.kind,
            slos=options.slo,
            again=Again(later[source], options.twice) if source in later else None,
        )
        for source, exposition in first.items()
    ]
    together = list(ranks(first)) if len(first) > 1 else []
    report = Report(verdicts, together, errors)
    print(as_json(report) if options.json else as_text(report))
    return report.code


def _scrape(sources: list[str], timeout: float, errors: dict[str, str]) -> dict[str, Exposition]:
    found: dict[str, Exposition] = {}
    for source in sources:
        try:
            found[source] = read(load(source, timeout))
        except UnreadableError as error:
            errors[source] = str(error)
    return found


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds greater than 0")
    return number
