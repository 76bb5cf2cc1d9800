"""Progress on a terminal, and a polite stop at Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from allocator.cli import screen

if TYPE_CHECKING:
    from types import FrameType

Progress = Callable[[str], None]
"""Told the name of each phase as it begins."""


@contextmanager
def shown() -> Iterator[Progress]:
    """Show the phase and the time on stderr while the block runs; nothing if it is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import Progress as Line
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Line(*columns, console=screen.messages(), transient=True) as line:
        task = line.add_task("read")
        yield lambda phase: line.update(task, description=screen.plain(phase))


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a request that the solver can heed; the second one interrupts.

    Gives the question "should I stop?". Outside the main thread signals are left alone.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return

    def heard(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            signal.default_int_handler(number, frame)
        asked.set()
        screen.say("Stopping; press Ctrl-C again to stop at once.")

    before = signal.signal(signal.SIGINT, heard)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
