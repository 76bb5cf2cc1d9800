"""Work that processes of their own can be told to do."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def doubled(number):
    return 2 * number


def killed_once(thing):
    """Die the first time, as a process does that takes too much memory."""
    number, mark = thing
    if mark and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def killed_at_two(number):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def failing(number):
    msg = f"no {number}"
    raise ValueError(msg)
