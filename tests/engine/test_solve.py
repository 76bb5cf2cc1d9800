"""The main job: the same bytes twice, phases told, limits kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.domain.outcome import Infeasible, Published
from allocator.engine import solve as subject
from allocator.engine.load import load
from allocator.engine.solve import Clock, solve
from allocator.errors import Cancelled, CertificateError, InputError, LimitReached
from tiny import people, tiny

ROOT = Path(__file__).parents[2]


def test_the_same_scenario_gives_the_same_bytes_twice():
    first, second = (solve(load(ROOT / "scenarios" / "pipeline-first")) for _ in range(2))
    assert isinstance(first, Published)
    assert first.plan.files == second.plan.files
    assert first.plan.document == second.plan.document


def test_every_phase_and_tier_is_told_in_order():
    told = []
    outcome = solve(tiny(tiers=["shortfall", "mean_deviation", "closest"]), progress=told.append)
    assert told[:2] == ["derive", "assemble"]
    tiers = [name for name in told if name.startswith("solve ")]
    assert tiers == ["solve shortfall:1", "solve mean_deviation", "solve closest"]
    assert list(outcome.plan.run["seconds"])[:3] == ["derive", "assemble", "solve"]


def test_run_tells_who_solved_what_and_how_large_it_was():
    run = solve(tiny()).plan.run
    assert [tier["name"] for tier in run["tiers"]] == ["shortfall:1", "closest"]
    assert all(tier["face_gap"] <= 1e-9 for tier in run["tiers"])
    # 8 x, 4 u, 2 q; 4 totals, 2 sums
    assert (run["program"]["columns"], run["program"]["rows"]) == (14, 6)


def test_cancelling_stops_the_solve():
    with pytest.raises(Cancelled):
        solve(tiny(), cancel=lambda: True)


def test_no_time_stops_the_solve():
    with pytest.raises(LimitReached):
        solve(tiny(), time_limit=0.0)


def test_no_memory_stops_the_solve_before_anything_is_solved():
    told = []
    with pytest.raises(LimitReached):
        solve(tiny(), memory_limit=1e-9, progress=told.append)
    assert told == ["derive", "assemble"]


def test_an_unknown_solver_is_wrong_input():
    with pytest.raises(InputError):
        solve(tiny(), solver="abacus")


def test_what_cannot_be_met_is_infeasible_with_a_folder_that_says_so():
    scenario = tiny(people(max_quota=[600, 600]), lever_totals={"shortfall": "forbidden"})
    outcome = solve(scenario)
    assert isinstance(outcome, Infeasible)
    assert outcome.plan.status == "infeasible"
    assert "diagnosis.json" in outcome.plan.files


def test_a_plan_that_does_not_pass_its_proof_is_never_given(monkeypatch):
    class Refused:
        passed = False
        refusals = ("rows: found 1, allowed 0",)

    monkeypatch.setattr(subject, "certify", lambda *_: Refused())
    with pytest.raises(CertificateError) as refused:
        solve(tiny())
    assert refused.value.refusals == Refused.refusals


def test_a_phase_that_comes_twice_adds_up():
    clock = Clock(lambda _: None)
    for _ in range(2):
        with clock.phase("round"):
            pass
    assert list(clock.seconds) == ["round"]
    assert clock.seconds["round"] >= 0


def test_a_kept_path_changes_no_table_and_is_told_step_by_step():
    told = []
    tiers = ["shortfall", "mean_deviation", "closest"]
    bare, kept = (
        solve(tiny(tiers=tiers)),
        solve(tiny(tiers=tiers), explain=True, progress=told.append),
    )
    changed = {name for name, old in bare.plan.files.items() if kept.plan.files[name] != old}
    assert changed == {"proof.npz"}
    assert bare.plan.document["input_hash"] != kept.plan.document["input_hash"]
    steps = [name for name in told if name.startswith("explain ")]
    assert steps == ["explain own_limits", "explain shortfall:1"]
    assert "explain" in kept.plan.run["seconds"]
    assert any(check.name == "path: points" for check in kept.certificate.checks)


def test_two_solves_that_keep_the_path_give_the_same_bytes():
    first, second = (solve(tiny(), explain=True, time_limit=60.0) for _ in range(2))
    assert first.plan.files == second.plan.files


def test_without_a_plan_there_is_no_path_to_keep():
    scenario = tiny(people(max_quota=[600, 600]), lever_totals={"shortfall": "forbidden"})
    bare, kept = solve(scenario), solve(scenario, explain=True)
    assert bare.plan.document["input_hash"] != kept.plan.document["input_hash"]
    assert bare.diagnosis == kept.diagnosis
