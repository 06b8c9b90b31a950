"""Command line of the inference server; see README.md."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

import numpy as np
from mlwatch_metrics import InferenceMetrics
from mlwatch_metrics.wsgi import WsgiMetrics
from prometheus_client import CollectorRegistry, ProcessCollector, disable_created_metrics
from waitress.server import create_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Response

from control import Command, Stop, announce, listen, log, number, positive, stop_on_signals
from plain import PlainRegistry
from training.data import digits
from training.network import Network, load

from .app import ROUTES, Faults, create_app
from .queue import MeasuredQueue

QUICK_STEPS = 400
QUICK_LEARNING_RATE = 0.1


def main() -> int:
    """Serves until stopped; returns the exit code."""
    options = _parse()
    stop_on_signals()
    # waitress warns about every request that waits; the queue length says so in a metric.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # The start time of every counter would double the series; rate() does not need it.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    plain = ["inference_requests", "inference_request_latency_seconds"]
    registry = PlainRegistry(plain) if options.instrumentation == "plain" else CollectorRegistry()
    ProcessCollector(registry=registry)
    faults = Faults()
    try:
        listen(_commands(faults), options.exit_on_stdin_eof)
        network = _network(options.checkpoint)
        queue = MeasuredQueue(options.threads)
        metrics = InferenceMetrics(
            model=options.model,
            model_version=options.model_version,
            routes=ROUTES,
            queue_length=queue.length,
            registry=registry,
        )
        counted = WsgiMetrics(create_app(network, faults), metrics, queue.waited)
        # Beside the counted application: probes are no requests of users.
        app = DispatcherMiddleware(counted, {"/healthz": Response("ok\n")})
        server = create_server(
            app, host="127.0.0.1", port=options.port, ident=None, _dispatcher=queue
        )
        metrics_port = metrics.start_server(options.metrics_port, addr="127.0.0.1")
        port = server.effective_port  # type: ignore[union-attr]  # set at run time
        announce(f"serving on http://127.0.0.1:{port}/predict")
        announce(f"listening on http://127.0.0.1:{metrics_port}/metrics")
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
