"""Before any framework is imported."""

from __future__ import annotations

import os

# Models this small only wait for further threads.
os.environ["OMP_NUM_THREADS"] = "1"
