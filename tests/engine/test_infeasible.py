"""Why there is no plan, proven, and remedies that do what they say."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from allocator.certify.certificate import certify
from allocator.engine import infeasible as subject
from allocator.engine.infeasible import ANY, diagnose, diagnose_short, diagnosed, has_point
from allocator.engine.load import load, scenario
from allocator.program import assemble
from allocator.program.solution import programs
from allocator.read.write import saved
from allocator.solve.auto import chain
from allocator.solve.backend import Limits
from allocator.solve.lexicographic import Contradiction, lexicographic
from allocator.yields.derive import derive

sys.path.insert(0, str(Path(__file__).parents[1]))
from worlds import world

PIPELINE_FIRST = Path(__file__).parents[2] / "scenarios" / "pipeline-first"


def refused(given):
    """Solve for real, and diagnose the contradiction that comes out."""
    parameters = derive(given)
    draft = assemble.draft(given, parameters)
    found = lexicographic(programs(draft, assemble.steps(draft), []), chain("auto"), Limits())
    assert isinstance(found, Contradiction)
    return diagnose(given, parameters, draft, found, {"derive": 0.1})


def feasible(given):
    """Solve for real: whether every tier has an answer."""
    draft = assemble.draft(given, derive(given))
    found = lexicographic(programs(draft, assemble.steps(draft), []), chain("auto"), Limits())
    return not isinstance(found, Contradiction)


@pytest.fixture(scope="module")
def eight_deals():
    """Eight deals are wanted of a pipeline of two."""
    return refused(load(PIPELINE_FIRST, model="strict"))


def test_the_conflict_is_the_target_against_the_stretch(eight_deals):
    told = {(r["family"], r["entity"]): r["amount"] for r in eight_deals.conflict}
    assert told == {
        ("lever_totals", "new_customers"): pytest.approx(55_000),
        ("pipeline_feasibility", "account_executive"): pytest.approx(55_000),
    }
    assert eight_deals.diagnosis["least_violation"] == pytest.approx(55_000)


def test_arithmetic_alone_shows_the_lack(eight_deals):
    (cut,) = eight_deals.diagnosis["arithmetic"]
    assert (cut["needed"], cut["reach"], cut["reps"]) == (80_000, pytest.approx(25_000), 1)


def test_remedies_are_the_least_that_do(eight_deals):
    told = {tuple((c["kind"], c["amount"]) for c in r["changes"]): r for r in eight_deals.remedies}
    assert set(told) == {
        (("less_target", 55_000.0),),
        # (80,000 - 25,000) / (1.25 x 0.2)
        (("potential", 220_000.0),),
        (("accept", 1.0),),
        # 1.25 + 2.75 = 80,000 / 20,000; 2 + 2 = 80,000 / (0.2 x 100,000)
        (("stretch", 2.75), ("reach", 2.0)),
    }
    assert all(remedy["verified"] for remedy in eight_deals.remedies)


def test_a_remedy_typed_in_gives_a_plan(eight_deals, tmp_path):
    folder = saved(eight_deals.plan, tmp_path / "plan", force=False).folder
    typed = [remedy["set"] for remedy in eight_deals.remedies if remedy["set"]]
    assert len(typed) == 3
    for settings in typed:
        assert feasible(load(folder / "inputs", set=settings))
    assert not feasible(load(folder / "inputs"))


def test_a_little_less_than_a_remedy_gives_none():
    given = load(PIPELINE_FIRST, model="strict", set={"target.levers.new_customers.amount": 25_100})
    assert not has_point(assemble.draft(given, derive(given)))


def test_the_folder_proves_that_there_is_no_plan(eight_deals):
    plan = eight_deals.plan
    assert plan.status == "infeasible"
    assert plan.document["certificate"]["passed"]
    assert certify(plan.files, plan.document, plan.proof).passed
    assert set(plan.document["files"]) == {*plan.files, "plan.json"}
    assert json.loads(plan.files["diagnosis.json"])["conflict"] == list(eight_deals.conflict)
    assert plan.quotas.empty


def test_a_proof_of_nothing_is_refused(eight_deals):
    plan = eight_deals.plan
    (tier,) = plan.proof.tiers
    idle = replace(plan.proof, tiers=(replace(tier, dual=np.zeros_like(tier.dual)),))
    assert not certify(plan.files, plan.document, idle).passed


def test_equal_inputs_give_equal_bytes(eight_deals):
    again = refused(load(PIPELINE_FIRST, model="strict"))
    assert dict(again.plan.files) == dict(eight_deals.plan.files)
    assert again.plan.document == eight_deals.plan.document


def test_a_short_plan_is_told_what_the_full_target_would_take():
    given = load(PIPELINE_FIRST)
    parameters = derive(given)
    told = diagnose_short(given, parameters, assemble.draft(given, parameters), None)
    assert told["question"] == "full target"
    assert told["short"] == {"new_customers": pytest.approx(55_000)}
    kinds = {remedy["changes"][0]["kind"] for remedy in told["remedies"]}
    assert "potential" in kinds
    assert "accept" not in kinds


def test_floors_above_the_target_are_assigned_above_it_first():
    found = refused(two_reps({"min_quota": [60_000.0, 55_000.0]}))
    # 115,000 of 100,000
    assert found.remedies[0]["set"] == {"target.levers.new_customers.over_assignment": 0.15}


def test_a_cap_is_raised_by_what_is_missing():
    found = refused(two_reps({"max_quota": [30_000.0, None]}))
    # the other one carries 62,500
    (cap,) = [r for r in found.remedies if r["changes"][0]["kind"] == "cap"]
    assert cap["amount"] == 7_500
    assert cap["set"] == {"rows.reps.r1.max_quota": 37_500}


def test_no_hours_at_all_need_hours():
    given = two_reps({}, hours=1.0)
    found = refused(given)
    assert ("capacity", "hunter") in {(r["family"], r["entity"]) for r in found.conflict}
    assert "hours" in {change["kind"] for r in found.remedies for change in r["changes"]}


def two_reps(reps, hours=None):
    """Two hunters with an attainable yield of 50,000 each, a target of 100,000."""
    names = ["r1", "r2"]
    role = {"levers": ["new_customers"]}
    tables = {
        "reps": pd.DataFrame({"rep_id": names, "role": ["hunter"] * 2, **reps}),
        "coverage": pd.DataFrame({"rep_id": names, "territory_id": ["t1", "t2"]}),
        "territories": pd.DataFrame({"territory_id": ["t1", "t2"]}),
        "potential": pd.DataFrame(
            {"territory_id": ["t1", "t2"], "lever": "new_customers", "potential": [200_000.0] * 2}
        ),
    }
    if hours is not None:
        role["selling_hours_per_month"] = hours
        tables["effort"] = pd.DataFrame(
            {
                "role": ["hunter"],
                "lever": ["new_customers"],
                "hours_per_opportunity": [5.0],
                "deal_size": [5_000.0],
            }
        )
    return scenario(
        {
            "schema": "allocator/v1",
            "name": "two",
            "currency": "USD",
            "horizon": {"start": "2027-01-01", "periods": 1, "frequency": "quarter"},
            "target": {
                "baseline_revenue": 1_000_000,
                "levers": {"new_customers": {"amount": 100_000}},
            },
            "roles": {"hunter": role},
            "model": "strict",
            "settings": {"fairness_band": None},
        },
        tables,
        model="strict",
    )


def test_a_large_company_is_told_without_filter_and_trials(monkeypatch):
    monkeypatch.setitem(subject.LARGE, ANY, 0)
    given = load(PIPELINE_FIRST, model="strict")
    told = diagnosed(given, assemble.draft(given, derive(given)), question=ANY)
    assert told["remedies"] == []
    assert not told["minimal"]
    assert told["least_violation"] == pytest.approx(55_000)
    assert told["arithmetic"]


@pytest.mark.parametrize("seed", [1, 8, 13, 20, 23])
def test_remedies_of_random_companies_give_a_plan(seed):
    made = world(seed, "strict")
    given = scenario(made.settings, made.tables, model=made.model, set=made.set)
    if feasible(given):
        told = diagnosed(given, assemble.draft(given, derive(given)), question=ANY)
        assert told["conflict"] == []
        return
    found = refused(given)
    assert found.conflict
    assert found.remedies
    assert found.plan.document["certificate"]["passed"]
    for remedy in found.remedies:
        if remedy["set"]:
            changed = scenario(
                given.resolved | {"model": "strict", "settings": made.settings["settings"]},
                given.tables,
                model="strict",
                set=remedy["set"],
            )
            assert feasible(changed), remedy["what"]
