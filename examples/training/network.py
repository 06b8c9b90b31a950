"""A multilayer perceptron in NumPy: float32, leaky ReLU, softmax, plain SGD."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]

LAYERS = (64, 128, 64, 10)
# Two per weight forwards, four backwards.
FLOPS_PER_SAMPLE = 6 * sum(inputs * outputs for inputs, outputs in pairwise(LAYERS))
# Above zero, so that units survive a step that is too long: with plain ReLU a learning rate that
# is too high kills them all, and the loss stays at ln(10) instead of diverging.
LEAK = np.float32(0.01)
# Share of each label that is spread over all classes. Without it the loss falls towards 0, and a
# single image that is hard to tell apart is a spike.
SMOOTHING = np.float32(0.1)


@dataclass(frozen=True)
class Checkpoint:
    """Weights with where the run stood when they were saved."""

    parameters: list[Floats]
    step: int
    attempt: int


class Network:
    """The weights, as one flat list: matrix and bias of each layer in turn."""

    def __init__(self, parameters: list[Floats]) -> None:
        self.parameters = parameters

    @classmethod
    def initial(cls, seed: int) -> Network:
        """He initialisation; equal on every rank that has the same seed."""
        random = np.random.default_rng(seed)
        parameters: list[Floats] = []
        for inputs, outputs in pairwise(LAYERS):
            scale = np.sqrt(2.0 / inputs)
            weights = random.standard_normal((inputs, outputs)) * scale
            parameters += [weights.astype(np.float32), np.zeros(outputs, np.float32)]
        return cls(parameters)

    def logits(self, images: Floats) -> Floats:
        """Scores before softmax, one row per image."""
        return self._forward(images)[-1]

    def probabilities(self, images: Floats) -> Floats:
        """Class probabilities, one row per image."""
        exponentials = np.exp(_shifted(self.logits(images)))
        result: Floats = exponentials / exponentials.sum(axis=1, keepdims=True)
        return result

    def loss(self, images: Floats, labels: Labels) -> float:
        """Mean cross-entropy with smoothed labels."""
        return _cross_entropy(self.logits(images), labels)

    def gradients(self, images: Floats, labels: Labels) -> tuple[float, list[Floats]]:
        """The loss and its gradients, in the order of the parameters."""
        outputs = self._forward(images)
        loss = _cross_entropy(outputs[-1], labels)
        exponentials = np.exp(_shifted(outputs[-1]))
        delta: Floats = exponentials / exponentials.sum(axis=1, keepdims=True)
        delta -= SMOOTHING / LAYERS[-1]
        delta[np.arange(len(labels)), labels] -= 1 - SMOOTHING
        delta /= np.float32(len(labels))
        found: list[Floats] = []
        for layer in reversed(range(len(LAYERS) - 1)):
            found += [delta.sum(axis=0), outputs[layer].T @ delta]
            if layer > 0:
                slope = np.where(outputs[layer] > 0, np.float32(1), LEAK)
                delta = (delta @ self.parameters[2 * layer].T) * slope
        return loss, found[::-1]

    def step(self, gradients: list[Floats], learning_rate: float) -> None:
        """One step of gradient descent, without momentum or clipping."""
        for parameter, gradient in zip(self.parameters, gradients, strict=True):
            parameter -= np.float32(learning_rate) * gradient

    def norm(self) -> float:
        """Euclidean norm of all weights."""
        return norm(np.concatenate([parameter.ravel() for parameter in self.parameters]))

    def is_finite(self) -> bool:
        """Whether no weight is NaN or infinite."""
        return all(bool(np.isfinite(parameter).all()) for parameter in self.parameters)

    def _forward(self, images: Floats) -> list[Floats]:
        """The input and every layer's output."""
        outputs = [images]
        for layer in range(len(LAYERS) - 1):
            weights, bias = self.parameters[2 * layer : 2 * layer + 2]
            total: Floats = outputs[-1] @ weights + bias
            last = layer == len(LAYERS) - 2
            outputs.append(total if last else np.where(total > 0, total, LEAK * total))
        return outputs


def _shifted(logits: Floats) -> Floats:
    """Logits less their row's maximum, so that exp cannot overflow while the weights are finite."""
    shifted: Floats = logits - logits.max(axis=1, keepdims=True)
    return shifted


def _cross_entropy(logits: Floats, labels: Labels) -> float:
    shifted = _shifted(logits)
    chosen = shifted[np.arange(len(labels)), labels]
    smoothed = (1 - SMOOTHING) * chosen + SMOOTHING * shifted.mean(axis=1)
    return float((np.log(np.exp(shifted).sum(axis=1)) - smoothed).mean())


def norm(vector: Floats) -> float:
    """Euclidean norm, in float64: squares of float32 overflow long before the values do."""
    return float(np.linalg.norm(vector.astype(np.float64)))


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Writes a checkpoint; a reader sees the old file or the new one, never half of it."""
    arrays: dict[str, Any] = {f"parameter_{i}": p for i, p in enumerate(checkpoint.parameters)}
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, step=checkpoint.step, attempt=checkpoint.attempt, **arrays)
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise


def load(path: Path) -> Checkpoint:
    """Reads a checkpoint.

    Raises ValueError when the file is not one of this network, OSError when it cannot be read.
    """
    with np.load(path, allow_pickle=False) as arrays:
        try:
            names = [f"parameter_{i}" for i in range(2 * (len(LAYERS) - 1))]
            parameters = [arrays[name].astype(np.float32) for name in names]
            step, attempt = int(arrays["step"]), int(arrays["attempt"])
        except KeyError as error:
            raise ValueError(f"{path} is not a checkpoint of this network: {error}") from error
    expected = [p.shape for p in Network.initial(0).parameters]
    if [p.shape for p in parameters] != expected:
        raise ValueError(f"{path} holds a network of another shape")
    return Checkpoint(parameters, step, attempt)
