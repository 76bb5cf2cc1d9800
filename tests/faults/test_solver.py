"""Faults of solvers and limits: how a solve ends that does not end well."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass, field

import numpy as np
import pytest

from allocator.domain.certificate import Certificate, Check
from allocator.engine import solve as engine
from allocator.engine.load import load
from allocator.engine.plans import kind
from allocator.engine.solve import solve
from allocator.engine.solve_to import solve_to
from allocator.errors import Cancelled, LimitReached, SolverError
from allocator.read.catalogue.solver import FAULTS
from allocator.read.catalogue.whole import EXIT
from allocator.solve import registry
from allocator.solve.termination import Answer, Shape, Stop
from faults.line import command, lay, process, state, typed

TYPED = [pytest.param(fault, id=fault.code) for fault in FAULTS if fault.command]


@dataclass
class Fake:
    """A solver that answers what a test says: `make` gets the honest answer of `piqp`."""

    make: object
    name: str = "fake"
    quadratic: bool = True
    version: str = "0"
    honest: object = field(default_factory=lambda: registry.backend("piqp"))

    def solve(self, program, limits):
        return self.make(self.honest.solve(program, limits))


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lay(tmp_path / "scenario")


@pytest.fixture
def fake(monkeypatch):
    def faking(make):
        monkeypatch.setattr(engine, "chain", lambda *_: (Fake(make),))

    return faking


def answer(stop, point=None, dual=None):
    return Answer(stop, point, dual, Shape.VERTEX, 1, 0.0)


@pytest.mark.parametrize("fault", TYPED)
def test_a_command_ends_as_the_catalogue_says(fault, scenario):
    ended = typed(*command(fault.command, scenario, "--json"))
    assert ended.code == EXIT[fault.ends], ended.err
    if fault.ends == "error":
        assert ended.codes == [fault.code]
    else:
        assert ended.found["status"] == "stopped"


def test_solver_unknown_and_solver_missing_name_those_installed(scenario, monkeypatch):
    monkeypatch.setattr(registry, "installed", lambda: ("highs",))
    ended = typed("solve", scenario, "--solver", "piqp", "--json")
    assert (ended.code, ended.codes) == (2, ["solver-missing"])
    assert ended.found["problems"][0]["want"] == "one of highs"


def test_limits_leave_two_files_and_block_nothing(scenario, tmp_path):
    assert typed("solve", scenario, "--time-limit", "0", "--out", "mine").code == 4
    assert sorted(state(tmp_path / "mine")) == ["diagnosis.json", "run.json"]
    assert typed("solve", scenario, "--out", "mine").code == 0
    assert kind(tmp_path / "mine") == "plan"


@pytest.mark.parametrize("stop", [Stop.FAILED, Stop.UNBOUNDED])
def test_solver_not_optimal_is_refused_with_what_each_solver_said(scenario, fake, stop):
    fake(lambda _: answer(stop))
    ended = typed("solve", scenario, "--json")
    assert (ended.code, ended.found["error"]) == (5, "refused")
    assert f"fake: {stop.value}" in ended.found["message"]
    assert list(scenario.parent.iterdir()) == [scenario]


@pytest.mark.parametrize("lie", ["another sign", "zeros", "not a number"])
def test_certificate_refused_where_optimal_is_only_said(scenario, fake, lie):
    def lying(honest):
        point, dual = honest.point.copy(), honest.dual.copy()
        if lie == "another sign":
            point, dual = -point, -dual
        elif lie == "zeros":
            point, dual = 0 * point, 0 * dual
        else:
            point[:] = np.nan
        return answer(Stop.OPTIMAL, point, dual)

    fake(lying)
    ended = typed("solve", scenario, "--json")
    assert (ended.code, ended.found["error"]) == (5, "refused")
    assert list(scenario.parent.iterdir()) == [scenario]


def test_certificate_refused_by_the_independent_proof_leaves_nothing(scenario, monkeypatch):
    refused = Certificate(
        passed=False, words="refused", tiers=(), checks=(Check("rows", 1.0, 0.005, passed=False),)
    )
    monkeypatch.setattr(engine, "certify", lambda *_: refused)
    ended = typed("solve", scenario, "--json")
    assert (ended.code, ended.found["error"]) == (5, "refused")
    assert ended.found["refusals"] == list(refused.refusals)
    assert list(scenario.parent.iterdir()) == [scenario]


def test_solver_not_optimal_is_followed_by_the_next_solver(scenario, monkeypatch):
    backends = (Fake(lambda _: answer(Stop.FAILED)), *(registry.backend(n) for n in ("piqp",)))
    monkeypatch.setattr(engine, "chain", lambda *_: backends)
    ended = typed("solve", scenario, "--json")
    assert (ended.code, ended.found["status"]) == (0, "optimal")


def test_limit_with_incumbent_is_no_plan(scenario, fake):
    fake(lambda honest: answer(Stop.LIMIT, honest.point, honest.dual))
    ended = typed("solve", scenario, "--json")
    assert (ended.code, ended.found["status"]) == (4, "stopped")


def test_limit_not_honoured_ends_the_solve_when_the_solver_is_back(scenario, fake):
    limit, late = 1.0, 1.2

    def sleepy(honest):
        time.sleep(late)
        return honest

    fake(sleepy)
    with pytest.raises(LimitReached, match="before tier"):
        solve(load(scenario), time_limit=limit)


def test_memory_gone_ends_with_four_and_leaves_nothing(scenario, monkeypatch):
    def hungry(*_args, **_how):
        raise MemoryError

    monkeypatch.setattr(engine, "derive", hungry)
    ended = typed("solve", scenario, "--json")
    assert (ended.code, ended.found["error"]) == (4, "limit")
    assert list(scenario.parent.iterdir()) == [scenario]


def test_interrupted_by_a_caller_leaves_nothing(scenario):
    with pytest.raises(Cancelled):
        solve_to(load(scenario), cancel=lambda: True)
    assert list(scenario.parent.iterdir()) == [scenario]


WAITING = """
import sys, time
from allocator.engine import solve as engine
honest = engine.derive
def slow(scenario):
    sys.stderr.write("solving\\n"); sys.stderr.flush()
    for _ in range(600):
        time.sleep(0.05)
        if {asked}:
            break
    return honest(scenario)
engine.derive = slow
"""
"""Makes a solve wait where a test can reach it; `asked` ends the waiting."""


def told(running, words):
    """Read stderr until a line holds the words."""
    for line in running.stderr:
        if words in line:
            return
    raise AssertionError(words)


@pytest.mark.parametrize("signals", [1, 2])
def test_interrupted_from_the_keyboard_ends_with_130_and_leaves_nothing(scenario, signals):
    # the first asks, and is heeded before the next tier; the second ends at once
    asked = "'Stopping' in said[0]" if signals == 1 else "False"
    script = "said = ['']\n" + WAITING.format(asked=asked)
    if signals == 1:
        script += (
            "from allocator.cli import screen\nfirst = screen.say\n"
            "def say(text):\n    said[0] += text\n    first(text)\nscreen.say = say\n"
        )
    with process("solve", scenario, cwd=scenario.parent, script=script) as running:
        told(running, "solving")
        running.send_signal(signal.SIGINT)
        told(running, "Stopping")
        if signals > 1:
            running.send_signal(signal.SIGINT)
        running.communicate()
    assert running.returncode == 130
    assert list(scenario.parent.iterdir()) == [scenario]


def test_a_solve_that_is_killed_leaves_nothing_and_can_be_typed_again(scenario):
    script = WAITING.format(asked="False")
    with process("solve", scenario, "--out", "mine", cwd=scenario.parent, script=script) as running:
        told(running, "solving")
        running.kill()
        running.communicate()
    assert running.returncode == -signal.SIGKILL
    assert list(scenario.parent.iterdir()) == [scenario]
    assert typed("solve", scenario, "--out", "mine").code == 0


def test_no_fault_of_a_solver_is_a_fault_of_ours(scenario, fake):
    fake(lambda _: answer(Stop.FAILED))
    with pytest.raises(SolverError):
        solve(load(scenario))
