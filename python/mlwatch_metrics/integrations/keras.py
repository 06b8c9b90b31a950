"""Keras 3, on any backend."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from ..training import Direction, TrainingMetrics
from .checkpoints import count_checkpoints
from .logged import Logged
from .missing import missing

try:
    import keras
except ImportError as error:
    raise missing(__name__, "keras") from error

# Seconds between two looks at the learning rate, which come with a wait for the device.
_LOOK_INTERVAL = 10.0


class MetricsCallback(keras.callbacks.Callback):
    """Reports a fit: `model.fit(..., callbacks=[MetricsCallback(metrics)])`.

    Keras shows callbacks the mean loss of the epoch so far. The loss of the last batch is taken
    out of it, as if all batches had the same size; once a loss is not finite all later ones of the
    epoch are. Gradient norms it does not show.
    """

    def __init__(
        self,
        metrics: TrainingMetrics,
        *,
        batch_size: int = 0,
        directions: Mapping[str, Direction] | None = None,
    ) -> None:
        """`batch_size`: to count samples with, which Keras does not tell. `directions`: of metrics
        whose names do not say whether up or down is good.
        """
        super().__init__()
        self._metrics = metrics
        self._logged = Logged(metrics, directions)
        self._batch_size = batch_size
        self._wait = metrics.data_wait()
        self._number = self._epoch = 0
        self._begin_epoch()
        self._looked = -math.inf
        self._training = self._planned = False
        self._undo: list[Callable[[], None]] = []

    def on_train_begin(self, logs: Any = None) -> None:
        """A fit begins."""
        # One that an exception ended has left them.
        self._count_no_checkpoints()
        # What ModelCheckpoint and BackupAndRestore call.
        self._undo = [
            count_checkpoints(self.model, method, self._metrics)
            for method in ("save", "save_weights")
        ]
        self._training, self._planned = True, False
        self._metrics.enter("train")

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """An epoch begins; with the first of a fit it is known where that begins."""
        if not self._planned:
            self._plan(epoch)
        self._epoch = epoch
        self._begin_epoch()
        self._wait.start()

    def _plan(self, epoch: int) -> None:
        self._planned = True
        epochs, batches = self.params.get("epochs"), self.params.get("steps")
        if not self._number:
            # A fit that goes on where another program ended.
            self._number = epoch * (batches or 0)
        # Steps count over several fits.
        self._metrics.plan(
            steps=self._number + (epochs - epoch) * batches if epochs and batches else None,
            epochs=epochs,
            batches_per_epoch=batches,
        )

    def _begin_epoch(self) -> None:
        self._batches, self._sum = 0, 0.0

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """A batch is there."""
        self._wait.stop()

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """A batch is done, or several with `steps_per_execution`."""
        steps, self._batches = batch + 1 - self._batches, batch + 1
        self._number += steps
        mean = (logs or {}).get("loss")
        loss = None if mean is None else self._last_loss(float(mean), steps)
        per_epoch = self.params.get("steps")
        self._metrics.progress(
            epoch=self._epoch + (self._batches / per_epoch if per_epoch else 0), batch=batch
        )
        for left in reversed(range(steps)):
            self._metrics.step(
                loss,
                number=self._number - left,
                samples=self._batch_size,
                learning_rate=None if left else self._learning_rate(),
            )
        self._wait.start()

    def _last_loss(self, mean: float, steps: int) -> float:
        before, self._sum = self._sum, mean * self._batches
        return (self._sum - before) / steps

    def _learning_rate(self) -> float | None:
        now = perf_counter()
        if now - self._looked < _LOOK_INTERVAL:
            return None
        self._looked = now
        rate = getattr(self.model.optimizer, "learning_rate", None)
        return None if rate is None else float(keras.ops.convert_to_numpy(rate))

    def on_test_begin(self, logs: Any = None) -> None:
        """An evaluation begins, within a fit or by itself."""
        self._metrics.enter("eval")

    def on_test_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """An evaluation has ended."""
        self._logged.report(logs or {}, otherwise="validation")
        self._metrics.enter("train" if self._training else "done")

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """The metrics of an epoch are there; those of its evaluation are known."""
        self._logged.report(logs or {}, only="train", otherwise="train")

    def on_train_end(self, logs: Any = None) -> None:
        """The fit has ended well."""
        self._count_no_checkpoints()
        self._training = False
        self._metrics.finish()

    def _count_no_checkpoints(self) -> None:
        for undo in self._undo:
            undo()
        self._undo = []
