"""Command line of one training rank; see README.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mlwatch_metrics import Run, TrainingMetrics
from prometheus_client import CollectorRegistry, ProcessCollector

from control import Stop, announce, listen, log, positive, stop_on_signals
from plain import PlainRegistry

from .exchange import PeerLostError, join
from .knobs import Knobs
from .loop import Plan, Training


def main() -> int:
    """Runs one rank; returns the exit code."""
    options = _parse()
    stop_on_signals()
    try:
        _train(options)
    except PeerLostError as lost:
        log(f"rank {options.rank}: {lost}")
        # The other ranks cannot tell the end of the run from its loss: rank 0 decides.
        return 1 if options.rank == 0 else 0
    except Stop:
        log(f"rank {options.rank}: stopped")
    except (OSError, ValueError) as error:
        log(f"rank {options.rank}: {error}")
        return 1
    return 0


def _train(options: argparse.Namespace) -> None:
    run = Run(
        options.run_id,
        experiment=options.experiment,
        model="digits-mlp",
        team=options.team,
        framework="numpy",
        precision="float32",
        rank=options.rank,
        # All ranks are on this machine.
        local_rank=options.rank,
        world_size=options.world_size,
        planned_steps=options.steps or None,
    )
    plain = options.instrumentation == "plain"
    registry = PlainRegistry(["training_loss"]) if plain else CollectorRegistry()
    ProcessCollector(registry=registry)
    knobs = Knobs(options.learning_rate)
    with TrainingMetrics(
        run, registry=registry, loss_interval=options.log_interval, linger=options.linger
    ) as metrics:
        training = Training(_plan(options), knobs, metrics)
        port = metrics.start_server(options.port, addr="127.0.0.1")
        listen(knobs.commands(), options.exit_on_stdin_eof)
        announce(f"listening on http://127.0.0.1:{port}/metrics")
        exchange = join(options.rendezvous, run.rank, run.world_size, run.run_id)
        try:
            training.train(exchange)
        finally:
            exchange.close()
        log(f"rank {run.rank}: done after {training.step} steps")


def _plan(options: argparse.Namespace) -> Plan:
    return Plan(
        batch_size=options.batch_size,
        steps=options.steps,
        steps_per_second=options.steps_per_second,
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
    add("--log-interval", type=float, default=1)
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
