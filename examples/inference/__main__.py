"""Command line of the inference server; see README.md."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

import numpy as np
from prometheus_client import (
    CollectorRegistry,
    ProcessCollector,
    disable_created_metrics,
    start_http_server,
)
from waitress.server import create_server

from control import Command, Stop, announce, listen, log, number, positive, stop_on_signals
from training.data import digits
from training.network import Network, load

from .app import ROUTES, Faults, create_app
from .metrics import create
from .queue import MeasuredQueue

QUICK_STEPS = 400
QUICK_LEARNING_RATE = 0.1


def main() -> int:
    """Serves until stopped; returns the exit code."""
    options = _parse()
    stop_on_signals()
    # waitress warns about every request that waits; the queue length says so in a metric.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    faults = Faults()
    try:
        listen(_commands(faults), options.exit_on_stdin_eof)
        network = _network(options.checkpoint)
        queue = MeasuredQueue(options.threads)
        metrics = create(
            options.instrumentation,
            registry,
            options.model,
            options.model_version,
            ROUTES,
            queue.length,
        )
        app = create_app(network, metrics, faults, queue.arrival)
        server = create_server(
            app, host="127.0.0.1", port=options.port, ident=None, _dispatcher=queue
        )
        exporter, _ = start_http_server(options.metrics_port, "127.0.0.1", registry)
        port = server.effective_port  # type: ignore[union-attr]  # set at run time
        announce(f"serving on http://127.0.0.1:{port}/predict")
        announce(f"listening on http://127.0.0.1:{exporter.server_port}/metrics")
        server.run()
    except Stop:
        pass
    except (OSError, ValueError) as error:
        log(f"cannot serve on ports {options.port} and {options.metrics_port}: {error}")
        return 1
    log("stopped")
    return 0


def _network(checkpoint: Path | None) -> Network:
    """The checkpoint's network, or one trained here and now."""
    if checkpoint is not None:
        return Network(load(checkpoint).parameters)
    train, held_out = digits()
    network = Network.initial(0)
    random = np.random.default_rng(0)
    for _ in range(QUICK_STEPS):
        batch = train.sample(random, 64)
        _, gradients = network.gradients(batch.images, batch.labels)
        network.step(gradients, QUICK_LEARNING_RATE)
    log(
        f"no --checkpoint: trained {QUICK_STEPS} steps, validation loss "
        f"{network.loss(held_out.images, held_out.labels):.3f}"
    )
    return network


def _commands(faults: Faults) -> dict[str, Command]:
    def latency(arguments: list[str]) -> None:
        faults.extra_seconds = number(arguments, 0, 3600)

    def errors(arguments: list[str]) -> None:
        faults.error_share = number(arguments, 0, 1)

    def reset(_arguments: list[str]) -> None:
        faults.extra_seconds = faults.error_share = 0.0

    return {"latency": latency, "errors": errors, "reset": reset}


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="inference", description=__doc__)
    add = parser.add_argument
    add("--port", type=int, default=8080)
    add("--metrics-port", type=int, default=9110)
    add("--instrumentation", choices=["contract", "plain"], default="contract")
    add("--checkpoint", type=Path)
    add("--model", default="digits")
    add("--model-version", default="v1")
    add("--threads", type=positive, default=4)
    add("--exit-on-stdin-eof", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
