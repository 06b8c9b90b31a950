"""Requests through Flask, WSGI and ASGI, and what is counted of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import flask
import pytest
from prometheus_client import CollectorRegistry

from mlwatch_metrics import InferenceMetrics
from mlwatch_metrics.asgi import AsgiMetrics, Message
from mlwatch_metrics.inference import buckets_with, reason_of
from mlwatch_metrics.wsgi import WsgiMetrics

from .conftest import Clock, exposed, scrape

REQUESTS = "inference_requests_total"
ERRORS = "inference_errors_total"


@pytest.fixture
def metrics(registry: CollectorRegistry, clock: Clock) -> InferenceMetrics:
    return InferenceMetrics(
        model="m", model_version="1", routes=["/predict"], slo_seconds=[0.3], registry=registry
    )


def test_flask(metrics: InferenceMetrics, registry: CollectorRegistry, clock: Clock) -> None:
    app = flask.Flask(__name__)
    app.wsgi_app = WsgiMetrics(app.wsgi_app, metrics)  # type: ignore[method-assign]

    @app.post("/predict")
    def predict() -> str:
        assert exposed(registry)("inference_requests_in_progress") == 1
        clock.now += 0.2
        return "7"

    @app.get("/items/<int:number>")
    def item(number: int) -> flask.Response:
        def parts() -> Iterator[str]:
            yield "a"
            clock.now += 4
            yield "b"

        return flask.Response(parts())

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("broken")

    client = app.test_client()
    assert client.post("/predict", buffered=True).data == b"7"
    for number in (1, 2):
        assert client.get(f"/items/{number}", buffered=True).data == b"ab"
    for path in ("/.env", "/wp-admin"):
        assert client.get(path, buffered=True).status_code == 404
    assert client.get("/broken", buffered=True).status_code == 500
    text = exposed(registry)
    assert text(REQUESTS, route="/predict", code="2xx") == 1
    assert text(REQUESTS, route="/predict", code="5xx") == 0
    assert text(REQUESTS, route="/items/<int:number>", code="2xx") == 2
    assert text(REQUESTS, route="other", code="4xx") == 2
    assert text(REQUESTS, route="/broken", code="5xx") == 1
    assert text(ERRORS, reason="client") == 2
    assert text(ERRORS, reason="internal") == 1
    assert text("inference_requests_in_progress") == 0
    # To the last byte.
    assert text("inference_request_latency_seconds_sum") == pytest.approx(8.2)
    assert text("inference_request_latency_seconds_bucket", le="0.3") == 4


def test_the_wait_for_a_worker_is_part_of_the_latency(
    metrics: InferenceMetrics, registry: CollectorRegistry, clock: Clock
) -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        clock.now += 0.5
        return [b"7"]

    answer: Any = WsgiMetrics(app, metrics, lambda: 2.0)({"PATH_INFO": "/predict"}, print)  # type: ignore[arg-type]
    answer.close()
    assert exposed(registry)("inference_request_latency_seconds_sum") == pytest.approx(2.5)


def test_a_wsgi_application_that_raises(
    metrics: InferenceMetrics, registry: CollectorRegistry
) -> None:
    def at_once(environ: Any, start_response: Any) -> Any:
        raise RuntimeError("at once")

    def later(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"a"
        raise RuntimeError("later")

    environ = {"PATH_INFO": "/predict"}
    with pytest.raises(RuntimeError, match="at once"):
        WsgiMetrics(at_once, metrics)(environ, lambda *_: None)  # type: ignore[arg-type]
    answer: Any = WsgiMetrics(later, metrics)(environ, lambda *_: None)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="later"):
        list(answer)
    answer.close()
    text = exposed(registry)
    assert text(REQUESTS, route="/predict", code="5xx") == 2
    assert text("inference_requests_in_progress") == 0


async def nothing() -> Message:
    return {"type": "http.disconnect"}


def call(app: Any, scope: dict[str, Any]) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app({"type": "http", **scope}, nothing, send))
    return sent


def test_asgi(metrics: InferenceMetrics, registry: CollectorRegistry, clock: Clock) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/broken":
            raise RuntimeError("broken")
        if scope["path"] == "/gone":
            raise asyncio.CancelledError
        if scope["path"].startswith("/items/"):
            # As FastAPI leaves the route that it matched.
            scope["route"] = SimpleNamespace(path="/items/{number}")
        await send({"type": "http.response.start", "status": scope.get("status", 200)})
        clock.now += 0.2
        await send({"type": "http.response.body", "body": b""})

    measured = AsgiMetrics(app, metrics)
    assert [each["type"] for each in call(measured, {"path": "/predict"})] == [
        "http.response.start",
        "http.response.body",
    ]
    for number in (1, 2):
        call(measured, {"path": f"/items/{number}"})
    call(measured, {"path": "/.env", "status": 404})
    call(measured, {"path": "/predict", "status": 503})
    with pytest.raises(RuntimeError, match="broken"):
        call(measured, {"path": "/broken"})
    with pytest.raises(asyncio.CancelledError):
        call(measured, {"path": "/gone"})
    call(measured, {"type": "lifespan", "path": "/"})
    text = exposed(registry)
    assert text(REQUESTS, route="/predict", code="2xx") == 1
    assert text(REQUESTS, route="/predict", code="5xx") == 1
    assert text(REQUESTS, route="/items/{number}", code="2xx") == 2
    assert text(REQUESTS, route="other", code="4xx") == 2
    assert text(REQUESTS, route="other", code="5xx") == 1
    reasons = {reason: text(ERRORS, reason=reason) for reason in ("client", "overload", "internal")}
    assert reasons == {"client": 2, "overload": 1, "internal": 1}
    assert text("inference_requests_in_progress") == 0
    assert text("inference_request_latency_seconds_sum") == pytest.approx(1)


def test_labels_are_bounded(registry: CollectorRegistry) -> None:
    metrics = InferenceMetrics(model="m", most_routes=3, most_models=2, registry=registry)
    for number in range(10):
        metrics.started(f"m{number}")
        metrics.finished(f"/{number}", 200, 0.1, model=f"m{number}", version="2")
    text = exposed(registry)
    requests = [s for s in text.samples if s.name == REQUESTS]
    assert {s.labels["route"] for s in requests} == {"/0", "/1", "/2", "other"}
    assert {s.labels["model"] for s in requests} == {"m0", "other"}
    assert text("inference_requests_in_progress", model="other") == 0
    assert sum(s.value for s in requests) == 10


def test_code_of_its_own(
    metrics: InferenceMetrics, registry: CollectorRegistry, clock: Clock
) -> None:
    with metrics.request("/predict", model="b"):
        clock.now += 0.3
    with pytest.raises(ValueError, match="bad"), metrics.request("/predict"):
        raise ValueError("bad")
    metrics.started()
    metrics.finished("/predict", 500, 1, reason="model")
    with pytest.raises(ValueError, match="reason='cosmic' is not one of client"):
        metrics.finished("/predict", 500, 1, reason="cosmic")  # type: ignore[arg-type]
    text = exposed(registry)
    assert text(REQUESTS, model="b", code="2xx") == 1
    assert text(ERRORS, model="m", reason="internal") == 1
    assert text(ERRORS, model="m", reason="model") == 1


def test_queue(metrics: InferenceMetrics, registry: CollectorRegistry) -> None:
    assert exposed(registry)("inference_queue_length") is None
    metrics.queued(4)
    assert exposed(registry)("inference_queue_length", model="m") == 4
    waiting = [1, 2, 3]
    other = CollectorRegistry()
    InferenceMetrics(model="m", queue_length=lambda: len(waiting), registry=other)
    assert exposed(other)("inference_queue_length") == 3
    waiting.pop()
    assert exposed(other)("inference_queue_length") == 2


def test_serves_on_a_port_of_its_own(metrics: InferenceMetrics) -> None:
    port = metrics.start_server(0, addr="127.0.0.1")
    assert scrape(port)(REQUESTS, route="/predict", code="2xx") == 0
    metrics.close()
    with pytest.raises(OSError, match="refused"):
        scrape(port)


def test_buckets_contain_the_objectives() -> None:
    default = buckets_with([])
    assert default[-1] == 10
    assert buckets_with([0.5]) == default
    assert set(buckets_with([0.3, 2])) == {*default, 0.3, 2}
    # No quantile exceeds the largest finite bound.
    assert buckets_with([10])[-2:] == (10, 20)
    assert buckets_with([30])[-2:] == (30, 60)
    with pytest.raises(ValueError, match="positive and finite"):
        buckets_with([0])


def test_reasons() -> None:
    statuses = (200, 302, 404, 408, 429, 500, 503, 504)
    expected = (None, None, "client", "timeout", "overload", "internal", "overload", "timeout")
    assert tuple(map(reason_of, statuses)) == expected


def test_a_directory_that_comes_too_late_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "/somewhere")
    with pytest.raises(RuntimeError, match="set it in the environment in which Python starts"):
        InferenceMetrics(model="m", registry=CollectorRegistry())
