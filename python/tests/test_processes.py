"""Ranks, forks and multiprocess mode: real processes, read over HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from mlwatch_metrics import Run, TrainingMetrics

from .conftest import exposed, free_ports, scrape

ROOT = Path(__file__).parent.parent

RANKS = """
import multiprocessing, sys
from mlwatch_metrics import Run, TrainingMetrics

def rank(number, base, ready, go):
    metrics = TrainingMetrics(Run("r", rank=number, local_rank=number, world_size=2))
    metrics.start_server(base, addr="127.0.0.1")
    metrics.step(2.0, samples=10 + number)
    ready.release()
    go.wait(30)
    metrics.close()

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    ready, go = context.Semaphore(0), context.Event()
    ranks = [
        context.Process(target=rank, args=(number, int(sys.argv[2]), ready, go))
        for number in range(2)
    ]
    for each in ranks:
        each.start()
    for _ in ranks:
        assert ready.acquire(timeout=30)
    print("ready", flush=True)
    sys.stdin.read()
    go.set()
    for each in ranks:
        each.join()
    sys.exit(max(each.exitcode for each in ranks))
"""

# A rank that serves, and then forks a worker that outlives it.
WORKER = """
import os, sys
from mlwatch_metrics import Run, TrainingMetrics

metrics = TrainingMetrics(Run("r"))
metrics.start_server(int(sys.argv[1]), addr="127.0.0.1")
if os.fork() == 0:
    metrics.step(1.0)
    metrics.close()
    os.write(1, b"worker\\n")
    sys.stdin.read()
    os._exit(0)
metrics.step(1.0)
os._exit(0)
"""

SERVICE = """
import os, sys
from mlwatch_metrics import InferenceMetrics

metrics = InferenceMetrics(model="m", routes=["/predict"], queue_length=lambda: 3)
workers = []
for number in range(2):
    worker = os.fork()
    if worker == 0:
        for _ in range(10):
            with metrics.request("/predict"):
                pass
        metrics.started()
        os.write(1, b"worker\\n")
        sys.stdin.read()
        os._exit(0)
    workers.append(worker)
os.write(1, b"%d\\n" % metrics.start_server(0, addr="127.0.0.1"))
for worker in workers:
    os.waitpid(worker, 0)
"""


@contextmanager
def program(
    path: Path, source: str, *arguments: object, **environ: str
) -> Iterator[subprocess.Popen[str]]:
    """Runs a program until its standard input closes."""
    path.write_text(source)
    process = subprocess.Popen(
        [sys.executable, path, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
            assert process.stdin
            process.stdin.close()
            assert process.wait(30) == 0
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.parametrize("multiprocess", [False, True])
def test_each_rank_has_a_port(method: str, multiprocess: bool, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    environ = {"PROMETHEUS_MULTIPROC_DIR": str(shared)} if multiprocess else {}
    base = free_ports(2)
    with program(tmp_path / "ranks.py", RANKS, method, base, **environ) as process:
        assert line(process) == "ready"
        owner, other = scrape(base), scrape(base + 1)
    assert owner("training_loss", split="train") == 2
    assert owner("training_samples_total") == 10
    assert other("training_samples_total") == 11
    assert other("training_last_step_timestamp_seconds", rank="1")
    assert "training_loss" not in other.names()
    # The directory has no hold on training: nothing is in files or labelled by process.
    assert list(shared.iterdir()) == []
    assert not [s for s in owner.samples if "pid" in s.labels]


def test_a_forked_worker_keeps_neither_server_nor_port(tmp_path: Path) -> None:
    port = free_ports(1)
    with program(tmp_path / "worker.py", WORKER, port) as process:
        assert line(process) == "worker"
        # The rank has ended: its successor gets the port though a worker still lives.
        assert process.wait(30) == 0
        with socket.socket() as successor:
            successor.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            successor.bind(("127.0.0.1", port))
            successor.listen()


def test_a_fork_during_a_scrape_locks_nothing(registry: CollectorRegistry) -> None:
    metrics = TrainingMetrics(Run("a"), registry=registry)
    reader, writer = os.pipe()
    # What a scrape that another thread does would hold.
    with metrics._store.lock:
        child = os.fork()
        if child == 0:
            import threading

            # In a thread of its own, to which the lock would not be reentrant.
            step = threading.Thread(target=lambda: metrics.step(1.0), daemon=True)
            step.start()
            step.join(5)
            os.write(writer, b"0" if step.is_alive() else b"1")
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 1) == b"1"
    os.close(reader)
    os.close(writer)
    # What the child counted is its own.
    assert exposed(registry)("training_steps_total") == 0


def test_a_taken_port_says_whose_it_may_be(registry: CollectorRegistry) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = Run("a", rank=1, local_rank=1, world_size=2)
        metrics = TrainingMetrics(run, registry=registry)
        with pytest.raises(OSError, match=rf"metrics port {port} \(base port {port - 1} \+ local"):
            metrics.start_server(port - 1, addr="127.0.0.1")


def test_a_service_of_several_processes_is_one(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    source = tmp_path / "service.py"
    with program(source, SERVICE, PROMETHEUS_MULTIPROC_DIR=str(shared)) as process:
        lines = [line(process) for _ in range(3)]
        text = scrape(int(next(each for each in lines if each != "worker")))
    assert text("inference_requests_total", route="/predict", code="2xx") == 20
    assert text("inference_request_latency_seconds_count") == 20
    assert text("inference_requests_in_progress") == 2
    assert text("inference_queue_length") == 6
    assert not [s for s in text.samples if "pid" in s.labels]
