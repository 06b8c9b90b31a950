"""The online median and MAD, against what the standard library computes from the whole window."""

from __future__ import annotations

import json
import math
import random
import statistics
from pathlib import Path
from typing import Any

import pytest

from mlwatch_metrics.baseline import RobustBaseline


def mad(values: list[float]) -> float:
    median = statistics.median(values)
    return statistics.median(abs(value - median) for value in values)


@pytest.mark.parametrize("window", [2, 7, 16])
def test_is_exact(window: int) -> None:
    source = random.Random(window)
    baseline = RobustBaseline(window=window, minimum=2)
    values: list[float] = []
    for _ in range(300):
        # Few different values: equal ones must not be mixed up when they leave.
        values.append(source.choice([0.0, 1.0, -3.0, source.gauss(0, 5), 1e9]))
        baseline.add(values[-1])
        assert baseline.median == pytest.approx(statistics.median(values[-window:]))
        assert baseline.stddev == pytest.approx(1.4826 * mad(values[-window:]))


def test_says_nothing_before_it_knows_enough() -> None:
    baseline = RobustBaseline(window=8, minimum=4)
    assert math.isnan(baseline.median)
    assert math.isnan(baseline.stddev)
    assert [baseline.add(value) for value in (1, 1, 1, 50)] == [False] * 4
    assert baseline.ready
    assert baseline.add(50)


def steady(level: float, noise: float = 0.01, **options: float) -> RobustBaseline:
    source = random.Random(1)
    baseline = RobustBaseline(**options)  # type: ignore[arg-type]
    for _ in range(128):
        baseline.add(source.gauss(level, noise))
    return baseline


def test_a_spike_exceeds_both_floors() -> None:
    # 7 sigma are 0.07, 30 % are 0.6.
    assert not steady(2).add(2.5)
    assert steady(2).add(2.7)
    # 30 % of it are within the noise.
    assert not steady(2, noise=0.5).add(3)
    assert steady(2, noise=0.5).add(6.5)


def test_a_flat_series_does_not_spike_at_every_ripple() -> None:
    baseline = steady(1, noise=0)
    assert baseline.stddev == 0
    assert not baseline.add(1.01)
    assert baseline.add(1.31)


def test_only_up_is_a_spike_and_negative_values_have_a_floor_too() -> None:
    assert not steady(2).add(0.1)
    baseline = steady(-2)
    assert not baseline.add(-1.5)
    assert baseline.add(-1.3)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_is_not_poisoned(value: float) -> None:
    baseline = steady(2)
    before = (baseline.median, baseline.stddev)
    assert not baseline.add(value)
    assert (baseline.median, baseline.stddev) == before


def test_a_level_that_stays_is_the_new_normal_after_half_a_window() -> None:
    baseline = steady(2)
    spikes = [baseline.add(6.0) for _ in range(128)]
    assert 55 <= sum(spikes) <= 65
    assert spikes[0]
    assert not spikes[-1]


def test_forgets() -> None:
    baseline = steady(2)
    baseline.clear()
    assert not baseline.ready
    assert not baseline.add(100)


@pytest.mark.parametrize(
    "options", [{"minimum": 1}, {"minimum": 9, "window": 8}, {"sigmas": 0}, {"ratio": 1}]
)
def test_refuses_what_cannot_work(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="="):
        RobustBaseline(**options)  # type: ignore[arg-type]


CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("baseline.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_answers_as_the_alert_benchmark_does(case: dict[str, Any]) -> None:
    baseline = RobustBaseline(**case["options"])
    looks = {index: expected for index, *expected in case["looks"]}
    spikes = []
    for index, value in enumerate(case["values"]):
        if index == case.get("clearBefore"):
            baseline.clear()
        if baseline.add(float(value)):
            spikes.append(index)
        if index in looks:
            assert [baseline.median, baseline.stddev] == pytest.approx(looks[index])
    assert spikes == case["spikes"]
