"""Three numbers of every node: each side alone, and where they meet."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from allocator.certify.certificate import certify
from allocator.engine import interlock
from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.read.canonical import csv_bytes

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def scenario():
    return load(SCENARIOS / "enterprise", model="interlock")


@pytest.fixture(scope="module")
def outcome(scenario):
    return solve(scenario)


@pytest.fixture
def numbers(outcome):
    return interlock.numbers(outcome.plan).set_index("node_id")


def test_every_node_of_the_tree_has_its_numbers(scenario, outcome, numbers):
    tree = scenario.tables["hierarchy"].set_index("node_id")
    assert list(numbers.index) == sorted(tree.index)
    assert list(interlock.numbers(outcome.plan).columns) == list(interlock.COLUMNS)
    for name in ("target", "proposed"):
        pd.testing.assert_series_equal(
            numbers[name], tree[name].reindex(numbers.index), check_dtype=False
        )


def test_the_meeting_is_the_plans_own_roll_up(outcome, numbers):
    own = outcome.plan.rollup.groupby("node_id")["quota"].sum()
    assert numbers["meeting"].tolist() == own.reindex(numbers.index).tolist()


def test_the_gap_is_what_the_meeting_has_more_than_the_target(numbers):
    west = numbers.loc["west"]
    assert west["gap"] == west["meeting"] - west["target"]
    assert np.isnan(numbers.loc["west-development", "gap"])


def test_the_root_carries_the_target_from_above_and_the_proposals_from_below(numbers):
    root = numbers.loc["company"]
    assert root["top_down"] == root["target"] == 30_000_000
    assert root["bottom_up"] == root["proposed"] == 28_290_000


def test_a_side_is_what_its_model_alone_would_give(scenario, numbers):
    alone = load(SCENARIOS / "enterprise", model="bottom_up")
    assert interlock.sided(scenario.policy, interlock.shipped("bottom_up")).families == {
        **alone.policy.families
    }
    own = solve(alone).plan.rollup.groupby("node_id")["quota"].sum()
    assert numbers["bottom_up"].tolist() == own.reindex(numbers.index).tolist()


def test_settings_of_the_scenario_hold_on_both_sides(scenario):
    for side, mode, soft in (("top_down", "top_down", True), ("bottom_up", "bottom_up", False)):
        policy = interlock.sided(scenario.policy, interlock.shipped(side))
        assert policy.families["pay_ratio"] == scenario.policy.families["pay_ratio"]
        assert policy.unit == scenario.policy.unit == 100
        assert policy.families["roll_up"]["mode"] == mode
        assert policy.families["roll_up"]["soft"] is soft
        assert policy.tiers == interlock.shipped(side).tiers


def test_the_file_is_sealed_with_the_plan_and_the_same_twice(scenario, outcome):
    plan = outcome.plan
    assert interlock.FILE in plan.document["files"]
    assert certify(plan.files, plan.document, plan.proof).passed
    assert solve(scenario).plan.files[interlock.FILE] == plan.files[interlock.FILE]


def test_a_side_without_a_plan_is_blank(scenario, outcome, monkeypatch):
    monkeypatch.setattr(interlock, "_numbers", lambda *_: None)
    made = interlock.with_numbers(outcome.plan, scenario, None, (), None)
    table = pd.read_csv(io.BytesIO(made.files[interlock.FILE]))
    assert table[["top_down", "bottom_up"]].isna().all(axis=None)
    assert table["meeting"].notna().all()


def test_other_models_and_scenarios_without_a_tree_show_no_numbers(scenario):
    other = replace(scenario, policy=replace(scenario.policy, name="balanced"))
    assert interlock.asked(scenario)
    assert not interlock.asked(other)
    assert not interlock.asked(load(SCENARIOS / "growth-30m", model="interlock"))
    assert interlock.numbers(solve(load(SCENARIOS / "growth-30m")).plan) is None


def damaged(plan, change):
    """The plan's certificate after a change to interlock.csv."""
    table = interlock.numbers(plan)
    table = change(table.set_index("node_id")).reset_index()
    content = csv_bytes(table[list(interlock.COLUMNS)])
    files = {**plan.files, interlock.FILE: content}
    return certify(files, plan.document, plan.proof)


def put(node, column, value):
    def change(table):
        table.loc[node, column] = value
        return table

    return change


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (put("west", "target", 1.0), "target"),
        (put("west", "proposed", np.nan), "proposed"),
        (put("west", "level", "team"), "level"),
        (put("west", "meeting", 1.0), "meeting"),
        (put("west", "gap", 1.0), "gap"),
        (put("west", "top_down", 1.0), "sums of top_down"),
        (put("company", "bottom_up", 99e6), "sums of bottom_up"),
        (put("west", "bottom_up", -5.0), "sums of bottom_up"),
        (put("west", "bottom_up", np.nan), "sums of bottom_up"),
        (lambda table: table.drop("west"), "a row for each node"),
        (lambda table: table.iloc[::-1], "a row for each node"),
    ],
)
def test_a_number_that_cannot_be_is_refused(outcome, change, check):
    found = damaged(outcome.plan, change)
    failed = {name.name for name in found.checks if not name.passed}
    assert f"interlock: {check}" in failed


def test_the_numbers_as_they_are_pass(outcome):
    assert damaged(outcome.plan, lambda table: table).passed


def test_a_side_without_a_plan_is_blank_whole(outcome):
    def change(table):
        return table.assign(top_down=np.nan)

    assert damaged(outcome.plan, change).passed


def test_the_numbers_must_be_there(outcome):
    files = {name: c for name, c in outcome.plan.files.items() if name != interlock.FILE}
    found = certify(files, outcome.plan.document, outcome.plan.proof)
    assert [check.name for check in found.checks if not check.passed] == ["interlock: it is there"]
