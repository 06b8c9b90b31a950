"""The network learns, and breaks as it should."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from training.data import digits
from training.network import Checkpoint, Network, load, save


def losses(learning_rate: float, steps: int) -> tuple[Network, list[float]]:
    train, _ = digits()
    network, random = Network.initial(0), np.random.default_rng(0)
    history = []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            batch = train.sample(random, 64)
            loss, gradients = network.gradients(batch.images, batch.labels)
            network.step(gradients, learning_rate)
            history.append(loss)
    return network, history


def test_healthy_training_learns_the_digits() -> None:
    network, history = losses(0.05, 400)
    _, held_out = digits()
    guesses = network.logits(held_out.images).argmax(axis=1)
    assert history[0] > 2
    assert np.mean(history[-50:]) < 0.8
    assert (guesses == held_out.labels).mean() > 0.9


@pytest.mark.parametrize("learning_rate", [2.0, 5.0])
def test_a_learning_rate_that_is_too_high_diverges_and_ends_in_nan(learning_rate: float) -> None:
    network, history = losses(learning_rate, 100)
    assert max(loss for loss in history if math.isfinite(loss)) > 10 * history[0]
    assert math.isnan(history[-1])
    assert not network.is_finite()


def test_gradients_are_those_of_the_loss() -> None:
    train, _ = digits()
    batch = train.sample(np.random.default_rng(1), 16)
    network = Network.initial(3)
    _, gradients = network.gradients(batch.images, batch.labels)
    # Along the gradient the loss rises by the gradient's norm.
    norm = float(np.sqrt(sum((g.astype(np.float64) ** 2).sum() for g in gradients)))
    size = np.float32(1e-3)

    def moved(sign: int) -> float:
        pairs = zip(network.parameters, gradients, strict=True)
        parameters = [p + np.float32(sign / norm) * size * g for p, g in pairs]
        return Network(parameters).loss(batch.images, batch.labels)

    assert (moved(1) - moved(-1)) / (2 * float(size)) == pytest.approx(norm, rel=0.02)


def test_shards_are_disjoint_and_complete() -> None:
    train, held_out = digits()
    parts = [train.shard(rank, 3) for rank in range(3)]
    assert sum(len(part.labels) for part in parts) == len(train.labels)
    assert len(train.labels) + len(held_out.labels) == 1797


def test_a_checkpoint_comes_back(tmp_path: Path) -> None:
    network = Network.initial(5)
    path = tmp_path / "model.npz"
    save(path, Checkpoint(network.parameters, 12, 3))
    saved = load(path)
    assert (saved.step, saved.attempt) == (12, 3)
    for before, after in zip(network.parameters, saved.parameters, strict=True):
        np.testing.assert_array_equal(before, after)
    assert [p.name for p in tmp_path.iterdir()] == ["model.npz"]


def test_another_file_is_no_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    with path.open("wb") as file:
        np.savez(file, weights=np.zeros(3))
    with pytest.raises(ValueError, match="not a checkpoint"):
        load(path)
