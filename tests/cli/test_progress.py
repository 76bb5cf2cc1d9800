from __future__ import annotations

import os
import signal

import pytest

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
