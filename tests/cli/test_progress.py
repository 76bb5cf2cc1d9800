from __future__ import annotations

import os
import signal
import sys
import threading

import pytest

from allocator.cli import screen
from allocator.cli.progress import shown, stoppable


def test_the_first_interrupt_asks_and_the_second_one_stops(capsys):
    before = signal.getsignal(signal.SIGINT)
    with stoppable() as asked:
        assert asked() is False
        os.kill(os.getpid(), signal.SIGINT)
        assert asked() is True
        assert "Stopping" in capsys.readouterr().err
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_nothing_is_drawn_where_nobody_looks(capsys):
    with shown() as told:
        told("solve shortfall:1")
    shown_text = capsys.readouterr()
    assert (shown_text.out, shown_text.err) == ("", "")


def test_a_terminal_is_told_each_phase(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(screen, "messages", screen_of_a_terminal)
    with shown() as told:
        told("solve [shortfall:1]")
        told("round")
    assert "round" in capsys.readouterr().err


def screen_of_a_terminal():
    from rich.console import Console

    return Console(stderr=True, force_terminal=True, width=80)


def test_signals_are_left_alone_outside_the_main_thread():
    before, heard = signal.getsignal(signal.SIGINT), []

    def run():
        with stoppable() as asked:
            heard.append((asked(), signal.getsignal(signal.SIGINT)))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert heard == [(False, before)]
