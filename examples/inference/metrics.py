"""The server's metrics: the contract of docs/instrumentation.md, or the tutorial's two families."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

# Label values that exist from the start; the catalogue knows no other classes.
CODES = ("2xx", "3xx", "4xx", "5xx")


class Metrics(Protocol):
    """What the server reports."""

    def started(self) -> None:
        """A request has reached a worker."""

    def answered(self, route: str, status: int, seconds: float) -> None:
        """A request was answered, so many seconds after it arrived."""


class Plain:
    """What tutorials show: a counter and a histogram without labels."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "inference_requests_total", "Requests answered.", registry=registry
        )
        self._latency = Histogram(
            "inference_request_latency_seconds", "Latency of requests.", registry=registry
        )

    def started(self) -> None:
        pass

    def answered(self, route: str, status: int, seconds: float) -> None:
        self._requests.inc()
        self._latency.observe(seconds)


class Contract:
    """The inference contract; every series of a known route exists from the start."""

    def __init__(
        self,
        registry: CollectorRegistry,
        model: str,
        version: str,
        routes: tuple[str, ...],
        queue_length: Callable[[], int],
    ) -> None:
        self._requests = Counter(
            "inference_requests_total",
            "Requests answered, by class of status code.",
            ["model", "model_version", "route", "code"],
            registry=registry,
        )
        self._model, self._version, self._routes = model, version, routes
        for route in routes:
            for code in CODES:
                self._requests.labels(model, version, route, code)
        self._latency = Histogram(
            "inference_request_latency_seconds",
            "Time from the request's arrival to its answer, failures included.",
            ["model", "model_version"],
            registry=registry,
        ).labels(model, version)
        self._in_progress = Gauge(
            "inference_requests_in_progress",
            "Requests being answered now.",
            ["model"],
            registry=registry,
        ).labels(model)
        Gauge(
            "inference_queue_length",
            "Requests that wait for a worker.",
            ["model"],
            registry=registry,
        ).labels(model).set_function(queue_length)

    def started(self) -> None:
        self._in_progress.inc()

    def answered(self, route: str, status: int, seconds: float) -> None:
        self._in_progress.dec()
        # The path of a request that no route matches is the client's choice: as a label it would
        # make a series for every probe of a scanner.
        known = route if route in self._routes else "other"
        self._requests.labels(self._model, self._version, known, f"{status // 100}xx").inc()
        self._latency.observe(seconds)


def create(
    instrumentation: Literal["contract", "plain"],
    registry: CollectorRegistry,
    model: str,
    version: str,
    routes: tuple[str, ...],
    queue_length: Callable[[], int],
) -> Metrics:
    """The metrics of one server."""
    if instrumentation == "plain":
        return Plain(registry)
    return Contract(registry, model, version, routes, queue_length)
