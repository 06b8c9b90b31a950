"""The training program, started as a process."""

from __future__ import annotations

import math
import shutil
import signal
import socket
from pathlib import Path

import pytest
from mlwatch_metrics.contract import TRAINING
from prometheus_client.samples import Sample

from training.network import Network, load

from .conftest import Start, scrape, until, value

FAST = ("--port", "0", "--steps-per-second", "0", "--log-interval", "0", "--eval-interval", "20")


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

    until(lambda: loss("train") < 0.9 and loss("validation") < 0.9, "the loss falls")
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
    own = {name for name, each in TRAINING.metrics.items() if each.every_rank}
    # What a CPU can do at most nobody knows.
    assert set(samples) == own - {"training_peak_flops_per_second"}, "rank 1 speaks for itself"
    assert value(samples, "training_step_seconds_total", rank="1") is not None
    root.command("lr 5.0")
    until(lambda: any("rank 1: the loss is" in line for line in member.log), "rank 1 diverges too")
    root.process.send_signal(signal.SIGTERM)
    assert root.wait() == 0
    assert member.wait() == 0


def test_the_others_wait_for_a_rank_that_is_slow(start: Start) -> None:
    rendezvous = ("--rendezvous", f"127.0.0.1:{free_port()}", "--world-size", "2", "--port", "0")
    root = start("training", "--rank", "0", *rendezvous)
    member = start("training", "--rank", "1", *rendezvous)
    urls = root.url(), member.url()
    member.command("slow 0.1")
    until(lambda: "command: slow 0.1" in member.log, "the command is taken")

    def waited() -> list[float]:
        return [value(scrape(url), "training_comm_wait_seconds_total") or 0 for url in urls]

    before = waited()
    until(lambda: waited()[0] > before[0] + 1, "rank 0 waits")
    assert waited()[1] < before[1] + 0.5


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


def test_a_checkpoint_that_cannot_be_written_is_counted(start: Start, tmp_path: Path) -> None:
    model = tmp_path / "volume/model.npz"
    rank = start("training", *FAST, "--checkpoint", str(model), "--checkpoint-interval", "5")
    url = rank.url()
    name = "training_checkpoint_last_success_timestamp_seconds"
    until(lambda: value(scrape(url), name) is not None, "a checkpoint is written")
    samples = scrape(url)
    assert value(samples, "training_checkpoint_failures_total") == 0
    assert (value(samples, "training_checkpoint_duration_seconds_count") or 0) > 0
    # The volume is gone: where it was is something else.
    rank.command("hang")
    until(lambda: "command: hang" in rank.log, "nothing is written meanwhile")
    shutil.move(model.parent, tmp_path / "elsewhere")
    model.parent.touch()
    rank.command("resume")
    until(
        lambda: (value(scrape(url), "training_checkpoint_failures_total") or 0) > 1,
        "failures are counted, and the run goes on",
    )
    assert any("no checkpoint" in line for line in rank.log)


def test_a_filter_hides_a_nan_but_not_from_the_gradient_norm(start: Start) -> None:
    rank = start("training", *FAST)
    url = rank.url()
    until(lambda: value(scrape(url), "training_loss", split="train") is not None, "a loss")
    rank.command("corrupt masked")
    until(lambda: value(scrape(url), "training_loss", split="train") == 0, "the loss is 0")
    samples = scrape(url)
    assert math.isnan(value(samples, "training_gradient_norm") or 0)
    assert value(samples, "training_loss_nonfinite_steps_total", what="loss") == 0
    assert (value(samples, "training_loss_nonfinite_steps_total", what="gradient") or 0) > 0


def test_a_spike_heals(start: Start) -> None:
    rank = start("training", *FAST, "--steps-per-second", "200")
    url = rank.url()

    def seen(name: str) -> float:
        return value(scrape(url), name) or 0

    until(lambda: seen("training_step_current") > 300, "the loss is low")
    usual = seen("training_loss_baseline")
    rank.command("spike 3")
    until(lambda: seen("training_loss_spike_steps_total") > 2, "the spike is counted")
    after = seen("training_step_current") + 64
    until(lambda: seen("training_step_current") > after, "half of the baseline is new")
    assert seen("training_loss_baseline") < 1.3 * usual


def test_resume_raises_the_attempt(start: Start, tmp_path: Path) -> None:
    common = ("training", *FAST, "--checkpoint", str(tmp_path / "model.npz"), "--resume")
    first = start(*common, "--steps", "30")
    assert first.wait() == 0
    second = start(*common, "--steps", "60", "--linger", "60")
    url = second.url()
    samples: dict[str, list[Sample]] = {}

    def done() -> bool:
        nonlocal samples
        samples = scrape(url)
        return value(samples, "training_phase", phase="done") == 1

    until(done, "the run is done")
    assert second.wait() == 0, "it ends as soon as its end was seen"
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
    until(lambda: any(f"metrics port {port}" in line for line in rank.log), "message")


def test_wrong_commands_are_not_fatal(start: Start) -> None:
    rank = start("training", *FAST)
    rank.url()
    for text in ("explode", "lr", "lr high", "slow -1", "corrupt all"):
        rank.command(text)
    until(lambda: sum("ignored" in line for line in rank.log) == 5, "five messages")
    assert rank.process.poll() is None
