"""Command line of the load generator; see README.md."""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import numpy as np

from control import Stop, announce, listen, log, positive, stop_on_signals
from training.data import PIXEL_MAXIMUM, digits

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAXIMUM_RATE = 200.0
MAXIMUM_SECONDS = 3600.0
MAXIMUM_CONCURRENCY = 64


@dataclass(frozen=True)
class Target:
    """Where to send requests."""

    host: str
    port: int
    path: str


@dataclass
class Tally:
    """What became of the requests; written by the worker threads under the lock."""

    sent: int = 0
    succeeded: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, succeeded: bool, seconds: float) -> None:
        """Counts one answer, or the lack of one."""
        with self.lock:
            self.succeeded += succeeded
            self.failed += not succeeded
            self.seconds.append(seconds)

    def summary(self) -> dict[str, float | None]:
        """The counts, with quantiles of the latency of all requests (none without requests)."""
        with self.lock:
            quantiles = np.quantile(self.seconds, [0.5, 0.95]) if self.seconds else [None, None]
            return {
                "sent": self.sent,
                "succeeded": self.succeeded,
                "failed": self.failed,
                "skipped": self.skipped,
                "p50_seconds": None if quantiles[0] is None else round(float(quantiles[0]), 6),
                "p95_seconds": None if quantiles[1] is None else round(float(quantiles[1]), 6),
            }


class Load:
    """An open loop: requests are due at a steady rate, however slow the answers are."""

    def __init__(self, targets: list[Target], concurrency: int, timeout: float) -> None:
        self.tally = Tally()
        self._targets = targets
        self._timeout = timeout
        self._free = threading.Semaphore(concurrency)
        self._pool = ThreadPoolExecutor(concurrency)
        _, held_out = digits()
        self._bodies = [
            json.dumps({"instances": [(image * PIXEL_MAXIMUM).tolist()]})
            for image in held_out.images
        ]

    def run(self, rate: float, duration: float) -> None:
        """Sends rate * duration requests and waits for their answers."""
        start = time.monotonic()
        for number in range(round(rate * duration)):
            time.sleep(max(0.0, start + number / rate - time.monotonic()))
            # Due but all busy: said, not sent later, or a slow server would slow the load down.
            if self._free.acquire(blocking=False):
                self.tally.sent += 1
                self._pool.submit(self._request, number)
            else:
                self.tally.skipped += 1
        self._pool.shutdown()

    def _request(self, number: int) -> None:
        target = self._targets[number % len(self._targets)]
        body = self._bodies[number % len(self._bodies)]
        connection = HTTPConnection(target.host, target.port, timeout=self._timeout)
        start = time.monotonic()
        try:
            connection.request("POST", target.path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            self.tally.add(response.status < 400, time.monotonic() - start)
        except (OSError, HTTPException):
            self.tally.add(False, time.monotonic() - start)
        finally:
            connection.close()
            self._free.release()


def main() -> int:
    """Loads the targets; returns the exit code."""
    options = _parse()
    stop_on_signals()
    listen({}, options.exit_on_stdin_eof)
    load = Load(options.url, options.concurrency, options.timeout)
    try:
        load.run(options.rate, options.duration)
        announce(json.dumps(load.tally.summary()))
    except Stop:
        announce(json.dumps(load.tally.summary()))
        log("stopped")
        # At once: the interpreter would wait for requests in flight.
        os._exit(0)
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    add = parser.add_argument
    add("--url", type=target, action="append")
    add("--rate", type=float, default=10)
    add("--duration", type=float, default=60)
    add("--concurrency", type=positive, default=8)
    add("--timeout", type=float, default=15)
    add("--exit-on-stdin-eof", action="store_true")
    options = parser.parse_args()
    options.url = options.url or [target("http://127.0.0.1:8080/predict")]
    for name, value, most in (
        ("rate", options.rate, MAXIMUM_RATE),
        ("duration", options.duration, MAXIMUM_SECONDS),
        ("concurrency", options.concurrency, MAXIMUM_CONCURRENCY),
    ):
        if not 0 < value <= most:
            parser.error(f"--{name} {value:g}: must be above 0 and at most {most:g}")
    return options


def target(text: str) -> Target:
    """An argparse type: a URL on this machine."""
    url = urlsplit(text)
    if url.scheme != "http" or url.hostname not in LOOPBACK or url.port is None:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not http://127.0.0.1:PORT/...: load is for this machine only"
        )
    return Target(url.hostname, url.port, url.path or "/")


if __name__ == "__main__":
    sys.exit(main())
