"""Final values of short jobs, against a server that takes notes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from prometheus_client import CollectorRegistry, Counter

from mlwatch_metrics import Run, TrainingMetrics, delete_pushed

from .conftest import Exposed


class Gateway(HTTPServer):
    """Answers every request with `status`, and keeps it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 202
        self.requests: list[tuple[str, str, str]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.requests.append((self.command, self.path, body))
        self.send_response(self.server.status)
        self.end_headers()

    do_POST = do_PUT = do_DELETE = answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_adds_the_last_values_to_the_group_of_the_rank(
    gateway: Gateway, registry: CollectorRegistry
) -> None:
    Counter("others", "Not this run's.", registry=registry)
    with TrainingMetrics(Run("a/b", rank=0, world_size=2), registry=registry) as metrics:
        metrics.step(2.0, samples=5)
        metrics.finish()
        assert metrics.push_final(gateway.url, job="night")
    [(method, path, body)] = gateway.requests
    # POST adds to the group, PUT would replace it; a slash makes the name base64.
    assert method == "POST"
    assert path == "/metrics/job/night/rank/0/run_id@base64/YS9i"
    text = Exposed(body)
    assert text("training_loss", run_id="a/b", split="train") == 2
    assert text("training_phase", phase="done") == 1
    assert {name.split("_")[0] for name in text.names()} == {"training"}


def test_deletes_a_group(gateway: Gateway) -> None:
    assert delete_pushed(gateway.url, job="night", grouping={"run_id": "a", "rank": "0"})
    assert [request[:2] for request in gateway.requests] == [
        ("DELETE", "/metrics/job/night/rank/0/run_id/a")
    ]


def test_a_gateway_that_fails_does_not_fail_the_job(
    gateway: Gateway, registry: CollectorRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    metrics = TrainingMetrics(Run("a"), registry=registry)
    gateway.status = 500
    assert not metrics.push_final(gateway.url)
    assert "500" in caplog.text
    gateway.server_close()
    assert not metrics.push_final("http://127.0.0.1:1", timeout=1)
    assert "refused" in caplog.text
