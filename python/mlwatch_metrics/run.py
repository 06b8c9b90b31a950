"""Who trains: the identity of a run, and this process's place in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Run:
    """A run and this process's rank.

    `run_id` stays the same over all attempts of a run; `attempt` grows with each. Everything
    free-form is a label of `training_run_info` only.
    """

    run_id: str
    experiment: str = ""
    model: str = ""
    team: str = ""
    framework: str = ""
    precision: str = ""
    revision: str = ""
    rank: int = 0
    local_rank: int = 0
    world_size: int = 1
    attempt: int = 1
    # Whether this rank speaks for the run. With pipeline parallelism it is the first rank of the
    # last stage; the default is rank 0.
    owns_loss: bool | None = None
    planned_steps: int | None = None
    planned_epochs: int | None = None
    batches_per_epoch: int | None = None
    # FLOP/s that the devices of this process can do, for the model FLOPs utilisation.
    peak_flops: float | None = None

    def __post_init__(self) -> None:
        if not self.run_id:
            raise ValueError("run_id is empty: give the run a name that its attempts share")
        if not 0 <= self.rank < self.world_size:
            raise ValueError(f"rank={self.rank} is not one of world_size={self.world_size} ranks")
        if not 0 <= self.local_rank <= self.rank:
            raise ValueError(f"local_rank={self.local_rank} is not between 0 and rank={self.rank}")

    @property
    def owner(self) -> bool:
        """Whether this rank exports what belongs to the run as a whole."""
        return self.rank == 0 if self.owns_loss is None else self.owns_loss

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ, **given: Any) -> Run:
        """The run as torchrun, or else Slurm, describes it; what is `given` comes first."""
        found: dict[str, Any] = {}
        for field, names, offset in _SOURCES:
            text = next((environ[name] for name in names if environ.get(name)), None)
            if text is not None:
                found[field] = text if field == "run_id" else int(text) + offset
        # A torchrun without --rdzv-id calls every run "none".
        if found.get("run_id") == "none":
            del found["run_id"]
        found |= given
        if "run_id" not in found:
            raise ValueError("no run_id: give one, or set RUN_ID")
        return cls(**found)


# Restarts are counted from 0, attempts from 1.
_SOURCES = (
    ("run_id", ("RUN_ID", "TORCHELASTIC_RUN_ID", "SLURM_JOB_ID"), 0),
    ("rank", ("RANK", "SLURM_PROCID"), 0),
    ("local_rank", ("LOCAL_RANK", "SLURM_LOCALID"), 0),
    ("world_size", ("WORLD_SIZE", "SLURM_NTASKS"), 0),
    ("attempt", ("TORCHELASTIC_RESTART_COUNT", "SLURM_RESTART_COUNT"), 1),
)
