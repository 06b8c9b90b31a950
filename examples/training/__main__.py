"""Command line of one training rank; see README.md."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    ProcessCollector,
    disable_created_metrics,
    start_http_server,
)

from control import Command, Stop, announce, listen, log, number, positive, stop_on_signals

from .exchange import PeerLostError, join
from .loop import Knobs, Plan, Training
from .metrics import Run, create


def main() -> int:
    """Runs one rank; returns the exit code."""
    options = _parse()
    stop_on_signals()
    # The start time of every counter would double the series; rate() does not need it.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    run = Run(options.run_id, options.experiment, options.team, options.rank, options.world_size)
    metrics = create(options.instrumentation, registry, run)
    knobs = Knobs(options.learning_rate)
    try:
        try:
            server, _ = start_http_server(options.port, "127.0.0.1", registry)
        except OSError as error:
            log(f"cannot listen on 127.0.0.1:{options.port}: {error.strerror}; give another --port")
            return 1
        listen(_commands(knobs), options.exit_on_stdin_eof)
        training = Training(run, _plan(options), knobs, metrics)
        announce(f"listening on http://127.0.0.1:{server.server_port}/metrics")
        exchange = join(options.rendezvous, run.rank, run.world_size, run.run_id)
        try:
            training.train(exchange)
        finally:
            exchange.close()
        log(f"rank {run.rank}: done after {training.step} steps")
        time.sleep(options.linger)
    except PeerLostError as lost:
        log(f"rank {run.rank}: {lost}")
        # The other ranks cannot tell the end of the run from its loss: rank 0 decides.
        return 1 if run.rank == 0 else 0
    except Stop:
        log(f"rank {run.rank}: stopped")
    except (OSError, ValueError) as error:
        log(f"rank {run.rank}: {error}")
        return 1
    return 0


def _commands(knobs: Knobs) -> dict[str, Command]:
    def learning_rate(arguments: list[str]) -> None:
        knobs.learning_rate = number(arguments, 0, 1e6)

    def slow(arguments: list[str]) -> None:
        knobs.extra_seconds = number(arguments, 0, 3600)

    def hang(_arguments: list[str]) -> None:
        knobs.running.clear()

    def resume(_arguments: list[str]) -> None:
        knobs.extra_seconds = 0
        knobs.running.set()

    return {"lr": learning_rate, "slow": slow, "hang": hang, "resume": resume}


def _plan(options: argparse.Namespace) -> Plan:
    return Plan(
        batch_size=options.batch_size,
        steps=options.steps,
        steps_per_second=options.steps_per_second,
        log_interval=options.log_interval,
        eval_interval=options.eval_interval,
        checkpoint=options.checkpoint,
        checkpoint_interval=options.checkpoint_interval,
        resume=options.resume,
        seed=options.seed,
    )


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="training", description=__doc__)
    add = parser.add_argument
    add("--port", type=int, default=9100)
    add("--instrumentation", choices=["contract", "plain"], default="contract")
    add("--run-id", default="run")
    add("--experiment", default="digits")
    add("--team", default="ml")
    add("--rank", type=int, default=0)
    add("--world-size", type=positive, default=1)
    add("--rendezvous", type=_address, default=("127.0.0.1", 29500))
    add("--learning-rate", type=float, default=0.05)
    add("--batch-size", type=positive, default=32)
    add("--steps", type=int, default=0)
    add("--steps-per-second", type=float, default=20)
    add("--log-interval", type=positive, default=10)
    add("--eval-interval", type=positive, default=100)
    add("--checkpoint", type=Path)
    add("--checkpoint-interval", type=positive, default=200)
    add("--resume", action="store_true")
    add("--linger", type=float, default=0)
    add("--seed", type=int, default=0)
    add("--exit-on-stdin-eof", action="store_true")
    options = parser.parse_args()
    if not 0 <= options.rank < options.world_size:
        parser.error(
            f"--rank {options.rank}: ranks of --world-size {options.world_size} go from 0 to "
            f"{options.world_size - 1}"
        )
    if options.resume and options.checkpoint is None:
        parser.error("--resume needs --checkpoint")
    return options


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if host not in ("127.0.0.1", "localhost") or not port.isdigit():
        raise argparse.ArgumentTypeError(f"'{text}' is not 127.0.0.1:PORT")
    return "127.0.0.1", int(port)


if __name__ == "__main__":
    sys.exit(main())
