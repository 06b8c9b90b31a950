"""The training program, started as a process."""

from __future__ import annotations

import math
import signal
import socket
from pathlib import Path

import pytest

from training.network import Network, load

from .conftest import Start, scrape, until, value

FAST = ("--port", "0", "--steps-per-second", "0", "--log-interval", "5", "--eval-interval", "20")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_contract_from_health_to_nan(start: Start, tmp_path: Path) -> None:
    model = tmp_path / "model.npz"
    rank = start(
        "training",
        "--run-id",
        "r",
        *FAST,
        "--checkpoint",
        str(model),
        "--steps-per-second",
        "200",
        "--checkpoint-interval",
        "20",
    )
    url = rank.url()

    def loss(split: str) -> float:
        found = value(scrape(url), "training_loss", run_id="r", split=split)
        return math.inf if found is None else found

    until(lambda: loss("train") < 0.5 and loss("validation") < 0.5, "the loss falls")
    samples = scrape(url)
    for what in ("loss", "gradient"):
        assert value(samples, "training_loss_nonfinite_steps_total", run_id="r", what=what) == 0, (
            "zero-initialised"
        )
    assert value(samples, "training_learning_rate", run_id="r", group="all") == 0.05
    assert value(samples, "training_attempt", run_id="r") == 1
    phases = samples["training_phase"]
    assert len(phases) == 7
    assert sum(sample.value for sample in phases) in (1, 2)

    rank.command("lr 5.0")
    until(lambda: math.isnan(loss("train")), "the loss is NaN")
    until(lambda: math.isnan(loss("validation")), "the validation loss is NaN")
    samples = scrape(url)
    for what in ("loss", "gradient"):
        count = value(samples, "training_loss_nonfinite_steps_total", run_id="r", what=what)
        assert count is not None
        assert count > 0
    rank.process.send_signal(signal.SIGTERM)
    assert rank.wait() == 0
    assert Network(load(model).parameters).is_finite(), "the last good checkpoint is kept"


def test_plain_has_one_gauge_without_labels(start: Start) -> None:
    rank = start("training", "--instrumentation", "plain", *FAST)
    url = rank.url()
    until(lambda: value(scrape(url), "training_loss") not in (None, 0.0), "a loss is published")
    samples = scrape(url)
    assert list(samples) == ["training_loss"]
    assert [sample.labels for sample in samples["training_loss"]] == [{}]


def test_two_ranks_share_learning_rate_and_end_together(start: Start) -> None:
    rendezvous = ("--rendezvous", f"127.0.0.1:{free_port()}", "--world-size", "2", *FAST)
    root = start("training", "--rank", "0", *rendezvous)
    member = start("training", "--rank", "1", *rendezvous)
    url, member_url = root.url(), member.url()

    def steps(of: str) -> float:
        return value(scrape(of), "training_steps_total") or 0

    until(lambda: steps(url) > 50 and steps(member_url) > 50, "both ranks train")
    samples = scrape(member_url)
    assert set(samples) == {
        "training_steps_total",
        "training_samples_total",
        *(f"training_step_duration_seconds_{part}" for part in ("bucket", "count", "sum")),
    }, "rank 1 speaks only for itself"
    assert value(samples, "training_step_duration_seconds_count", rank="1") is not None
    root.command("lr 5.0")
    until(lambda: any("rank 1: the loss is" in line for line in member.log), "rank 1 diverges too")
    root.process.send_signal(signal.SIGTERM)
    assert root.wait() == 0
    assert member.wait() == 0


def test_rank_0_reports_a_lost_rank(start: Start) -> None:
    rendezvous = ("--rendezvous", f"127.0.0.1:{free_port()}", "--world-size", "2", *FAST)
    root = start("training", "--rank", "0", *rendezvous)
    member = start("training", "--rank", "1", *rendezvous)
    member.url()
    until(lambda: bool(root.log), "training goes on")
    member.process.kill()
    assert root.wait() == 1
    assert "rank 1 left the run" in root.log[-1]


def test_hang_stops_the_steps_and_resume_goes_on(start: Start) -> None:
    rank = start("training", *FAST)
    url = rank.url()

    def steps() -> float:
        return value(scrape(url), "training_steps_total") or 0

    until(lambda: steps() > 0, "training starts")
    rank.command("hang")
    until(lambda: any(line == "command: hang" for line in rank.log), "the command is taken")
    until(lambda: steps() == steps(), "the steps stop")
    stopped = steps()
    rank.command("resume")
    until(lambda: steps() > stopped + 1, "the steps go on")
    rank.command("hang")
    rank.process.send_signal(signal.SIGTERM)
    assert rank.wait() == 0, "a hanging run can be stopped"


def test_resume_raises_the_attempt(start: Start, tmp_path: Path) -> None:
    common = ("training", *FAST, "--checkpoint", str(tmp_path / "model.npz"), "--resume")
    first = start(*common, "--steps", "30")
    assert first.wait() == 0
    second = start(*common, "--steps", "60", "--linger", "60")
    url = second.url()
    until(lambda: value(scrape(url), "training_phase", phase="done") == 1, "the run is done")
    samples = scrape(url)
    assert value(samples, "training_attempt") == 2
    assert value(samples, "training_step_current") == 60
    assert value(samples, "training_steps_total") == 30


@pytest.mark.parametrize("program", ["training", "inference"])
def test_the_end_of_standard_input_ends_the_program(start: Start, program: str) -> None:
    flags = ("--port", "0", "--exit-on-stdin-eof")
    running = start(program, *flags, *(("--metrics-port", "0") if program == "inference" else ()))
    running.url()
    assert running.process.stdin
    running.process.stdin.close()
    assert running.wait() == 0


def test_a_port_in_use_is_said(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        rank = start("training", "--port", str(port))
        assert rank.wait() == 1
    until(lambda: any(f"cannot listen on 127.0.0.1:{port}" in line for line in rank.log), "message")


def test_wrong_commands_are_not_fatal(start: Start) -> None:
    rank = start("training", *FAST)
    rank.url()
    for text in ("explode", "lr", "lr high", "slow -1"):
        rank.command(text)
    until(lambda: sum("ignored" in line for line in rank.log) == 4, "four messages")
    assert rank.process.poll() is None
