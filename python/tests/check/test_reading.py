"""What is read, of whatever an endpoint sends."""

from __future__ import annotations

import random
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, Counter, Histogram, Info
from prometheus_client.exposition import generate_latest
from prometheus_client.openmetrics import exposition as openmetrics

from mlwatch_metrics.check.exposition import Exposition, UnreadableError, read
from mlwatch_metrics.check.judge import judge
from mlwatch_metrics.check.source import url_of

from ..exposed import KINDS


def shape(exposition: Exposition) -> dict[str, tuple[str, list[str]]]:
    return {
        name: (family.type, sorted({each.name for each in family.samples}))
        for name, family in exposition.families.items()
    }


def test_reads_openmetrics_as_it_reads_text(registry: CollectorRegistry) -> None:
    Counter("a", "x", registry=registry).inc()
    Histogram("b_seconds", "x", registry=registry).observe(1)
    Info("c", "x", registry=registry).info({"d": "e"})
    text = read(generate_latest(registry).decode())
    assert shape(text) == {
        "a_total": ("counter", ["a_total"]),
        "b_seconds": ("histogram", ["b_seconds_bucket", "b_seconds_count", "b_seconds_sum"]),
        # Text has no type for them.
        "c_info": ("gauge", ["c_info"]),
    }
    # It has no types.
    generate: Any = openmetrics.generate_latest
    other = read(generate(registry).decode())
    assert shape(other) == {**shape(text), "c_info": ("info", ["c_info"])}
    assert (text.created, other.created) == (2, 2)


def test_keeps_the_names_that_a_program_gave() -> None:
    typed = "# TYPE a counter\na 1\n# TYPE b_total counter\nb_total 2\n# TYPE b gauge\nb 3\n"
    text = f"{typed}c_bucket 4\n"
    assert shape(read(text)) == {
        "a": ("counter", ["a"]),
        "b_total": ("counter", ["b_total"]),
        "b": ("gauge", ["b"]),
        "c_bucket": ("unknown", ["c_bucket"]),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<!doctype html><title>Sign in</title>", "no Prometheus metrics"),
        ('{"status": "ok"}', "no Prometheus metrics"),
        ("training_loss much\n", "no Prometheus metrics"),
        ("", "no series"),
        ("# HELP a b\n# TYPE a gauge\n", "no series"),
    ],
)
def test_says_why_it_cannot_read(text: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        read(text)


@pytest.mark.parametrize("kind", KINDS)
def test_judges_or_refuses_whatever_is_sent(kind: str) -> None:
    # Small: the time goes into the parser.
    text = "\n".join(KINDS[kind](True).splitlines()[:60]) + "\n"
    chance = random.Random(1)
    judged = 0
    for _ in range(300):
        broken = list(text)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(broken))
            broken[at : at + chance.randint(0, 9)] = chance.choice(
                ["", "\n", '"', "{", "}", " ", "#", "-", "NaN", "é", "\\", 'le="x"', "\t", "=", ","]
            )
        try:
            judge("x", read("".join(broken)), slos=[0.3])
            judged += 1
        except UnreadableError:
            pass
    assert 30 < judged < 300


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("localhost:9100", "http://localhost:9100/metrics"),
        ("localhost:9100/", "http://localhost:9100/metrics"),
        ("[::1]:9100/own", "http://[::1]:9100/own"),
        ("https://a.example/metrics?x=1", "https://a.example/metrics?x=1"),
        ("http://a.example", "http://a.example/metrics"),
    ],
)
def test_takes_addresses_as_people_write_them(source: str, url: str) -> None:
    assert url_of(source) == url


@pytest.mark.parametrize("source", ["metrics.txt", "ftp://a.example/metrics", "no such:thing", ""])
def test_refuses_what_is_no_address(source: str) -> None:
    with pytest.raises(UnreadableError, match="neither a file nor an address"):
        url_of(source)
