"""A fit with Keras, on the backend that KERAS_BACKEND names: `keras_run.py PORT FOLDER`."""

from __future__ import annotations

import json
import math

import keras
import numpy as np

from mlwatch_metrics import Run, TrainingMetrics
from mlwatch_metrics.integrations.keras import MetricsCallback

from .ranks import FOLDER, PORT, keep


def descended(weights: list[np.ndarray], epochs: int) -> list[float]:
    """The loss of each batch, by hand."""
    weight, bias = weights
    losses = []
    for start in [*range(0, 32, 4)] * epochs:
        batch = x[start : start + 4]
        error = batch @ weight + bias - y[start : start + 4]
        losses.append(float((error**2).mean()))
        weight = weight - 0.01 * 2 * batch.T @ error / 4
        bias = bias - 0.01 * 2 * error.mean()
    return losses


def made(steps_per_execution: int = 1) -> keras.Model:
    """A line."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(
        keras.optimizers.SGD(0.01),
        "mse",
        metrics=["mean_absolute_error"],
        steps_per_execution=steps_per_execution,
    )
    return model


x = np.random.default_rng(0).normal(size=(32, 4)).astype("float32")
y = np.ones((32, 1), "float32")
with TrainingMetrics(Run("a"), loss_interval=0) as metrics:
    metrics.start_server(PORT, addr="127.0.0.1")
    model = made()
    losses = descended(model.get_weights(), epochs=10)
    saving = keras.callbacks.ModelCheckpoint(str(FOLDER / "{epoch}.keras"))
    model.fit(
        x,
        y,
        batch_size=4,
        epochs=10,
        shuffle=False,
        validation_data=(x, y),
        callbacks=[MetricsCallback(metrics, batch_size=4), saving],
        verbose=0,
    )
    evaluated = model.evaluate(x, y, verbose=0, return_dict=True)
    keep(metrics)
(FOLDER / "known.json").write_text(json.dumps({"losses": losses, **evaluated}))
assert "save" not in vars(model)

# Two fits, several steps at a time where the backend can, from the fifth on without a finite loss.
with TrainingMetrics(Run("b", rank=1, local_rank=1, world_size=2, owns_loss=True)) as metrics:
    metrics.start_server(PORT, addr="127.0.0.1")
    y[17] = math.nan
    model, callback = made(1 if keras.backend.backend() == "torch" else 4), MetricsCallback(metrics)
    for _ in range(2):
        model.fit(x, y, batch_size=4, shuffle=False, callbacks=[callback], verbose=0)
    keep(metrics)
