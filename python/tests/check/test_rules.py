"""Every rule: an exposition that breaks it and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlwatch_metrics.check import gives
from mlwatch_metrics.check.exposition import read
from mlwatch_metrics.check.finding import Finding
from mlwatch_metrics.check.judge import judge
from mlwatch_metrics.contract import INFERENCE, TRAINING

LATENCY = "inference_request_latency_seconds"
CODES = ("2xx", "3xx", "4xx", "5xx")


def exposition(name: str, kind: str, *series: str) -> str:
    """Text of one metric; a series is its labels and its value, or begins with its own name."""
    lines = [each if each.startswith(name) else f"{name}{each}" for each in series]
    return "\n".join([f"# HELP {name} x", f"# TYPE {name} {kind}", *lines, ""])


def histogram(name: str, *bounds: str, labels: str = "", count: int = 3) -> str:
    """One in which every bucket has all observations."""
    buckets = [f'{name}_bucket{{{labels}le="{bound}"}} {count}' for bound in (*bounds, "+Inf")]
    rest = f"{{{labels.rstrip(',')}}}"
    return exposition(
        name, "histogram", *buckets, f"{name}_sum{rest} 1", f"{name}_count{rest} {count}"
    )


def labelled(name: str, kind: str, label: str, *values: str) -> str:
    """A metric of one label."""
    return exposition(name, kind, *(f'{{{label}="{value}"}} 1' for value in values))


def found(text: str, *slos: float) -> list[Finding]:
    """What is found, but for what the program leaves out."""
    left_out = ("missing-metric", "missing-label")
    findings = judge("x", read(text), slos=slos).findings
    return [each for each in findings if each.rule not in left_out]


V, W, H = "violation", "warning", "hint"
CASES: list[tuple[str, str, str, str]] = [
    # Labels.
    (V, "unbounded-label", "training_loss{step}", labelled("training_loss", "gauge", "step", "1")),
    (
        V,
        "unbounded-label",
        "training_loss{Epoch}",
        labelled("training_loss", "gauge", "Epoch", "1"),
    ),
    (W, "unbounded-label", "app_x{user_id}", labelled("app_x", "gauge", "user_id", "7")),
    (V, "unbounded-label", "training_loss{pid}", labelled("training_loss", "gauge", "pid", "7")),
    *(
        (W, "unbounded-label", "app_x{key}", labelled("app_x", "gauge", "key", "a", value))
        for value in (
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
            "2026-11-22T10:00:00Z",
            "1795704727.02",
            "0.1234",
            "1e-05",
            "8123456",
            "someone@example.org",
            "/items/12345/parts",
            "Write me a poem about the loss of a model",
        )
    ),
    (
        V,
        "unbounded-label",
        "training_metric_value{metric}",
        labelled("training_metric_value", "gauge", "metric", *map(str, range(101))),
    ),
    (
        V,
        "unbounded-label",
        "inference_requests_total{route}",
        exposition(
            "inference_requests_total",
            "counter",
            *(f'{{code="{code}",route="/users/31415"}} 1' for code in CODES),
        ),
    ),
    (V, "target-label", "training_loss{pod}", labelled("training_loss", "gauge", "pod", "a")),
    (W, "target-label", "app_x{job}", labelled("app_x", "gauge", "job", "a")),
    (V, "unknown-label", "training_loss{x}", labelled("training_loss", "gauge", "x", "a")),
    (
        W,
        "uneven-labels",
        "training_loss{run_id}",
        exposition("training_loss", "gauge", '{run_id="a"} 1', " 2"),
    ),
    (
        V,
        "too-many-series",
        "app_x",
        exposition("app_x", "gauge", *(f'{{a="{i % 50}",b="{i // 50}"}} 1' for i in range(1001))),
    ),
    # Names.
    (
        V,
        "base-unit",
        "training_step_duration_ms",
        exposition("training_step_duration_ms", "gauge", " 1"),
    ),
    (W, "base-unit", "app_used_gb", exposition("app_used_gb", "gauge", " 1")),
    (W, "base-unit", "app_load_percent", exposition("app_load_percent", "gauge", " 1")),
    (W, "missing-unit", "app_latency", exposition("app_latency", "summary", "_sum 1", "_count 1")),
    (W, "missing-unit", "app_gpu_memory", exposition("app_gpu_memory", "gauge", " 1")),
    (W, "missing-total", "app_events", exposition("app_events", "counter", " 1")),
    (V, "missing-total", "training_steps", exposition("training_steps", "counter", " 1")),
    (W, "gauge-named-total", "app_x_total", exposition("app_x_total", "gauge", " 1")),
    (
        W,
        "counter-of-level",
        "app_queue_length_total",
        exposition("app_queue_length_total", "counter", " 1"),
    ),
    (
        V,
        "rate-in-program",
        "training_tokens_per_second",
        exposition("training_tokens_per_second", "gauge", " 1"),
    ),
    (W, "unknown-name", "training_accuracy", exposition("training_accuracy", "gauge", " 1")),
    # Types and values of the contract.
    (V, "wrong-type", "training_steps_total", exposition("training_steps_total", "gauge", " 1")),
    (
        V,
        "wrong-type",
        LATENCY,
        exposition(LATENCY, "summary", f"{LATENCY}_sum 1", f"{LATENCY}_count 1"),
    ),
    (
        W,
        "wrong-type",
        "training_loss",
        exposition("training_loss", "summary", "_sum 1", "_count 1"),
    ),
    (W, "no-type", "training_loss", "training_loss 1\n"),
    (
        W,
        "no-series",
        "inference_requests_total",
        exposition("inference_requests_total", "counter") + exposition("app_x", "gauge", " 1"),
    ),
    (
        V,
        "unknown-value",
        "training_loss{split}",
        labelled("training_loss", "gauge", "split", "eval"),
    ),
    (
        V,
        "unknown-value",
        "inference_requests_total{code}",
        labelled("inference_requests_total", "counter", "code", "200"),
    ),
    (
        V,
        "not-initialised",
        "inference_requests_total{code}",
        labelled("inference_requests_total", "counter", "code", "2xx"),
    ),
    (
        V,
        "info-value",
        "training_run_info",
        exposition("training_run_info", "gauge", '{run_id="a"} 3'),
    ),
    (
        V,
        "info-twice",
        "training_run_info",
        exposition(
            "training_run_info", "gauge", '{run_id="a",model="b"} 1', '{run_id="a",model="c"} 1'
        ),
    ),
    (
        W,
        "contract-version",
        "training_run_info",
        labelled("training_run_info", "gauge", "contract", "0"),
    ),
    (
        V,
        "phase-count",
        "training_phase",
        labelled("training_phase", "gauge", "phase", "train", "eval"),
    ),
    # Samples.
    (V, "duplicate-series", "app_x", exposition("app_x", "gauge", " 1", " 2")),
    (
        V,
        "own-timestamps",
        "training_loss",
        exposition("training_loss", "gauge", " 1 1795704727000"),
    ),
    (W, "own-timestamps", "app_x", exposition("app_x", "gauge", " 1 1795704727000")),
    (V, "broken-counter", "app_x_total", exposition("app_x_total", "counter", " NaN")),
    (V, "broken-counter", "app_x_total", exposition("app_x_total", "counter", " -1")),
    (
        V,
        "base-unit",
        "training_last_step_timestamp_seconds",
        exposition("training_last_step_timestamp_seconds", "gauge", " 1795704727000"),
    ),
    (
        W,
        "time-zero",
        "training_last_step_timestamp_seconds",
        exposition("training_last_step_timestamp_seconds", "gauge", " 0"),
    ),
    (
        V,
        "broken-histogram",
        "app_x_seconds",
        histogram("app_x_seconds", "1").replace('"+Inf"} 3', '"+Inf"} 2'),
    ),
    (
        V,
        "broken-histogram",
        "app_x_seconds",
        histogram("app_x_seconds", "1").replace("_count{} 3", "_count{} 4"),
    ),
    (
        W,
        "bucket-mismatch",
        "app_x_seconds",
        histogram("app_x_seconds", "1", labels='a="b",')
        + histogram("app_x_seconds", "2", labels='a="c",'),
    ),
    (H, "own-buckets", LATENCY, histogram(LATENCY, "0.1", "1")),
    (
        H,
        "created-series",
        "*_created",
        exposition("app_x_total", "counter", " 1") + exposition("app_x_created", "gauge", " 1"),
    ),
    # Ranks.
    (
        V,
        "series-of-owner",
        "training_step_current",
        exposition("training_step_current", "gauge", " 1")
        + exposition("training_comm_wait_seconds_total", "counter", '{rank="3"} 1'),
    ),
    (
        V,
        "too-many-series",
        "training_*",
        labelled("training_steps_total", "counter", "run_id", *map(str, range(20))),
    ),
]


@pytest.mark.parametrize(
    ("severity", "rule", "subject", "text"),
    CASES,
    ids=[f"{rule}-{subject}" for _, rule, subject, _ in CASES],
)
def test_rule(severity: str, rule: str, subject: str, text: str) -> None:
    assert [(each.severity, each.rule, each.subject) for each in found(text)] == [
        (severity, rule, subject)
    ]


@pytest.mark.parametrize(
    "text",
    [
        labelled("app_x_total", "counter", "code", "200", "404", "500"),
        labelled("app_x", "gauge", "layer", "0", "12", "95"),
        labelled("app_x", "gauge", "version", "3.11.4", "v2"),
        labelled("app_x_total", "counter", "route", "/items/<id>", "/items/{id}", "/v1/items"),
        labelled("app_build_info", "gauge", "revision", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"),
        labelled("python_info", "gauge", "version", "3.11"),
        labelled("training_loss", "gauge", "run_id", "0f8fad5b-d9cb-469f-a165-70867728950e"),
        exposition("training_loss", "gauge", " NaN"),
        exposition("app_x_seconds_total", "counter", " 1.5"),
        exposition("app_loss_min", "gauge", " 1"),
        exposition("APP_EVENTS_TOTAL", "counter", " 1"),
        exposition("APP_FB_TOTAL", "gauge", " 1"),
        exposition("app_duplicate_timestamp_total", "counter", " 1"),
        labelled("app_x", "gauge", "node", "10.0.0.7:9400", "http://a.example:9093"),
        exposition("app_temperature_celsius", "gauge", " -1"),
        exposition("app_x_created", "gauge", " 1"),
        histogram("app_x_seconds", "1"),
        histogram(LATENCY, *map(str, INFERENCE.metrics[LATENCY].buckets)),
        # Rank 0 without a loss, as far as one can tell.
        exposition("training_step_current", "gauge", " 1")
        + exposition("training_comm_wait_seconds_total", "counter", '{rank="0"} 1'),
    ],
)
def test_finds_nothing_in_what_is_right(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("bounds", "slo", "message"),
    [
        (("0.1", "0.3", "1"), 0.3, ""),
        (("0.1", "1"), 0.3, "0.3 s is no bucket bound"),
        (("0.1", "0.3"), 0.3, "0.3 s is its largest bound"),
        ((), 0.3, "no finite bound"),
    ],
)
@pytest.mark.parametrize("name", [LATENCY, "app_duration_seconds"])
def test_slo(name: str, bounds: tuple[str, ...], slo: float, message: str) -> None:
    messages = [
        each.message for each in found(histogram(name, *bounds), slo) if each.rule == "slo-bound"
    ]
    assert len(messages) == bool(message)
    assert all(message in each for each in messages)


def test_remedies_name_what_to_write() -> None:
    def remedy(text: str) -> str:
        return found(text)[0].remedy

    assert "as training_step_time_seconds" in remedy(
        exposition("training_step_time", "gauge", " 1")
    )
    assert remedy(exposition("training_steps", "counter", " 1")) == "name it training_steps_total"
    assert remedy(exposition("training_los", "gauge", " 1")) == "did you mean training_loss?"
    assert "latencyBuckets: [0.1, 1]" in remedy(histogram(LATENCY, "0.1", "1"))


def test_one_hint_for_a_label_that_metrics_do_without() -> None:
    text = exposition("training_loss", "gauge", " 1") + exposition(
        "training_attempt", "gauge", " 1"
    )
    hints = [each for each in judge("x", read(text)).findings if each.rule == "missing-label"]
    assert [(each.subject, each.severity) for each in hints] == [
        ("{run_id}", "hint"),
        ("{split}", "hint"),
    ]
    assert "training_loss, training_attempt" in hints[0].message


def test_says_what_every_metric_of_the_contract_gives() -> None:
    assert set(gives.TRAINING) == set(TRAINING.metrics)
    assert set(gives.INFERENCE) == set(INFERENCE.metrics)


def test_the_page_lists_the_rules() -> None:
    page = Path(__file__).parents[3] / "docs/check.md"
    listed = re.findall(r"^\| `([a-z][a-z-]+)` ", page.read_text(encoding="utf-8"), re.MULTILINE)
    elsewhere = {
        *("missing-metric", "missing-label", "nothing-of-contract", "slo-bound"),
        *("counter-falls", "growing-label", "no-owner", "several-owners", "same-rank"),
    }
    assert sorted(listed) == sorted({rule for _, rule, _, _ in CASES} | elsewhere)
