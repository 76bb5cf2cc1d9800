from __future__ import annotations

import builtins
import multiprocessing
import sys
import types

import pytest

from allocator.engine.spread import Lost, spread
from allocator.errors import Cancelled, InputError
from working import doubled, failing, killed_at_two, killed_once

NUMBERS = [3, 1, 2]


def test_here_answers_come_in_order_and_each_is_heard_of():
    heard = []
    assert spread(doubled, NUMBERS, heard=lambda: heard.append(1)) == [6, 2, 4]
    assert len(heard) == 3


def test_nothing_to_do_is_done_at_once():
    assert spread(doubled, [], workers=4) == []


def test_here_a_request_to_stop_is_heeded_before_the_next_thing():
    done = []
    with pytest.raises(Cancelled):
        spread(doubled, NUMBERS, heard=lambda: done.append(1), cancel=lambda: len(done) == 2)
    assert len(done) == 2


def test_a_process_that_is_killed_is_made_up_for(tmp_path):
    things = [(1, ""), (2, str(tmp_path / "died")), (3, "")]
    heard = []
    assert spread(killed_once, things, workers=2, heard=lambda: heard.append(1)) == [2, 4, 6]
    assert (tmp_path / "died").exists()
    assert len(heard) == 3
    assert multiprocessing.active_children() == []


def test_a_thing_that_kills_every_process_is_given_up_and_the_others_are_not():
    found = spread(killed_at_two, [1, 2, 3], workers=2)
    assert (found[0], found[2]) == (2, 6)
    assert isinstance(found[1], Lost)
    assert multiprocessing.active_children() == []


def test_an_error_of_the_work_is_the_callers_and_leaves_no_process():
    with pytest.raises(ValueError, match="no 3"):
        spread(failing, NUMBERS, workers=2)
    assert multiprocessing.active_children() == []


def test_processes_stop_when_asked():
    with pytest.raises(Cancelled):
        spread(doubled, NUMBERS, workers=2, cancel=lambda: True)
    assert multiprocessing.active_children() == []


def refusal(cluster):
    with pytest.raises(InputError) as refused:
        spread(doubled, NUMBERS, cluster=cluster)
    return [problem.code for problem in refused.value.problems]


def test_cluster_missing_says_what_to_install(monkeypatch):
    honest = builtins.__import__

    def without(name, *given, **how):
        if name.startswith("distributed"):
            raise ImportError(name)
        return honest(name, *given, **how)

    monkeypatch.setattr(builtins, "__import__", without)
    assert refusal("tcp://127.0.0.1:8786") == ["cluster-missing"]


class Gone:
    """A scheduler that answers, and then goes away."""

    def __init__(self, address, timeout):
        self.asked = (address, timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def get_executor(self):
        from concurrent.futures import Future

        def submit(*_):
            future = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

        return types.SimpleNamespace(submit=submit)


def test_cluster_lost_is_told_as_such(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", types.SimpleNamespace(Client=Gone))
    killed = types.SimpleNamespace(KilledWorker=RuntimeError)
    monkeypatch.setitem(sys.modules, "distributed.scheduler", killed)
    assert refusal("tcp://127.0.0.1:8786") == ["cluster-lost"]
