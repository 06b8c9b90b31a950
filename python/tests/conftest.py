"""Reads what a process exposes, as Prometheus would."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from urllib.request import urlopen

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample


class Exposed:
    """The samples of one exposition."""

    def __init__(self, text: str) -> None:
        self.families = list(text_string_to_metric_families(text))
        self.samples: list[Sample] = [
            sample
            for family in self.families
            for sample in family.samples
            if not sample.name.endswith("_created")
        ]

    def __call__(self, name: str, **labels: str) -> float | None:
        """The value of the one series with these labels among others, or None."""
        found = [
            sample.value
            for sample in self.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]
        assert len(found) < 2, f"{name} {labels}: {found}"
        return found[0] if found else None

    def names(self) -> set[str]:
        """The names of all series."""
        return {sample.name for sample in self.samples}


def exposed(registry: CollectorRegistry) -> Exposed:
    """What a registry exposes now."""
    return Exposed(generate_latest(registry).decode())


def scrape(port: int) -> Exposed:
    """What a port of this machine exposes now."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as response:
        return Exposed(response.read().decode())


def free_ports(count: int) -> int:
    """The first of some ports side by side that nobody has."""
    for base in range(20000, 60000, 97):
        try:
            with ExitStack() as stack:
                for port in range(base, base + count):
                    listener = stack.enter_context(socket.socket())
                    listener.bind(("127.0.0.1", port))
        except OSError:
            continue
        return base
    raise AssertionError("no free ports")


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for place in (
        "training.perf_counter",
        "steps.perf_counter",
        "wait.perf_counter",
        "health.monotonic",
        *(f"{each}.perf_counter" for each in ("inference", "wsgi", "asgi")),
    ):
        monkeypatch.setattr(f"mlwatch_metrics.{place}", clock)
    return clock
