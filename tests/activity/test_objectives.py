from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from activity.acme import FUNNEL, TABLES, goal, has, money, organisation, planned
from allocator.activity.objectives import LACKING
from allocator.yields.derive import derive
from tiny import frame

SMALL = frame(
    {"territory_id": "north", "lever": "new_customers", "potential": 900},
    {"territory_id": "south", "lever": "new_customers", "potential": 300},
    {"territory_id": "north", "lever": "expansion", "potential": 400},
    {"territory_id": "south", "lever": "expansion", "potential": 400},
)
"""Potential that holds less than the target."""


def test_every_objective_is_of_a_type_measured_owned_dated_and_has_a_cadence(plan):
    table = plan.objectives
    assert set(table["type"]) == {"volume", "conversion", "activity", "quality"}
    assert table["to"].notna().all()
    assert (table["metric"].str.len() > 0).all()
    assert set(table["owner_id"]) == {"ada", "bo", "cy", "di", "all", "west"}
    assert table["due"].between("2027-01-01", "2027-06-30").all()
    assert set(table.loc[table["type"] == "activity", "cadence"]) == {"weekly"}
    assert set(table.loc[table["name"] == "revenue", "cadence"]) == {"quarterly"}


def test_weights_of_an_owner_sum_to_one_and_leading_ones_have_the_roles_share(plan):
    sums = plan.objectives.groupby("owner_id")["weight"].sum()
    assert sums.to_numpy() == pytest.approx(1.0, abs=1e-12)
    leading = plan.objectives[plan.objectives["indicator"] == "leading"]
    share = leading.groupby("owner_id")["weight"].sum()
    assert share["ada"] == pytest.approx(0.35)
    assert share["cy"] == pytest.approx(0.65)
    assert share["west"] == pytest.approx(0.25)


def test_activities_are_never_the_only_objective(plan):
    own = plan.objectives.groupby("owner_id")["type"].agg(set)
    assert all("volume" in types for types in own)


def test_the_ten_common_ones_are_there_or_left_out_with_the_reason(plan):
    left = {each["name"]: each["why"] for each in plan.document["objectives"]["left_out"]}
    assert set(left) == {"retention"}
    assert set(LACKING) - set(left) <= set(plan.objectives["name"])
    bare = planned(organisation({"actuals": None, "history": None, "effort": None}))
    left = {each["name"]: each["why"] for each in bare.document["objectives"]["left_out"]}
    assert {"acquisition cost", "forecast accuracy", "win rate", "deal size"} <= set(left)
    assert "actuals has no cost" in left["acquisition cost"]


def test_revenue_goes_from_last_years_quota_to_the_number(plan):
    found = goal(plan, "ada", "revenue")
    quota = plan.reps.set_index(["rep_id", "credit"])["quota"]
    assert (found["from"], found["to"]) == (600, quota["ada", "primary"])
    assert np.isnan(goal(plan, "bo", "revenue")["from"])
    assert goal(plan, "di", "revenue")["to"] == quota["di", "overlay"]
    assert goal(plan, "all", "revenue")["to"] == plan.total


def test_a_rate_goes_to_that_of_the_peers_and_a_nodes_to_what_its_reps_make_of_it(acme, plan):
    rates = derive(acme).conversion
    for code, rep in ((0, "ada"), (1, "bo")):
        found = goal(plan, rep, "win rate")
        own, peers = rates.rate[code, 0], rates.prior_mean[code, 0]
        assert found["from"] == pytest.approx(own, abs=5e-5)
        assert found["to"] == pytest.approx(max(own, peers), abs=5e-5)
        assert found["metric"] == "share of evaluating customers who buy, new customers"
    both = goal(plan, "all", "win rate")
    goals = [max(rates.rate[code, 0], rates.prior_mean[code, 0]) for code in (0, 1)]
    assert both["to"] == pytest.approx(np.mean(goals), abs=5e-5)


def test_a_rate_that_nobody_of_the_role_has_is_refused_with_the_figures():
    plan = planned(organisation({"potential": SMALL, "supply": None, "pipeline": None}))
    assert not has(plan, "ada", "win rate")
    told = [
        each
        for each in plan.document["objectives"]["refused"]
        if each["owner_id"] == "ada" and each["name"] == "win rate"
    ]
    assert len(told) == 1
    assert "nobody of the role wins more than 27.5%" in told[0]["why"]


def test_a_deal_grows_to_the_size_reckoned_with_as_far_as_somebody_has_had_it(plan):
    assert (goal(plan, "ada", "deal size")["from"], goal(plan, "ada", "deal size")["to"]) == (
        38,
        40,
    )
    assert goal(plan, "bo", "deal size")["to"] == 45
    both = goal(plan, "all", "deal size")
    assert both["from"] == pytest.approx((190 + 270) / 11, abs=0.01)
    assert both["to"] == pytest.approx((5 * 40 + 6 * 45) / 11, abs=0.01)


def test_pipeline_is_what_is_open_and_what_the_rest_of_the_number_takes(acme, plan):
    data = derive(acme)
    rates = data.conversion.rate[data.reps.code("bo")]
    due = money(plan, "bo", "new_customers") / rates[0] + money(plan, "bo", "expansion") / rates[1]
    found = goal(plan, "bo", "qualified pipeline")
    assert found["to"] == pytest.approx(due, abs=0.01)
    assert found["from"] == 0
    assert found["indicator"] == "leading"
    # one mean cycle of 46 days before the end
    assert found["due"] == "2027-05-15"
    assert goal(plan, "ada", "qualified pipeline")["from"] == 200


def test_pipeline_that_the_territories_do_not_hold_is_refused():
    plan = planned(organisation({"potential": SMALL, "supply": None, "pipeline": None}))
    names = {(each["owner_id"], each["name"]) for each in plan.document["objectives"]["refused"]}
    assert ("bo", "qualified pipeline") in names
    assert not has(plan, "bo", "qualified pipeline")


def test_cycle_cost_and_forecast_go_to_the_mean_of_all(plan):
    assert goal(plan, "bo", "cycle length")["to"] == 46
    assert goal(plan, "ada", "cycle length")["to"] == 40
    assert (goal(plan, "ada", "acquisition cost")["from"],
            goal(plan, "ada", "acquisition cost")["to"]) == (15, 10)  # fmt: skip
    assert (goal(plan, "ada", "forecast accuracy")["from"],
            goal(plan, "ada", "forecast accuracy")["to"]) == (0.8, 0.9)  # fmt: skip
    assert goal(plan, "bo", "forecast accuracy")["to"] == 1


def test_productivity_is_money_for_a_selling_hour(plan):
    found = goal(plan, "bo", "productivity")
    assert found["from"] == pytest.approx(270 / 720, abs=0.01)
    assert found["to"] == pytest.approx(441 / 360, abs=0.01)
    assert found["unit"] == "USD per hour"


def test_expansion_starts_from_last_years_money_of_as_many_months(plan):
    found = goal(plan, "ada", "expansion")
    assert (found["from"], found["to"]) == (45, 200)


def test_an_activity_is_the_mean_of_a_week(plan):
    table = plan.activity
    mine = table[(table["rep_id"] == "bo") & (table["step"] == "call")]
    found = goal(plan, "bo", "call")
    assert found["to"] == pytest.approx(mine["per_period"].sum() / (181 / 7), abs=0.01)
    assert np.isnan(found["from"])
    assert found["metric"] == "calls a week, new customers"


def test_who_brings_pipeline_is_measured_by_it_and_by_aware_customers_who_evaluate(plan):
    found = goal(plan, "cy", "qualified pipeline")
    assert (found["from"], found["to"], found["indicator"]) == (
        0, plan.pipeline_quotas["pipeline"].sum(), "lagging",
    )  # fmt: skip
    rate = goal(plan, "cy", "qualification rate")
    assert (rate["to"], rate["metric"]) == (
        0.05, "share of aware customers who evaluate, new customers",
    )  # fmt: skip


def test_a_funnel_of_a_lever_without_target_or_of_one_step_gives_no_rate():
    one = FUNNEL.drop(index=[2])
    other = FUNNEL.iloc[:1].assign(role="sdr", lever="retention")
    plan = planned(organisation({"funnel": pd.concat([one, other])}))
    assert not has(plan, "cy", "qualification rate")
    assert has(plan, "cy", "opportunity")


def test_who_leaves_has_until_then():
    people = TABLES["reps"].assign(end_date=["", "2027-05-20", "", ""])
    plan = planned(organisation({"reps": people}))
    assert goal(plan, "bo", "revenue")["due"] == "2027-05-20"
    assert goal(plan, "ada", "revenue")["due"] == "2027-06-30"


def test_a_node_that_bears_a_reps_id_is_told_apart():
    tables = {
        "hierarchy": TABLES["hierarchy"].replace("west", "ada"),
        "reps": TABLES["reps"].replace("west", "ada"),
    }
    more = {"initiatives": []}
    plan = planned(organisation(tables, more))
    assert goal(plan, "node/ada", "revenue")["to"] == goal(plan, "ada", "revenue")["to"]
    assert plan.objectives.groupby("owner_id")["weight"].sum().to_numpy() == pytest.approx(1.0)


def test_quotas_given_as_bookings_have_their_baseline_taken_off_and_no_productivity():
    people = TABLES["reps"].assign(baseline=[100, 0, 0, 0])
    plan = planned(organisation({"reps": people}, {"measure": "bookings"}))
    assert goal(plan, "ada", "revenue")["from"] == 500
    assert not has(plan, "ada", "productivity")


def test_an_initiative_is_an_objective_of_its_owner(plan):
    found = goal(plan, "west", "Push")
    assert (found["from"], found["to"], found["due"]) == (0, 100, "2027-05-31")
    assert found["metric"] == "expansion money of the initiative; followed by renewals called early"
