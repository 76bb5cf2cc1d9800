"""Where a solve goes, with a solver that answers at once."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from allocator.domain.calendar import Horizon
from allocator.domain.certificate import Certificate
from allocator.domain.outcome import Infeasible, Published, Stopped
from allocator.domain.plan import COLUMNS, Plan
from allocator.domain.scenario import Policy, Scenario
from allocator.domain.tables import Tables
from allocator.engine import solve_to as subject
from allocator.engine.solve_to import solve_to
from allocator.errors import CertificateError, InputError, LimitReached

KEY = "0123456789abcdef"
GOOD = Certificate(passed=True, words="proven optimal", tiers=(), checks=())
SCENARIO = Scenario(
    name="small",
    title="",
    currency="USD",
    horizon=Horizon(date(2027, 1, 1), 4, "quarter"),
    baseline_revenue=0.0,
    levers=(),
    roles={},
    policy=Policy("balanced", "", (), {}, (), 1.0),
    tables=Tables({}),
)


def plan(status: str = "optimal", key: str = KEY) -> Plan:
    document = {
        "schema": "allocator/plan/v1",
        "input_hash": key,
        "status": status,
        "files": {"plan.json": "", "diagnosis.json": ""},
    }
    tables = {name: pd.DataFrame(columns=list(columns)) for name, columns in COLUMNS.items()}
    diagnosis = json.dumps({"conflict": [{"family": "capacity"}], "remedies": []}).encode()
    return Plan(document=document, files={"diagnosis.json": diagnosis}, proof=None, **tables)


@pytest.fixture
def solver(monkeypatch, tmp_path):
    """Answer every solve with `state['outcome']`, every proof by what the folder says."""
    state = {"outcome": Published(plan(), GOOD), "solved": 0, "holds": True}

    def solve(_scenario, **_options):
        state["solved"] += 1
        if isinstance(state["outcome"], Exception):
            raise state["outcome"]
        return state["outcome"]

    def proven(folder):
        if not state["holds"]:
            raise CertificateError(["quotas.csv has been changed"])
        found = json.loads((folder / "plan.json").read_text())
        return replace(plan(found["status"]), folder=folder), GOOD

    monkeypatch.setattr(subject, "solve", solve)
    monkeypatch.setattr(subject, "proven", proven)
    monkeypatch.setattr(subject, "key_of", lambda _scenario, _solver, **_: KEY)
    monkeypatch.chdir(tmp_path)
    return state


@pytest.mark.usefixtures("solver")
def test_a_plan_goes_to_the_folder_that_its_inputs_name():
    solved = solve_to(SCENARIO)
    assert solved.folder == Path("plans/small-01234567")
    assert json.loads((solved.folder / "plan.json").read_text())["input_hash"] == KEY
    assert solved.outcome.plan.folder == solved.folder.resolve()


def test_the_same_inputs_are_not_solved_twice(solver):
    solve_to(SCENARIO)
    again = solve_to(SCENARIO)
    assert (again.already, solver["solved"]) == (True, 1)


def test_force_solves_again(solver):
    solve_to(SCENARIO)
    assert solve_to(SCENARIO, force=True).already is False
    assert solver["solved"] == 2


def test_another_plan_in_the_way_is_refused_before_the_solve(solver):
    solver["outcome"] = Published(plan(key="another"), GOOD)
    solve_to(SCENARIO, Path("mine"))
    before = Path("mine/plan.json").read_bytes()
    with pytest.raises(InputError) as refused:
        solve_to(SCENARIO, Path("mine"))
    assert [problem.code for problem in refused.value.problems] == ["folder-exists"]
    assert (solver["solved"], Path("mine/plan.json").read_bytes()) == (1, before)


def test_another_plan_in_the_way_goes_by_force(solver):
    solver["outcome"] = Published(plan(key="another"), GOOD)
    solve_to(SCENARIO, Path("mine"))
    solver["outcome"] = Published(plan(), GOOD)
    solve_to(SCENARIO, Path("mine"), force=True)
    assert json.loads(Path("mine/plan.json").read_text())["input_hash"] == KEY


def test_a_plan_that_no_longer_verifies_is_in_the_way(solver):
    solve_to(SCENARIO)
    solver["holds"] = False
    with pytest.raises(InputError):
        solve_to(SCENARIO)
    assert solve_to(SCENARIO, force=True).already is False


@pytest.mark.parametrize("spoil", ["a folder of photos", "a plan with a stranger's file"])
def test_what_is_no_plan_is_never_replaced(solver, spoil):
    folder = Path("mine")
    if spoil == "a folder of photos":
        folder.mkdir()
    else:
        solve_to(SCENARIO, folder)
    (folder / "photo.jpg").write_text("mine")
    solved = solver["solved"]
    with pytest.raises(InputError):
        solve_to(SCENARIO, folder, force=True)
    assert (solver["solved"], (folder / "photo.jpg").read_text()) == (solved, "mine")


def test_an_infeasible_plan_is_kept_and_known_again(solver):
    solver["outcome"] = Infeasible(plan("infeasible"), (), (), {})
    solve_to(SCENARIO)
    again = solve_to(SCENARIO)
    assert again.already is True
    assert again.outcome.conflict == ({"family": "capacity"},)


@pytest.mark.parametrize("how", ["returned", "raised"])
def test_a_stop_leaves_two_files_and_blocks_nothing(solver, how):
    stopped = Stopped("9 s are over", {"stopped": "9 s are over"})
    solver["outcome"] = stopped if how == "returned" else LimitReached("9 s are over")
    solved = solve_to(SCENARIO)
    assert solved.outcome == stopped
    assert sorted(file.name for file in solved.folder.iterdir()) == ["diagnosis.json", "run.json"]
    solve_to(SCENARIO)
    solver["outcome"] = Published(plan(), GOOD)
    assert isinstance(solve_to(SCENARIO).outcome, Published)
    assert (solved.folder / "plan.json").exists()


def test_a_stop_leaves_an_earlier_plan_as_it_was(solver):
    solve_to(SCENARIO)
    before = Path("plans/small-01234567/plan.json").read_bytes()
    solver["outcome"] = LimitReached("9 s are over")
    assert isinstance(solve_to(SCENARIO, force=True).outcome, Stopped)
    assert Path("plans/small-01234567/plan.json").read_bytes() == before


def test_a_failed_solve_leaves_nothing(solver):
    solver["outcome"] = CertificateError(["rows: found 1, allowed 0"])
    with pytest.raises(CertificateError):
        solve_to(SCENARIO)
    assert list(Path.cwd().iterdir()) == []


def refuses(*_args, **_how):
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("out", ["file/mine", "file/deep/mine", "n" * 300, f"new/{'n' * 300}/a"])
def test_a_place_that_can_hold_no_folder_is_found_before_the_solve(solver, tmp_path, out):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        solve_to(SCENARIO, Path(out))
    assert [problem.code for problem in refused.value.problems] == ["folder-not-writable"]
    assert solver["solved"] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("call", ["mkdir", "stat"])
def test_a_place_without_rights_is_found_before_the_solve(solver, monkeypatch, call):
    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuses)
        with pytest.raises(InputError) as refused:
            solve_to(SCENARIO, Path("mine"))
    assert [problem.code for problem in refused.value.problems] == ["folder-not-writable"]
    assert solver["solved"] == 0


def test_a_place_that_closes_during_the_solve_is_found_at_its_end(solver, monkeypatch):
    for outcome in (solver["outcome"], Stopped("time", {})):
        solver["outcome"] = outcome
        with monkeypatch.context() as patch:
            patch.setattr(subject, "writable", lambda _path: patch.setattr(os, "mkdir", refuses))
            with pytest.raises(InputError) as refused:
                solve_to(SCENARIO, Path("mine"))
        assert [problem.code for problem in refused.value.problems] == ["folder-not-writable"]
    assert solver["solved"] == 2
