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

from .cases import CASES, CODES, LATENCY, exposition, histogram, labelled


def found(text: str, *slos: float) -> list[Finding]:
    """What is found, but for what the program leaves out."""
    left_out = ("missing-metric", "missing-label")
    findings = judge("x", read(text), slos=slos).findings
    return [each for each in findings if each.rule not in left_out]


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
        # As many models and routes as the package takes.
        exposition(
            "inference_requests_total",
            "counter",
            *(
                f'{{model="{model}",route="/{route}",code="{code}"}} 1'
                for model in range(20)
                for route in range(10)
                for code in CODES
            ),
        ),
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
