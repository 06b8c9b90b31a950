"""What the scripts have in common."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.request import urlopen

from mlwatch_metrics import TrainingMetrics

PORT, FOLDER = int(sys.argv[1]), Path(sys.argv[2])


def keep(metrics: TrainingMetrics) -> None:
    """Leaves what this rank's port exposes in a file."""
    url = f"http://127.0.0.1:{PORT + metrics.run.local_rank}/metrics"
    with urlopen(url, timeout=10) as response:
        (FOLDER / f"rank{metrics.run.rank}.txt").write_bytes(response.read())
