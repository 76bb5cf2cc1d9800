"""What brings in more, or asks for less: each change by its amount, in tables and settings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from allocator.domain.proof import SEPARATOR
from allocator.domain.tables import Tables
from allocator.explain import earning
from allocator.explain.conflict import Clash, Named

ROWS = np.zeros(1, np.int64)
NEW = "new_customers"


def clash(**short):
    return Clash(0.0, 0.0, (), (), minimal=True, short=short)


def rule(family, entity, unit="money", amount=0.0, *, above=True):
    return Named(family, entity, unit, ROWS, amount, above=above)


@pytest.fixture
def inputs(make, drafted):
    return lambda **changes: drafted(make(**changes)).inputs


def amounts(scenario):
    return {each.lever: each.amount for each in scenario.levers}


def test_less_target_is_taken_where_it_finds_no_place(inputs):
    given = inputs()
    (change,) = earning.less_target(given, clash(new_customers=30_000.0))
    assert (change.kind, change.unit, change.guess, change.step) == (
        "less_target", "money", 30_000.0, 1.0,
    )  # fmt: skip
    assert change.least
    assert amounts(change.make(given.scenario, 40_000.0)) == {NEW: 60_000.0}
    assert change.settings(40_000.0) == {f"target.levers.{NEW}.amount": 60_000.0}
    assert change.facts(40_000.0) == {"to": {NEW: 60_000.0}}
    assert change.most == pytest.approx(90_000)


def test_no_target_goes_below_nothing(inputs):
    given = inputs()
    (change,) = earning.less_target(given, clash(new_customers=30_000.0))
    assert amounts(change.make(given.scenario, 130_000.0)) == {NEW: 0.0}


def test_where_nothing_is_short_no_target_is_lowered(inputs):
    assert earning.less_target(inputs(), clash()) == []


def test_over_assignment_adds_a_share_to_the_lever_that_floors_exceed(inputs):
    given = inputs()
    above = rule("lever_totals", f"{NEW}{SEPARATOR}2027-01-01", amount=5_000.0)
    (change,) = earning.over_assignment(given, [above])
    # 5,000 of 100,000
    assert (change.kind, change.unit, change.guess) == ("over_assignment", "share", 0.05)
    made = change.make(given.scenario, 0.07)
    assert [each.over_assignment for each in made.levers] == [0.07]
    assert change.settings(0.07) == {f"target.levers.{NEW}.over_assignment": 0.07}
    assert change.facts(0.07) == {"to": {NEW: 0.07}}


def test_a_target_that_is_too_large_needs_no_over_assignment(inputs):
    below = rule("lever_totals", NEW, amount=5_000.0, above=False)
    assert earning.over_assignment(inputs(), [below]) == []


@pytest.mark.parametrize("entity", ["hunter", "r1"])
def test_hours_are_added_to_the_role_in_proportion_to_its_work(inputs, entity):
    given = inputs(role={"selling_hours_per_month": 60})
    (change,) = earning.hours(given, [rule("capacity", entity, "hours", 90.0)])
    assert (change.subject, change.unit, change.guess) == ("hunter", "hours", 90.0)
    # two people for three months: six months of work share 90 hours
    made = change.make(given.scenario, 90.0)
    assert made.roles["hunter"].selling_hours_per_month == 75.0
    assert change.settings(90.0) == {"roles.hunter.selling_hours_per_month": 75.0}
    # 90 hours of the 180 that one works in the quarter
    assert change.facts(90.0) == {"fte": 0.5}


def test_hours_of_a_nodes_developers_are_hours_of_their_role(inputs):
    given = inputs(role={"selling_hours_per_month": 60})
    entity = SEPARATOR.join(("company", "hunter", "2027-01-01"))
    (change,) = earning.hours(given, [rule("pipeline_supply", entity, "hours", 6.0)])
    assert change.subject == "hunter"


def test_who_has_no_limit_on_hours_is_given_none(inputs):
    assert earning.hours(inputs(), [rule("capacity", "hunter", "hours", 90.0)]) == []
    assert earning.hours(inputs(), [rule("potential", NEW)]) == []


def test_potential_is_added_in_proportion_to_what_is_there(inputs):
    given = inputs()
    (change,) = earning.potential(given, clash(new_customers=30_000.0))
    # a quarter of the potential is won
    assert change.guess == pytest.approx(120_000)
    assert change.facts(1.0) == {"conversion": pytest.approx(0.25), "territories": 2}
    made = change.make(given.scenario, 100_000.0).tables["potential"]
    assert made["potential"].tolist() == [250_000.0, 250_000.0]
    assert given.scenario.tables["potential"]["potential"].tolist() == [200_000.0] * 2


def test_territories_without_any_potential_share_it_alike(inputs, make):
    given = inputs()
    table = pd.DataFrame(
        {"territory_id": ["t1", "t2"], "lever": NEW, "potential": [0.0, 0.0]}
    )  # fmt: skip
    (change,) = earning.potential(given, clash(new_customers=30_000.0))
    empty = make(tables={"potential": table})
    made = change.make(empty, 100.0).tables["potential"]
    assert made["potential"].tolist() == [50.0, 50.0]


def test_where_nothing_can_be_won_the_conversion_of_more_is_not_known(inputs):
    table = pd.DataFrame({"territory_id": ["t1", "t2"], "lever": NEW, "potential": [0.0, 0.0]})
    given = inputs(tables={"potential": table})
    assert earning.potential(given, clash(new_customers=30_000.0)) == []


def test_without_a_potential_table_there_is_none_to_add(make, drafted):
    given = make(model="balanced")
    bare = Tables(
        {name: frame for name, frame in given.tables.given.items() if name != "potential"}
    )
    inputs = drafted(replace(given, tables=bare)).inputs
    assert earning.potential(inputs, clash(new_customers=30_000.0)) == []


def test_target_may_be_left_unassigned(inputs):
    given = inputs()
    change = earning.accepted(clash(new_customers=30_000.0))
    made = change.make(given.scenario, 1.0)
    assert made.policy.families["lever_totals"]["shortfall"] == "allowed"
    assert change.settings(1.0) == {"settings.lever_totals.shortfall": "allowed"}
    assert change.facts(1.0) == {"short": {NEW: 30_000.0}}


def of_supply(node, amount, unit="gross money"):
    return rule("pipeline_supply", SEPARATOR.join((node, NEW, "2027-01-01")), unit, amount)


def test_pipeline_is_brought_to_the_node_that_lacks_it_in_the_first_period(inputs):
    given = inputs()
    rules = [of_supply("west", 400.0), of_supply("west", 200.0), of_supply("east", 0.25)]
    west, east = earning.supply(given, rules)
    assert (west.subject, west.guess) == (SEPARATOR.join(("west", NEW)), 600.0)
    # a unit at least
    assert east.guess == 1.0
    once = west.make(given.scenario, 600.0)
    row = once.tables["supply"].iloc[-1]
    assert (row["node_id"], row["lever"], row["source"], row["amount"]) == (
        "west", NEW, "additional", 600.0,
    )  # fmt: skip
    assert row["period"] == pd.Timestamp("2027-01-01")
    both = east.make(once, 1.0)
    assert both.tables["supply"]["node_id"].tolist() == ["west", "east"]


def test_hours_of_developers_are_no_supply_of_a_node(inputs):
    assert earning.supply(inputs(), [of_supply("west", 6.0, "hours")]) == []
