"""The command, against programs that really serve."""

from __future__ import annotations

import asyncio
import io
import json
import sys
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import flask
import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from mlwatch_metrics import InferenceMetrics, Run, TrainingMetrics
from mlwatch_metrics.__main__ import main
from mlwatch_metrics.asgi import AsgiMetrics
from mlwatch_metrics.check import cli
from mlwatch_metrics.wsgi import WsgiMetrics

from ..conftest import free_ports
from .cases import exposition, labelled

Check = Callable[..., tuple[int, str]]
Saved = Callable[[CollectorRegistry], str]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    def check(*arguments: str | int) -> tuple[int, str]:
        words = [f"127.0.0.1:{each}" if isinstance(each, int) else each for each in arguments]
        code = main(["check", *words])
        return code, capsys.readouterr().out

    return check


@contextmanager
def rank(
    number: int, *, run_id: str = "a", owns_loss: bool | None = None
) -> Iterator[tuple[TrainingMetrics, CollectorRegistry]]:
    """A rank of two that has made a step."""
    run = Run(run_id, rank=number, world_size=2, owns_loss=owns_loss)
    registry = CollectorRegistry()
    with TrainingMetrics(run, registry=registry, loss_interval=0) as metrics:
        metrics.step(1.0, gradient_norm=1.0, learning_rate=0.1, samples=1)
        yield metrics, registry


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    """Saves what a registry exposes: closing a server takes half a second."""

    def saved(registry: CollectorRegistry) -> str:
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.txt"
        file.write_bytes(generate_latest(registry))
        return str(file)

    return saved


def test_ranks_of_the_package(check: Check) -> None:
    with rank(0) as (owner, _), rank(1) as (other, _):
        code, text = check(owner.start_server(0), other.start_server(0))
    assert code == 0
    assert "training (owns the loss), " in text
    assert "training (does not own the loss), 8 series" in text
    assert "0 violations, 0 warnings" in text


def test_flask_of_the_package(check: Check, registry: CollectorRegistry) -> None:
    metrics = InferenceMetrics(
        model="m", model_version="1", routes=["/predict"], slo_seconds=[0.3], registry=registry
    )
    app = flask.Flask(__name__)
    app.wsgi_app = WsgiMetrics(app.wsgi_app, metrics)  # type: ignore[method-assign]
    app.post("/predict")(lambda: "7")
    for path in ("/predict", "/users/31415"):
        app.test_client().post(path, buffered=True)
    port = metrics.start_server(0)
    code, text = check(port, "--slo", "0.3")
    assert (code, "0 violations, 0 warnings" in text) == (0, True)
    assert "latencyBuckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.3," in text
    code, text = check(port, "--slo", "0.2")
    metrics.close()
    assert (code, text.count("violation slo-bound")) == (1, 1)


def test_asgi_of_the_package(check: Check, saved: Saved, registry: CollectorRegistry) -> None:
    metrics = InferenceMetrics(model="m", routes=["/predict"], registry=registry)

    async def app(scope: Any, _: Any, send: Any) -> None:
        scope["route"] = SimpleNamespace(path="/predict")
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body"})

    async def nothing(_: Any = None) -> Any:
        return None

    asyncio.run(AsgiMetrics(app, metrics)({"type": "http", "path": "/predict"}, nothing, nothing))
    code, text = check(saved(registry))
    assert (code, "0 violations, 0 warnings" in text) == (0, True)


def test_the_plainest_instrumentation_gets_hints_only(
    check: Check, saved: Saved, registry: CollectorRegistry
) -> None:
    Gauge("training_loss", "x", registry=registry)
    Counter("inference_requests_total", "x", registry=registry)
    Histogram("inference_request_latency_seconds", "x", registry=registry)
    code, text = check(saved(registry))
    assert code == 0
    assert "0 violations, 0 warnings" in text
    assert "training_steps_total " in text
    assert "inference_queue_length " in text


def test_no_contract_means_names_only(
    check: Check, saved: Saved, registry: CollectorRegistry
) -> None:
    Gauge("app_used_gb", "x", registry=registry)
    assert check(saved(registry))[0] == 0
    code, text = check(saved(registry), "--kind", "training")
    assert (code, "violation nothing-of-contract" in text) == (1, True)


@pytest.mark.parametrize(
    ("ranks", "rules"),
    [
        ([{"number": 0}, {"number": 1}], []),
        ([{"number": 0}, {"number": 0}], ["several-owners", "same-rank"]),
        ([{"number": 0}, {"number": 1, "run_id": "b"}], ["no-owner"]),
        ([{"number": 0}, {"number": 1, "owns_loss": True}], ["several-owners"]),
    ],
)
def test_what_ranks_show_only_together(
    check: Check, saved: Saved, ranks: list[dict[str, Any]], rules: list[str]
) -> None:
    files = []
    for each in ranks:
        with rank(**each) as (_, registry):
            files.append(saved(registry))
    _, text = check(*files, "--json")
    assert [each["rule"] for each in json.loads(text)["together"]] == rules


def test_json(check: Check, saved: Saved, registry: CollectorRegistry) -> None:
    Gauge("training_loss", "x", ["step"], registry=registry).labels("1")
    code, text = check(saved(registry), "--json")
    [endpoint] = json.loads(text)["endpoints"]
    finding = endpoint["findings"][0]
    assert (code, endpoint["kinds"], endpoint["series"]) == (1, ["training"], 1)
    assert set(finding) == {"severity", "rule", "subject", "message", "remedy"}
    assert finding["subject"] == "training_loss{step}"


def test_says_once_what_many_metrics_do(check: Check, tmp_path: Path) -> None:
    file = tmp_path / "metrics.txt"
    names = ("app_a", "app_b", "app_c")
    file.write_text("".join(labelled(each, "gauge", "pod", "p") for each in names), "utf-8")
    _, text = check(str(file))
    assert text.count("target-label") == 1
    assert "warning target-label app_a{pod} and 2 more" in text
    assert "3 warnings" in text


def test_files_and_standard_input(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = labelled("training_loss", "gauge", "step", "1")
    file = tmp_path / "metrics.txt"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
    code, out = check("-", str(file))
    assert (code, out.count("violation unbounded-label")) == (1, 2)


def test_says_what_could_not_be_checked(
    check: Check, saved: Saved, tmp_path: Path, registry: CollectorRegistry
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html></html>", encoding="utf-8")
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    nobody = free_ports(1)
    Gauge("training_loss", "x", registry=registry)
    code, text = check(
        saved(registry), nobody, str(page), str(binary), str(tmp_path), "missing.txt"
    )
    lines = text.splitlines()
    assert code == 2
    assert f"127.0.0.1:{nobody}: cannot reach http://127.0.0.1:{nobody}/metrics: " in text
    assert f"{page}: these are no Prometheus metrics" in text
    assert f"{binary}: is no text in UTF-8" in text
    assert f"{tmp_path}: cannot read the file" in text
    assert "missing.txt: is neither a file nor an address" in text
    assert lines[-1].endswith("in 1 endpoint")


def test_an_answer_that_is_an_error(check: Check) -> None:
    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = make_server("127.0.0.1", 0, flask.Flask(__name__), handler_class=Quiet)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    code, text = check(server.server_port)
    thread.join()
    server.server_close()
    assert (code, "answers 404 NOT FOUND" in text) == (2, True)


@pytest.mark.parametrize(
    "arguments", [["x", "--slo", "0"], ["x", "--twice", "soon"], [], ["x", "--kind", "a"]]
)
def test_refuses_wrong_options(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(["check", *arguments])
    assert error.value.code == 2


def twice(
    texts: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, list[float]]:
    """Checks an endpoint that says one text after the other."""
    slept: list[float] = []
    monkeypatch.setattr(cli, "load", lambda *_: texts.pop(0))
    options = Namespace(sources=["h:1"], kind=None, slo=[], twice=15.0, timeout=1.0, json=False)
    code = cli.run(options, sleep=slept.append)
    return code, capsys.readouterr().out, slept


def counter(value: int, started: int = 1) -> str:
    return exposition("app_x_total", "counter", f" {value}") + exposition(
        "process_start_time_seconds", "gauge", f" {started}"
    )


@pytest.mark.parametrize(
    ("texts", "rule"),
    [
        ([counter(5), counter(4)], "counter-falls app_x_total"),
        ([counter(5), counter(6)], ""),
        ([counter(5), counter(5)], ""),
        # The process began anew.
        ([counter(5), counter(0, started=2)], ""),
        (
            [labelled("app_x", "gauge", "a", *"bc"), labelled("app_x", "gauge", "a", *"bcdef")],
            "growing-label app_x{a}",
        ),
        ([labelled("app_x", "gauge", "a", *"bc"), labelled("app_x", "gauge", "a", *"bcd")], ""),
    ],
)
def test_twice(
    texts: list[str],
    rule: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, slept = twice(texts, monkeypatch, capsys)
    assert (code, slept) == (bool(rule), [15.0])
    assert ("violation" in out.split("0 violations")[0]) == bool(rule)
    assert rule in out


def test_twice_needs_an_address(check: Check, tmp_path: Path) -> None:
    file = tmp_path / "metrics.txt"
    file.write_text("app_x 1\n", encoding="utf-8")
    code, out = check(str(file), "--twice", "9")
    assert (code, "--twice needs an address" in out, "in 1 endpoint" in out) == (2, True, True)
