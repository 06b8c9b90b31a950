"""What is exposed is what contract.json says: types, help, labels and buckets."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from mlwatch_metrics import Run, TrainingMetrics
from mlwatch_metrics.contract import INFERENCE, TRAINING, Contract, Definition

from .conftest import Exposed, exposed
from .exposed import KINDS


def family_of(text: Exposed, definition: Definition) -> Any:
    # The parser names a counter without its `_total`.
    name = definition.name.removesuffix("_total") if definition.type == "counter" else ""
    return next(each for each in text.families if each.name in (name, definition.name))


@pytest.mark.parametrize(("kind", "contract"), [("training", TRAINING), ("inference", INFERENCE)])
def test_exposes_the_contract(kind: str, contract: Contract) -> None:
    text = Exposed(KINDS[kind](True))
    for definition in contract.metrics.values():
        family = family_of(text, definition)
        expected = "gauge" if definition.type == "info" else definition.type
        assert (family.type, family.documentation) == (expected, definition.help)
        for sample in family.samples:
            if sample.name.endswith("_created"):
                continue
            assert set(sample.labels) - {"le"} == set(definition.labels), sample
        if definition.type == "histogram":
            bounds = [s.labels["le"] for s in family.samples if s.name.endswith("_bucket")]
            assert sorted({*map(float, bounds)}) == [*definition.buckets, float("inf")]


@pytest.mark.parametrize(("kind", "contract"), [("training", TRAINING), ("inference", INFERENCE)])
def test_counters_exist_before_their_first_event(kind: str, contract: Contract) -> None:
    text = Exposed(KINDS[kind](False))
    for definition in contract.metrics.values():
        if definition.zero_initialised:
            values = [s.labels for s in family_of(text, definition).samples]
            for label, known in definition.values.items():
                assert {labels[label] for labels in values} == set(known)


def test_other_ranks_export_their_own_work_only(registry: CollectorRegistry) -> None:
    metrics = TrainingMetrics(Run("a", rank=1, world_size=2, peak_flops=1e12), registry=registry)
    with metrics.checkpoint():
        metrics.step(1.0, gradient_norm=1.0, learning_rate=0.1, samples=8)
    metrics.loss(1.0, "validation")
    metrics.metric("accuracy", 1.0, "test")
    metrics.progress(epoch=1)
    metrics.attempt(2)
    per_rank = {name for name, each in TRAINING.metrics.items() if each.every_rank}
    assert exposed(registry).names() == per_rank


def test_the_owner_need_not_be_rank_0(registry: CollectorRegistry) -> None:
    TrainingMetrics(Run("a", rank=3, world_size=4, owns_loss=True), registry=registry)
    assert exposed(registry)("training_run_info", world_size="4") == 1
    other = CollectorRegistry()
    TrainingMetrics(Run("a", world_size=4, owns_loss=False), registry=other)
    assert "training_run_info" not in exposed(other).names()
