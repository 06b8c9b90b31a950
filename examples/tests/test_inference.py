"""The server and the load generator, started as processes."""

from __future__ import annotations

import json
import threading
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from training.data import PIXEL_MAXIMUM, digits

from .conftest import Program, Start, scrape, until, value


def predict(url: str, body: object) -> tuple[int, dict[str, object]]:
    request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def serve(start: Start, *flags: str) -> tuple[Program, str, str]:
    server = start("inference", "--port", "0", "--metrics-port", "0", *flags)
    return server, server.url(), server.url()


def zeros() -> dict[str, object]:
    return {"instances": [[0] * 64]}


def test_predictions_and_counts(start: Start) -> None:
    server, url, metrics = serve(start)
    samples = scrape(metrics)
    for code in ("2xx", "3xx", "4xx", "5xx"):
        assert value(samples, "inference_requests_total", route="/predict", code=code) == 0, (
            "zero-initialised"
        )
    assert value(samples, "inference_queue_length", model="digits") == 0

    _, held_out = digits()
    images = (held_out.images[:100] * PIXEL_MAXIMUM).tolist()
    status, answer = predict(url, {"instances": images})
    assert status == 200
    predictions = answer["predictions"]
    assert isinstance(predictions, list)
    right = sum(a == b for a, b in zip(predictions, held_out.labels.tolist(), strict=False))
    assert right > 85

    wrong: object
    for wrong in ({}, {"instances": []}, {"instances": [[1]]}, {"instances": [["x"] * 64]}, []):
        status, answer = predict(url, wrong)
        assert status == 400, wrong
        assert "error" in answer
    assert predict(url.replace("/predict", "/admin.php"), {})[0] == 404
    server.command("errors 1")
    until(lambda: predict(url, zeros())[0] == 500, "errors are injected")
    samples = scrape(metrics)
    assert value(samples, "inference_requests_total", route="/predict", code="4xx") == 5
    assert value(samples, "inference_requests_total", route="other", code="4xx") == 1
    failures = value(samples, "inference_requests_total", route="/predict", code="5xx")
    assert failures is not None
    assert failures >= 1
    total = sum(sample.value for sample in samples["inference_requests_total"])
    assert value(samples, "inference_request_latency_seconds_count") == total
    assert value(samples, "inference_requests_in_progress") == 0


def test_the_queue_is_measured_and_is_part_of_the_latency(start: Start) -> None:
    server, url, metrics = serve(start, "--threads", "1")
    server.command("latency 1")
    until(lambda: "command: latency 1" in server.log, "the command is taken")
    clients = [threading.Thread(target=predict, args=(url, zeros())) for _ in range(3)]
    for client in clients:
        client.start()
    until(lambda: value(scrape(metrics), "inference_queue_length") == 2, "two requests wait")
    assert value(scrape(metrics), "inference_requests_in_progress") == 1
    for client in clients:
        client.join()
    # 1 s, 2 s and 3 s: two of them waited for the one worker.
    seconds = value(scrape(metrics), "inference_request_latency_seconds_sum")
    assert seconds is not None
    assert 5.5 < seconds < 9


def test_plain_has_no_labels(start: Start) -> None:
    _, url, metrics = serve(start, "--instrumentation", "plain")
    assert predict(url, zeros())[0] == 200
    samples = scrape(metrics)
    assert set(samples) == {
        "inference_requests_total",
        *(f"inference_request_latency_seconds_{part}" for part in ("bucket", "count", "sum")),
    }
    for series in samples.values():
        for sample in series:
            assert set(sample.labels) <= {"le"}
    bounds = [s.labels["le"] for s in samples["inference_request_latency_seconds_bucket"]]
    assert bounds[-2:] == ["10.0", "+Inf"]


def test_health_is_not_counted(start: Start) -> None:
    _, url, metrics = serve(start)
    with urlopen(url.replace("/predict", "/healthz"), timeout=30) as response:
        assert response.status == 200
    assert value(scrape(metrics), "inference_request_latency_seconds_count") == 0


def test_load_is_bounded_and_counts(start: Start) -> None:
    _, url, metrics = serve(start)
    load = start("load", "--url", url, "--rate", "50", "--duration", "1")
    assert load.wait() == 0
    summary = json.loads(load.line())
    assert summary["sent"] + summary["skipped"] == 50
    assert summary["succeeded"] == summary["sent"] > 40
    assert summary["failed"] == 0
    assert (
        value(scrape(metrics), "inference_requests_total", code="2xx", route="/predict")
        == summary["sent"]
    )


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--url", "http://example.com:80/predict"), "this machine only"),
        (("--rate", "1000"), "at most 200"),
        (("--duration", "86400"), "at most 3600"),
    ],
)
def test_load_refuses_what_is_not_bounded(
    start: Start, flags: tuple[str, str], message: str
) -> None:
    load = start("load", *flags)
    assert load.wait() == 2
    until(lambda: any(message in line for line in load.log), message)
