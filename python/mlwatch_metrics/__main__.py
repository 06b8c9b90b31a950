"""The command `mlwatch`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .check import cli


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code."""
    parser = argparse.ArgumentParser(prog="mlwatch", description=__doc__)
    cli.add_to(parser.add_subparsers(required=True, metavar="COMMAND"))
    options = parser.parse_args(arguments)
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
