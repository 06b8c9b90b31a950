"""Prints what a process exposes that has reported everything: `python -m tests.exposed training`.

The catalogue's samples are made of it, and compared with it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from prometheus_client import CollectorRegistry, generate_latest

from mlwatch_metrics import InferenceMetrics, Run, TrainingMetrics


def training(events: bool = True) -> str:
    """The owner of a run."""
    registry = CollectorRegistry()
    run = Run(
        "run-1",
        experiment="digits",
        model="digits-mlp",
        team="team-a",
        framework="numpy",
        precision="float32",
        revision="0f3c9a1",
        world_size=2,
        planned_steps=1000,
        planned_epochs=10,
        batches_per_epoch=100,
        peak_flops=1e12,
    )
    metrics = TrainingMetrics(run, registry=registry, loss_interval=0)
    if events:
        metrics.enter("train")
        for step in range(200):
            metrics.progress(epoch=step / 100, batch=step % 100)
            metrics.step(
                0.4 + step % 7 / 100,
                gradient_norm=1 + step % 5 / 10,
                parameter_norm=12.5,
                learning_rate=0.01,
                loss_scale=65536,
                samples=64,
                tokens=4096,
                flops=1e9,
                seconds=0.02,
            )
        metrics.loss(0.5, "validation")
        for split in ("train", "validation", "test"):
            metrics.metric("accuracy", 0.9, split)
        metrics.metric("perplexity", 1.5, "validation")
        with metrics.checkpoint():
            pass
    return generate_latest(registry).decode()


def inference(events: bool = True) -> str:
    """A server of one model."""
    registry = CollectorRegistry()
    metrics = InferenceMetrics(
        model="digits",
        model_version="1",
        routes=("/predict",),
        queue_length=lambda: 2,
        registry=registry,
    )
    if events:
        metrics.started()
        metrics.finished("/predict", 200, 0.03)
        metrics.started()
        metrics.finished("/predict", 503, 0.3)
    return generate_latest(registry).decode()


KINDS: dict[str, Callable[[bool], str]] = {"training": training, "inference": inference}

if __name__ == "__main__":
    print(KINDS[sys.argv[1]]("--idle" not in sys.argv))
