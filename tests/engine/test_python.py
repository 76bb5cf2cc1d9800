"""The Python interface from end to end: solve, save, open, verify, explain, subtract."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import allocator
from allocator.domain.plan import COLUMNS

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def outcome():
    return allocator.solve(allocator.load(SCENARIOS / "growth-30m"))


@pytest.fixture
def plan(outcome):
    return outcome.plan


def test_a_solved_plan_has_its_quotas_as_a_table(outcome, plan):
    assert isinstance(outcome, allocator.Published)
    assert isinstance(plan.quotas, pd.DataFrame)
    assert tuple(plan.quotas.columns) == COLUMNS["quotas"]
    # 25 equal acquisition reps of 20 million
    by_rep = plan.quotas[plan.quotas["lever"] == "new_customers"].groupby("rep_id")["quota"].sum()
    assert by_rep.tolist() == [800_000.0] * 25
    assert repr(plan) == "<Plan growth-30m, balanced: optimal, 43 reps>"


def test_a_plan_comes_back_from_its_folder_equal(plan, tmp_path):
    folder = plan.save(tmp_path / "plans" / "growth")
    assert folder == (tmp_path / "plans" / "growth").resolve()
    again = allocator.open(folder)
    assert again == plan
    assert not again - plan
    assert allocator.verify(folder).words == plan.verify().words == again.verify().words


def test_another_plan_is_replaced_only_by_force(plan, tmp_path):
    plan.save(tmp_path / "plan")
    with pytest.raises(allocator.InputError):
        plan.save(tmp_path / "plan")
    assert plan.save(tmp_path / "plan", force=True).is_dir()


def test_a_table_that_was_edited_in_memory_is_refused(plan):
    edited = replace(plan, quotas=plan.quotas.assign(quota=plan.quotas["quota"] + 1))
    with pytest.raises(allocator.CertificateError) as refused:
        edited.verify()
    assert refused.value.refusals == ("the table quotas is not what quotas.csv says",)


def test_a_byte_that_was_edited_is_refused(plan):
    files = {**plan.files, "inputs/scenario.yaml": b"name: another\n"}
    with pytest.raises(allocator.CertificateError):
        replace(plan, files=files).verify()


def test_a_quota_is_explained_by_lines_that_add_up(plan):
    explained = plan.explain(_first(plan))
    assert explained.quota == 800_000.0
    assert sum(line.money for line in explained.lines) == pytest.approx(explained.quota)
    assert "800,000" in explained.text()
    with pytest.raises(allocator.InputError):
        plan.explain("nobody")


def _first(plan):
    return plan.reps.loc[plan.reps["role"] == "acquisition", "rep_id"].iloc[0]


def test_a_change_of_the_scenario_is_a_difference_of_plans(plan):
    scenario = allocator.load(SCENARIOS / "growth-30m")
    more = allocator.solve(scenario, set={"target.scale": 1.1}).plan
    found = more - plan
    assert isinstance(found, allocator.Difference)
    assert found
    assert found.totals["target"] == (30_000_000.0, 33_000_000.0)
    assert found.levers["change"].tolist() == [1_000_000.0, 2_000_000.0]


def test_a_scenario_of_values_gives_the_plan_of_its_files(plan):
    loaded = allocator.load(SCENARIOS / "growth-30m")
    settings = {**loaded.resolved, "model": "balanced"}
    made = allocator.scenario(settings, dict(loaded.tables.items()))
    assert not allocator.solve(made).plan - plan


def test_progress_is_told_and_a_limit_is_an_outcome():
    told = []
    scenario = allocator.load(SCENARIOS / "growth-30m")
    stopped = allocator.solve(scenario, time_limit=0.0, progress=told.append)
    assert isinstance(stopped, allocator.Stopped)
    assert told[:2] == ["derive", "assemble"]


def test_a_caller_can_stop_a_solve():
    with pytest.raises(allocator.Cancelled):
        allocator.solve(allocator.load(SCENARIOS / "growth-30m"), cancel=lambda: True)


def test_a_solve_keeps_what_explains_it_where_asked(plan):
    assert plan.proof.waypoints == ()
    kept = allocator.solve(allocator.load(SCENARIOS / "growth-30m"), explain=True).plan
    assert kept.proof.waypoints
    assert kept.quotas.equals(plan.quotas)
    assert kept.verify().passed
