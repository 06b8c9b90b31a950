"""Prints what a step costs: `python bench/step.py`. One core, everything that a step can report."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Callable
from time import thread_time

from prometheus_client import CollectorRegistry, generate_latest

from mlwatch_metrics import Run, TrainingMetrics

STEPS = 50_000
ROUNDS = 5


def best(each: Callable[[int], None]) -> float:
    """Microseconds for a call, of CPU time, in the best of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        start = thread_time()
        for step in range(STEPS):
            each(step)
        rounds.append((thread_time() - start) / STEPS * 1e6)
    return min(rounds)


def main() -> None:
    values = random.Random(1)
    losses = [2 + math.exp(-i / 1e4) + values.gauss(0, 0.05) for i in range(STEPS)]
    spiky = [loss * (10 if i % 10 == 0 else 1) for i, loss in enumerate(losses)]
    registry = CollectorRegistry()
    owner = TrainingMetrics(Run("bench"), registry=registry)
    other = TrainingMetrics(Run("bench", rank=1, world_size=2), registry=CollectorRegistry())

    def full(losses: list[float]) -> Callable[[int], None]:
        def step(i: int) -> None:
            with owner.data_wait():
                pass
            owner.step(
                losses[i],
                gradient_norm=losses[i],
                learning_rate=1e-3,
                samples=32,
                tokens=65536,
                flops=1e15,
            )

        return step

    cases = {
        "owner, loss only": lambda i: owner.step(losses[i]),
        "owner, everything": full(losses),
        "owner, everything, every 10th step a spike": full(spiky),
        "another rank": lambda i: other.step(losses[i], samples=32, tokens=65536, flops=1e15),
    }
    for name, each in cases.items():
        print(f"{best(each):6.2f} us  {name}")
    start = thread_time()
    for _ in range(100):
        generate_latest(registry)
    print(f"{(thread_time() - start) * 1e4:6.0f} us  a scrape")
    print(f"{threading.active_count():6d}     threads without a server")


if __name__ == "__main__":
    main()
