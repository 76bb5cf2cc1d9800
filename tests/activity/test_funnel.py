from __future__ import annotations

import numpy as np
import pytest

from activity.acme import EFFORT, FUNNEL, ROLES, TABLES, money, organisation, planned
from allocator.activity.funnel import per_result
from allocator.yields.derive import derive
from allocator.yields.funnel import Funnel, funnels
from tiny import frame, tiny


def rows(plan, rep):
    table = plan.activity[plan.activity["rep_id"] == rep]
    return {(row.period, row.step): row for row in table.itertuples()}


def test_a_quota_becomes_deals_opportunities_and_calls_less_what_open_deals_are_worth(plan):
    found = rows(plan, "bo")
    for period in ("2027-01-01", "2027-04-01"):
        opened = money(plan, "bo", "new_customers", period) / 40 / 0.25
        assert found[period, "opportunity"].per_period == pytest.approx(opened)
        assert found[period, "call"].per_period == pytest.approx(opened / 0.1)
        assert found[period, "call"].hours == pytest.approx(opened / 0.1 * 0.1)
    # Ada's open deal is worth 100 in the first quarter, which counts for the second as well
    ada = rows(plan, "ada")
    whole = money(plan, "ada", "new_customers")
    assert sum(row.per_period for row in ada.values() if row.step == "opportunity") == (
        pytest.approx((whole - 100) / 40 / 0.25)
    )


def test_a_week_is_one_in_which_the_rep_is_there():
    tables = {"absences": frame({"rep_id": "bo", "start_date": "2027-04-01",
                                 "end_date": "2027-05-31"})}  # fmt: skip
    found = rows(planned(organisation(tables)), "bo")["2027-04-01", "call"]
    assert found.per_week * 30 / 7 == pytest.approx(found.per_period, rel=1e-5)


def test_who_brings_pipeline_starts_from_his_pipeline_quota(plan):
    brought = plan.pipeline_quotas.set_index(["rep_id", "period"])["pipeline"]
    found = rows(plan, "cy")
    for period in ("2027-01-01", "2027-04-01"):
        opened = brought["cy", period] / 40
        assert found[period, "opportunity"].per_period == pytest.approx(opened)
        assert found[period, "call"].per_period == pytest.approx(opened / 0.05)


def test_activities_never_exceed_the_hours_that_the_rep_has(acme, plan):
    data = derive(acme)
    spent = plan.activity.groupby(["rep_id", "period"])["hours"].sum()
    for (rep, period), hours in spent.items():
        assert hours <= data.hours[data.reps.code(rep), data.periods.code(period)] + 1e-5


def test_a_number_that_takes_more_hours_than_there_are_is_refused_with_the_figures():
    funnel = FUNNEL.assign(hours=[0.1, 40, 0.1, 2])
    plan = planned(organisation({"funnel": funnel}))
    assert set(plan.activity["rep_id"]) == {"cy"}
    refused = {
        each["owner_id"]: each["why"]
        for each in plan.document["objectives"]["refused"]
        if each["name"] == "activity"
    }
    assert set(refused) == {"ada", "bo"}
    steps = money(plan, "bo", "new_customers") / 40 / 0.25 * (40 + 1)
    # expansion has no funnel: effort says what it takes
    data = derive(organisation({"funnel": funnel}))
    effort = data.effort[(data.cell_rep == data.reps.code("bo")) & (data.cell_lever == 1)][0]
    needed = steps + effort * money(plan, "bo", "expansion")
    assert f"needs {needed:,.0f} hours up to 2027-06-30, has 360" in refused["bo"]
    table = plan.objectives
    assert not ((table["owner_id"] == "bo") & (table["type"] == "activity")).any()
    codes = [warning["code"] for warning in plan.document["warnings"]]
    assert "activity-beyond-hours" in codes


def test_without_a_deal_size_or_a_funnel_there_are_no_activities_and_the_plan_says_so():
    plan = planned(organisation({"effort": EFFORT.iloc[1:2], "history": None}))
    assert len(plan.activity) == 0
    said = plan.document["objectives"]["without_activities"]
    assert "ae/new_customers: no deal size in effort or history" in said
    assert "ae/expansion: no funnel" in said
    assert len(planned(organisation({"funnel": None})).activity) == 0


def test_a_role_without_a_limit_has_no_hours_to_exceed():
    free = {"ae": {"levers": ["new_customers", "expansion"]}}
    tables = {**TABLES, "funnel": FUNNEL.assign(hours=[0.1, 4000, 0.1, 2])}
    plan = planned(tiny(tables, {**ROLES, **free}))
    assert {"ada", "bo"} <= set(plan.activity["rep_id"])
    assert plan.document["objectives"]["refused"] == []


def test_a_funnel_is_read_in_its_order_and_an_opportunity_is_where_it_is_named(acme):
    found = funnels(acme)
    assert list(found) == [("ae", "new_customers"), ("sdr", "new_customers")]
    assert found["ae", "new_customers"].steps == ("call", "opportunity")
    late = Funnel(("call", "opportunity", "proposal"), np.array([0.5, 0.5, 0.5]), np.ones(3))
    assert late.opportunity == 1
    assert per_result(late, brings=True).tolist() == [2.0, 1.0, 0.0]
    assert per_result(late, brings=False).tolist() == [8.0, 4.0, 2.0]


def test_hours_that_differ_from_effort_by_more_than_a_tenth_are_a_warning(acme):
    codes = [problem.code for problem in derive(acme).warnings]
    assert "funnel-differs" not in codes
    other = derive(organisation({"funnel": FUNNEL.assign(hours=[0.1, 3, 0.1, 2])}))
    told = next(problem for problem in other.warnings if problem.code == "funnel-differs")
    assert "ae/new_customers 4.00 and 3.00" in told.what
