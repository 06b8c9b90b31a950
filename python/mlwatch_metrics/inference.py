"""The inference contract, for any Python service."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Literal

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

from .contract import INFERENCE
from .server import MetricsServer
from .store import check_labels

Reason = Literal["client", "overload", "timeout", "model", "internal"]
_REASONS = INFERENCE.metrics["inference_errors_total"].values["reason"]
_CODES = INFERENCE.metrics["inference_requests_total"].values["code"]
# What stands for all values of a label beyond its bound.
OTHER = "other"


class Bounded:
    """Values that a label may have: the known ones, and the first few others; whatever comes later
    is `other`.
    """

    def __init__(self, known: Iterable[str], most: int) -> None:
        self._seen = set(known)
        self._most = max(most, len(self._seen))

    def __call__(self, value: str) -> str:
        if value in self._seen:
            return value
        if len(self._seen) >= self._most:
            return OTHER
        self._seen.add(value)
        return value

    def known(self, value: str) -> str:
        """The same for a value that its sender chose: only what is known already."""
        return value if value in self._seen else OTHER


class InferenceMetrics:
    """The metrics of one process of a service, for the middlewares or for code of your own.

    They are plain collectors of prometheus_client, so that they work in its multiprocess mode too:
    set PROMETHEUS_MULTIPROC_DIR to an empty directory before Python starts (the library looks once,
    when it is imported), and call prometheus_client.multiprocess.mark_process_dead for every worker
    that ends.
    """

    def __init__(
        self,
        *,
        model: str,
        model_version: str = "",
        routes: Iterable[str] = (),
        slo_seconds: Iterable[float] = (),
        queue_length: Callable[[], float] | None = None,
        most_routes: int = 50,
        most_models: int = 20,
        most_versions: int = 10,
        registry: CollectorRegistry = REGISTRY,
    ) -> None:
        """`routes`: those that exist, so that their series begin at 0. `slo_seconds`: latencies
        that an objective names; they become bucket bounds. `queue_length`: asked at every scrape,
        or at every request in multiprocess mode.
        """
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR") and not multiprocess():
            raise RuntimeError(
                "PROMETHEUS_MULTIPROC_DIR was set after prometheus_client was imported, too late "
                "for it: set it in the environment in which Python starts"
            )
        routes = tuple(routes)
        self._registry = registry
        self._server: MetricsServer | None = None
        self._default = (model, model_version)
        self._route = Bounded(routes, most_routes)
        self._model = Bounded([model], most_models)
        self._versions = {model: Bounded([model_version], most_versions)}
        self._most_versions = most_versions
        self._requests = _make(Counter, "inference_requests_total", registry)
        self._errors = _make(Counter, "inference_errors_total", registry)
        self._latency = _make(
            Histogram,
            "inference_request_latency_seconds",
            registry,
            buckets=buckets_with(slo_seconds),
        )
        # Without a mode of its own a gauge would have a series per process id.
        summed = {"multiprocess_mode": "livesum"}
        self._in_progress = _make(Gauge, "inference_requests_in_progress", registry, **summed)
        self._queue = _make(Gauge, "inference_queue_length", registry, **summed)
        self._queue_length = queue_length
        if queue_length and not multiprocess():
            self._queue.labels(model).set_function(queue_length)
        for route in routes:
            for code in _CODES:
                self._requests.labels(model, model_version, route, code)
        for reason in _REASONS:
            self._errors.labels(model, model_version, reason)
        self._latency.labels(model, model_version)
        self._in_progress.labels(model)

    def model(self, model: str | None, version: str | None) -> tuple[str, str]:
        """The labels of a model: the default one, one of a bounded number of others, or `other`."""
        model = self._default[0] if model is None else model
        if version is None:
            version = self._default[1] if model == self._default[0] else ""
        name = self._model(model)
        if name == OTHER:
            return (OTHER, OTHER)
        versions = self._versions.setdefault(name, Bounded([], self._most_versions))
        return (name, versions(version))

    def started(self, model: str | None = None) -> None:
        """A request has arrived."""
        self._in_progress.labels(self._model(model or self._default[0])).inc()
        self._ask_queue()

    def finished(
        self,
        route: str,
        status: int,
        seconds: float,
        *,
        template: bool = True,
        model: str | None = None,
        version: str | None = None,
        reason: Reason | None = None,
    ) -> None:
        """A request was answered. `template`: `route` is one of the program's own, not a path that
        the client chose, which counts as `other` unless it is one of the known routes.
        """
        name, of_version = self.model(model, version)
        self._in_progress.labels(name).dec()
        route = self._route(route) if template else self._route.known(route)
        code = f"{status // 100}xx" if 200 <= status < 600 else "5xx"
        self._requests.labels(name, of_version, route, code).inc()
        self._latency.labels(name, of_version).observe(seconds)
        reason = reason or reason_of(status)
        if reason:
            labels = (name, of_version, reason)
            check_labels(INFERENCE.metrics["inference_errors_total"], labels)
            self._errors.labels(*labels).inc()
        self._ask_queue()

    @contextmanager
    def request(
        self, route: str, *, model: str | None = None, version: str | None = None
    ) -> Iterator[None]:
        """A request that no middleware sees: 200, or 500 where an exception ends it."""
        self.started(model)
        start, status = perf_counter(), 500
        try:
            yield
            status = 200
        finally:
            self.finished(route, status, perf_counter() - start, model=model, version=version)

    def queued(self, length: float) -> None:
        """So many requests wait for a worker, where nothing can be asked for it."""
        self._queue.labels(self._default[0]).set(length)

    def _ask_queue(self) -> None:
        if self._queue_length and multiprocess():
            self.queued(self._queue_length())

    def start_server(self, port: int = 9100, *, addr: str = "0.0.0.0") -> int:
        """Serves the metrics on a port of their own, and returns it: a server whose workers are all
        busy must still answer its scrapes. In multiprocess mode one process serves those of all.
        """
        self._server = MetricsServer(self.served(), base_port=port, addr=addr)
        return self._server.port

    def served(self) -> CollectorRegistry:
        """What to expose: in multiprocess mode the sum of all processes."""
        if not multiprocess():
            return self._registry
        registry = CollectorRegistry()
        # It has no types.
        collect: Any = MultiProcessCollector
        collect(registry)
        return registry

    def close(self) -> None:
        """Ends the server."""
        if self._server:
            self._server.close()
            self._server = None


def multiprocess() -> bool:
    """Whether prometheus_client keeps its values in files that processes share."""
    # What it decided when it was imported, whatever the environment says now.
    return bool(values.ValueClass._multiprocess)


def buckets_with(slo_seconds: Iterable[float]) -> tuple[float, ...]:
    """The contract's bucket bounds, with those that the objectives need.

    A quantile never exceeds the largest finite bound, so that the threshold must not be it: there
    is one of twice the largest threshold then. Rules have to know of bounds that the contract
    lacks.
    """
    bounds = set(INFERENCE.metrics["inference_request_latency_seconds"].buckets)
    wanted = set(slo_seconds)
    if any(not 0 < bound < float("inf") for bound in wanted):
        raise ValueError(f"slo_seconds: {sorted(wanted)} are not all positive and finite")
    if wanted and max(wanted) >= max(bounds):
        bounds.add(2 * max(wanted))
    return tuple(sorted(bounds | wanted))


def reason_of(status: int) -> Reason | None:
    """Why a request failed, as far as its status code tells; None when it did not."""
    if status < 400:
        return None
    if status in (408, 504):
        return "timeout"
    if status in (429, 503):
        return "overload"
    return "client" if status < 500 else "internal"


def _make(kind: Any, name: str, registry: CollectorRegistry, **options: Any) -> Any:
    definition = INFERENCE.metrics[name]
    return kind(name, definition.help, definition.labels, registry=registry, **options)
