"""How a run ends, and who sees it."""

from __future__ import annotations

import sys
import threading

import pytest
from prometheus_client import CollectorRegistry

from mlwatch_metrics import Run, TrainingMetrics

from .conftest import exposed, scrape


class Ending(TrainingMetrics):
    """Keeps what was exposed at the end."""

    last: float | None = None

    def close(self) -> None:
        self.last = exposed(self._registry)("training_phase", phase="done")
        super().close()


def test_a_run_that_ends_is_done(registry: CollectorRegistry) -> None:
    metrics = Ending(Run("a"), registry=registry)
    with metrics:
        metrics.step(1.0)
    assert metrics.last == 1
    assert exposed(registry).samples == []


def test_a_run_that_an_exception_ends_is_not(registry: CollectorRegistry) -> None:
    metrics = Ending(Run("a"), registry=registry)
    with pytest.raises(RuntimeError, match="lost"), metrics:
        raise RuntimeError("lost")
    assert metrics.last == 0
    for code, done in ((0, 1), (1, 0)):
        metrics = Ending(Run("a"), registry=registry)
        with pytest.raises(SystemExit), metrics:
            sys.exit(code)
        assert metrics.last == done
    assert exposed(registry).samples == []


def test_lingers_until_its_end_was_seen(registry: CollectorRegistry) -> None:
    metrics = TrainingMetrics(Run("a"), registry=registry, linger=30)
    port = metrics.start_server(0, addr="127.0.0.1")
    assert scrape(port)("training_phase", phase="init") == 1
    metrics.finish()
    closing = threading.Thread(target=metrics.close)
    closing.start()
    assert scrape(port)("training_phase", phase="done") == 1
    closing.join(10)
    assert not closing.is_alive()
    with pytest.raises(OSError, match="refused"):
        scrape(port)
