"""Who trains, from what launchers say."""

from __future__ import annotations

from typing import Any

import pytest

from mlwatch_metrics import Run

TORCHRUN = {
    "RANK": "9",
    "LOCAL_RANK": "1",
    "WORLD_SIZE": "16",
    "TORCHELASTIC_RUN_ID": "llm-7",
    "TORCHELASTIC_RESTART_COUNT": "2",
}


def test_reads_torchrun() -> None:
    run = Run.from_environment(TORCHRUN, team="llm")
    assert run == Run("llm-7", team="llm", rank=9, local_rank=1, world_size=16, attempt=3)
    assert not run.owner


def test_reads_slurm() -> None:
    slurm = {"SLURM_PROCID": "4", "SLURM_LOCALID": "0", "SLURM_NTASKS": "8", "SLURM_JOB_ID": "77"}
    assert Run.from_environment(slurm) == Run("77", rank=4, world_size=8)


def test_what_is_given_comes_first() -> None:
    assert Run.from_environment({**TORCHRUN, "RUN_ID": "a"}).run_id == "a"
    assert Run.from_environment(TORCHRUN, run_id="b", attempt=5).attempt == 5


@pytest.mark.parametrize("environ", [{}, {"TORCHELASTIC_RUN_ID": "none"}])
def test_wants_a_name(environ: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="set RUN_ID"):
        Run.from_environment(environ)


@pytest.mark.parametrize(
    "wrong", [{"run_id": ""}, {"rank": 1}, {"rank": -1}, {"local_rank": 1}, {"world_size": 0}]
)
def test_refuses_what_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"run_id|rank"):
        Run(**{"run_id": "a", **wrong})
