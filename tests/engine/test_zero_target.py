"""A target of zero, whole or of one lever: a warning and a certified plan, not a crash."""

from __future__ import annotations

import pytest

from allocator.domain.outcome import Infeasible, Published
from allocator.engine.explain import explain
from allocator.engine.load import revised
from allocator.engine.solve import solve
from allocator.engine.verify import second_opinion, verify_plan
from tiny import REGIONS, SUPPLY, frame, people, tiny
from worlds import MODELS

TREES = ("strict", "top_down", "bottom_up", "interlock")
"""Models that read a tree in ways of their own."""
ZERO = {"new_customers": {"amount": 0}, "expansion": {"amount": 0}}
TREE = {
    "hierarchy": REGIONS.assign(target=[1_300, 0], proposed=[900, 0], min_target=[None, 0]),
    "reps": frame(
        {"rep_id": "ada", "role": "ae", "node_id": "west", "prior_quota": 500, "ote": 100},
        {"rep_id": "bo", "role": "ae", "node_id": "all", "prior_quota": 0, "proposed_quota": 0},
    ),
}


@pytest.mark.parametrize("model", MODELS)
def test_nothing_wanted_is_a_certified_plan_of_zeros_with_a_warning(model):
    outcome = solve(revised(tiny(levers=ZERO), model=model))
    assert isinstance(outcome, Published)
    plan = outcome.plan
    assert (plan.status, plan.total, len(plan.quotas)) == ("optimal", 0.0, 0)
    assert plan.reps["quota"].tolist() == [0.0, 0.0]
    assert "zero-target" in {warning["code"] for warning in plan.document["warnings"]}
    assert verify_plan(plan).words == "proven optimal"


@pytest.mark.parametrize("model", TREES)
def test_nothing_wanted_of_a_tree_with_targets_and_proposals_is_certified(model):
    outcome = solve(revised(tiny(TREE, levers=ZERO), model=model))
    assert isinstance(outcome, Published)
    assert outcome.plan.total == 0
    assert verify_plan(outcome.plan).passed


@pytest.mark.parametrize("model", TREES)
def test_a_node_whose_target_is_zero_is_certified(model):
    # last year's 500 of Ada holds in the strict one, so that there is no plan
    outcome = solve(revised(tiny(TREE), model=model))
    assert isinstance(outcome, Infeasible if model == "strict" else Published)
    assert verify_plan(outcome.plan).passed


def test_a_node_whose_target_is_zero_carries_nothing_where_its_target_leads():
    leading = {"mode": "top_down", "soft": True}
    tree = {**TREE, "hierarchy": REGIONS.assign(target=[1_300, 0])}
    plan = solve(tiny(tree, roll_up=leading, tiers=["shortfall", "breaches", "closest"])).plan
    assert plan.rollup.groupby("node_id")["quota"].sum().to_dict() == {"all": 1_300, "west": 0}


@pytest.mark.parametrize("model", ["balanced", "leximin"])
def test_one_lever_of_zero_leaves_the_other_as_it_is(model):
    outcome = solve(revised(tiny(levers={"new_customers": {"amount": 0}}), model=model))
    assert isinstance(outcome, Published)
    assert outcome.plan.total == 400
    assert set(outcome.plan.quotas["lever"]) == {"expansion"}
    assert verify_plan(outcome.plan).passed


def test_sdrs_and_supply_have_nothing_to_feed():
    outcome = solve(tiny(SUPPLY, levers=ZERO, roles={"sdr": _sdr()}, pipeline_supply={}))
    assert isinstance(outcome, Published)
    assert verify_plan(outcome.plan).passed


def _sdr():
    return {
        "levers": ["new_customers"],
        "selling_hours_per_month": 100,
        "kind": "sdr",
        "credit": "pipeline",
    }


@pytest.mark.parametrize("column", ["min_quota", "locked_quota"])
def test_a_floor_or_a_lock_above_a_target_of_zero_leaves_no_plan(column):
    outcome = solve(tiny(people(**{column: [100, None]}), levers=ZERO))
    assert isinstance(outcome, Infeasible)
    assert verify_plan(outcome.plan).words == "proven infeasible"


def test_a_second_opinion_has_nothing_to_solve():
    plan = solve(tiny(levers=ZERO)).plan
    checks = second_opinion(plan, verify_plan(plan)).checks
    assert checks[-1].name.startswith("solved again")
    assert checks[-1].passed


def test_a_lock_feels_the_yield_of_a_lever_without_target():
    """Its rhythm is that of all yield, so builder and certifier waive the same rows."""
    outcome = solve(
        tiny(people(locked_quota=[300, None]), levers={"new_customers": {"amount": 0}},
             phasing={"band": 0.1, "soft": False})
    )  # fmt: skip
    assert isinstance(outcome, Published)
    assert verify_plan(outcome.plan).passed


def test_a_plan_of_zeros_is_explained():
    plan = solve(tiny(levers=ZERO)).plan
    assert "quota 0 USD" in explain(plan).text()
    assert "quota 0 USD" in explain(plan, rep=plan.reps["rep_id"].iloc[0]).text()
