"""Starts programs of two ranks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ..conftest import Exposed, free_ports
from .conforming import conforming

PACKAGE = Path(__file__).parents[2]


def torchrun(script: str, tmp_path: Path) -> list[Exposed]:
    """What two ranks exposed at their end."""
    port = free_ports(2)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"),
            # With --standalone the run would get an id that nobody knows.
            *("--rdzv-backend", "c10d", "--rdzv-endpoint", "localhost:0", "--rdzv-id", "run-7"),
            *("-m", f"tests.integrations.scripts.{script}", str(port), str(tmp_path)),
        ],
        cwd=PACKAGE,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return [conforming(Exposed((tmp_path / f"rank{rank}.txt").read_text())) for rank in (0, 1)]
