"""What a report collects agrees with what the plan itself says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allocator.engine.report import SMALL, facts, kept_paths, kept_prices
from allocator.errors import InputError, PlanError, SolverError
from explained import shipped


@pytest.fixture(scope="module")
def enterprise():
    return facts(shipped("enterprise"))


def test_hours_are_those_of_the_metric(enterprise):
    periods = enterprise.periods.sum()
    used = periods["hours_needed"] / (periods["hours"] + periods["hours_done"])
    assert used == pytest.approx(enterprise.plan.document["metrics"]["capacity_use"])


def test_deviations_are_those_of_the_metric(enterprise):
    found = enterprise.deviations
    document = enterprise.plan.document
    for split, told in (("plan", document["metrics"]), ("equal", document["baselines"]["equal"])):
        worst = found[found["split"] == split].groupby("peer_group")["deviation"]
        largest = worst.apply(lambda values: values.abs().max()).to_dict()
        # splits.csv is rounded to the plan's unit for reading
        assert largest == pytest.approx(told["worst_load_deviation"], abs=1e-3)


def test_sums_by_period_node_and_place_are_the_total(enterprise):
    total = enterprise.plan.document["totals"]["assigned"]
    assert enterprise.periods["quota"].sum() == total
    assert enterprise.levers["quota"].sum() == total
    assert enterprise.nodes["quota"].iloc[0] == total
    assert enterprise.places["quota"].sum() == total
    assert enterprise.nodes.loc["company", ["name", "reps"]].tolist() == ["Northlight", 47]
    assert enterprise.frequency == "quarter"


def test_paths_of_a_small_plan_are_followed_again(enterprise):
    paths = kept_paths(enterprise.plan)
    assert paths is not None
    assert sum(line.money for line in paths["ae-12"].lines) == 776_500
    assert kept_prices(enterprise.plan) is not None


def test_paths_of_a_large_plan_are_those_that_were_kept(enterprise):
    reps = enterprise.plan.reps
    many = reps.loc[reps.index.repeat(SMALL)]
    large = replace(enterprise.plan, reps=many)
    assert kept_paths(large) is None
    assert kept_prices(large) is None


def test_a_path_that_no_solver_finds_is_left_out(enterprise, monkeypatch):
    def refuse(*_args, **_more):
        raise SolverError("no solver could certify a step")

    monkeypatch.setattr("allocator.engine.explain.open_study", refuse)
    assert kept_paths(enterprise.plan) is None
    assert kept_prices(enterprise.plan) is None


def test_a_scenario_of_two_columns_has_a_report_too():
    found = facts(shipped("growth-30m"))
    assert found.nodes["name"].tolist() == ["company"]
    assert found.places.empty
    assert found.reps["ote"].isna().all()


@pytest.mark.parametrize("name", ["inputs/parameters.csv", "inputs/scenario.yaml"])
@pytest.mark.parametrize("content", [None, b"symbol,value\n\xff\n"])
def test_inputs_that_cannot_be_read_are_refused(enterprise, name, content):
    files = {key: value for key, value in enterprise.plan.files.items() if key != name}
    if content is not None:
        files[name] = content
    with pytest.raises(PlanError) as raised:
        facts(replace(enterprise.plan, files=files))
    assert name in raised.value.refusals[0]


def test_no_quotas_no_report(enterprise):
    document = {**enterprise.plan.document, "status": "infeasible"}
    with pytest.raises(InputError) as raised:
        facts(replace(enterprise.plan, document=document))
    assert raised.value.problems[0].code == "plan-infeasible"
