"""Starts the example programs as a user would and reads their metrics."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

EXAMPLES = Path(__file__).parent.parent
TIMEOUT_SECONDS = 30.0


class Program:
    """A running example program."""

    def __init__(self, arguments: list[str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=EXAMPLES,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log: list[str] = []
        self._lines: Queue[str] = Queue()
        for stream, sink in (
            (self.process.stdout, self._lines.put),
            (self.process.stderr, self.log.append),
        ):
            threading.Thread(target=self._pump, args=(stream, sink), daemon=True).start()

    @staticmethod
    def _pump(stream: Iterator[str], sink: Callable[[str], None]) -> None:
        for line in stream:
            sink(line.rstrip())

    def line(self) -> str:
        """The next line of standard output."""
        return self._lines.get(timeout=TIMEOUT_SECONDS)

    def url(self) -> str:
        """The URL in the next line of standard output."""
        found = re.search(r"http://\S+", self.line())
        assert found, self.log
        return found.group()

    def command(self, text: str) -> None:
        """Writes a line to standard input."""
        assert self.process.stdin
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def wait(self) -> int:
        """The exit code."""
        return self.process.wait(TIMEOUT_SECONDS)

    def close(self) -> None:
        """Ends the program whatever its state."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with suppress(OSError):
                if stream:
                    stream.close()


Start = Callable[..., Program]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts programs that end with the test."""
    programs: list[Program] = []

    def run(*arguments: str) -> Program:
        programs.append(Program(list(arguments)))
        return programs[-1]

    yield run
    for program in programs:
        program.close()


def scrape(url: str) -> dict[str, list[Sample]]:
    """Samples of a metrics endpoint by series name, process metrics left out."""
    with urlopen(url, timeout=TIMEOUT_SECONDS) as response:
        text = response.read().decode()
    found: dict[str, list[Sample]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if not sample.name.startswith("process_"):
                found.setdefault(sample.name, []).append(sample)
    return found


def value(samples: dict[str, list[Sample]], name: str, **labels: str) -> float | None:
    """The value of the one series with these labels among others, or None."""
    for sample in samples.get(name, []):
        if labels.items() <= sample.labels.items():
            return sample.value
    return None


def until(condition: Callable[[], bool], what: str) -> None:
    """Waits for a condition; fails with its description after a time limit."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"not reached in {TIMEOUT_SECONDS:g} s: {what}"
        time.sleep(0.05)
