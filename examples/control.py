"""What all example programs share: a clean stop, and commands as lines on standard input."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from types import FrameType
from typing import NoReturn

Command = Callable[[list[str]], None]

# How long the main thread has for its clean end once standard input closed.
GRACE_SECONDS = 5.0


class Stop(BaseException):
    """Raised in the main thread by SIGTERM and SIGINT, so that blocking calls end too.

    Not an Exception: a handler for errors must not swallow it.
    """


def stop_on_signals() -> None:
    """Turns SIGTERM and SIGINT into Stop; further ones are ignored, so as not to cut the end."""

    def handle(_signal: int, _frame: FrameType | None) -> NoReturn:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)
        raise Stop

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)


def log(message: str) -> None:
    """Writes a line to standard error."""
    print(message, file=sys.stderr, flush=True)


def announce(message: str) -> None:
    """Writes a line to standard output, where a parent process reads it."""
    print(message, flush=True)


def listen(commands: Mapping[str, Command], exit_on_eof: bool) -> None:
    """Runs commands from standard input in a thread of its own; wrong ones are logged, not fatal.

    With exit_on_eof the end of standard input ends the process, as SIGTERM would.
    """

    def run() -> None:
        for line in sys.stdin:
            name, *arguments = line.split() or [""]
            if not name:
                continue
            try:
                if name not in commands:
                    raise ValueError(f"commands are {', '.join(commands) or '(none)'}")
                commands[name](arguments)
                log(f"command: {line.strip()}")
            except ValueError as error:
                log(f"command '{line.strip()}' ignored: {error}")
        if exit_on_eof:
            # To the main thread: taken here, the signal would not interrupt its blocking call.
            signal.pthread_kill(_main_thread_id(), signal.SIGTERM)
            time.sleep(GRACE_SECONDS)
            os._exit(1)

    threading.Thread(target=run, name="stdin", daemon=True).start()


def _main_thread_id() -> int:
    ident = threading.main_thread().ident
    assert ident is not None  # a started thread has one
    return ident


def number(arguments: list[str], low: float, high: float) -> float:
    """The one numeric argument of a command.

    Raises ValueError unless there is exactly one, within low..high.
    """
    if len(arguments) != 1:
        raise ValueError("give exactly one number")
    value = float(arguments[0])
    if not low <= value <= high:
        raise ValueError(f"{arguments[0]} is not between {low:g} and {high:g}")
    return value


def positive(text: str) -> int:
    """An argparse type: a whole number from 1. Raises ValueError, as argparse expects."""
    value = int(text)
    if value < 1:
        raise ValueError
    return value
