"""The one error of a module whose framework is not installed."""

from __future__ import annotations


def missing(module: str, packages: str) -> ImportError:
    """`module` is ours, `packages` is what pip would install."""
    return ImportError(
        f"{module} needs {packages}, which this Python does not have: pip install {packages}"
    )
