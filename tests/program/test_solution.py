"""Solved tiny organisations, whose plans follow from a few sums."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.program.published import tier_values
from allocator.program.tier import Objective
from solving import solve_scenario
from tiny import DESK, EFFORT, SUPPLY, frame, people, tiered, tiny

Q1, Q2 = "2027-01-01", "2027-04-01"


def solved(*given, **changes):
    answer = solve_scenario(tiny(*given, **changes))
    assert answer is not None
    return answer


def reasons(answer):
    return answer.allocation.reasons.tolist()


def test_where_nothing_binds_everybody_carries_his_fair_share():
    answer = solved()
    assert answer.by_rep == pytest.approx({"ada": 800, "bo": 500})
    assert answer.quotas["ada", "north", "new_customers", Q1] == pytest.approx(240)
    assert answer.allocation.binding.tolist() == ["", ""]
    assert answer.allocation.peer_load.tolist() == pytest.approx([1.0])
    assert reasons(answer) == [["", ""], ["", ""]]


def test_a_cap_binds_and_the_other_takes_over():
    answer = solved(people(max_quota=[600, None]))
    assert answer.by_rep == pytest.approx({"ada": 600, "bo": 700})
    assert answer.allocation.binding.tolist() == ["quota_bounds", ""]


def test_a_lock_is_kept_and_nobody_is_compared_with_it():
    answer = solved(people(locked_quota=[None, 450]))
    assert answer.by_rep == pytest.approx({"ada": 850, "bo": 450})
    assert answer.allocation.decided.tolist() == [False, True]
    assert answer.allocation.not_compared.tolist() == ["", "decided quota"]


def test_the_excess_of_a_decided_quota_is_said():
    answer = solved(people(locked_quota=[None, 1_100]), pipeline_feasibility={"max_stretch": 1.25})
    said = [(warning.code, warning.severity) for warning in answer.allocation.warnings]
    assert ("decided-quota-breaks-rule", "warning") in said
    assert answer.by_rep == pytest.approx({"ada": 200, "bo": 1_100})


def test_what_nobody_can_win_is_short_of_nobody():
    potential = frame(
        {"territory_id": "north", "lever": "new_customers", "potential": 4_800},
        {"territory_id": "south", "lever": "new_customers", "potential": 2_400},
        {"territory_id": "south", "lever": "expansion", "potential": 0},
    )
    answer = solved({"potential": potential})
    assert reasons(answer) == [["", ""], ["nobody", "nobody"]]
    assert answer.tiers["shortfall:1"] == pytest.approx(400 / 1_300)
    assert answer.allocation.short.tolist() == [pytest.approx([0, 0]), pytest.approx([200, 200])]


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("bound", {"quota_bounds": {"roles": {"ae": {"max": 100}}}}),
        ("hours", {"capacity": {"limit": 0.1}}),
        ("potential", {"potential": {"reach": 0.1}}),
        ("stretch", {"pipeline_feasibility": {"max_stretch": 0.3}}),
        ("stretch", {"attainable": {"min_probability": 0.9999}}),
    ],
)
def test_what_stays_unassigned_names_the_first_rule_that_presses(reason, changes):
    answer = solved({"effort": EFFORT}, **changes)
    assert {cell for row in reasons(answer) for cell in row} - {""} == {reason}
    assert answer.tiers["shortfall:1"] > 0


def test_target_without_pipeline_is_short_of_supply():
    answer = solved({**SUPPLY, "history": None}, DESK, pipeline_supply={})
    assert answer.allocation.short.sum() == pytest.approx(0)
    tables = {**SUPPLY, "history": None, "effort": None}
    tables["reps"] = SUPPLY["reps"].iloc[:2]
    starved = solved(tables, pipeline_supply={})
    # 700 of pipeline at 4 for 1 give 175 of 900
    assert starved.allocation.short[0].sum() == pytest.approx(725)
    assert set(reasons(starved)[0]) == {"supply"}


def test_sdrs_quotas_are_the_pipeline_that_is_drawn():
    answer = solved({**SUPPLY, "history": None, "supply": None}, DESK, pipeline_supply={})
    found = {(s.node, s.role, s.lever, s.period): s.pipeline for s in answer.allocation.supply}
    assert set(found) == {("west", "sdr", "new_customers", p) for p in (Q1, Q2)}
    # 4 units of pipeline for each of the 360 of the first quarter, which nobody else supplies
    assert found["west", "sdr", "new_customers", Q1] >= 4 * 360 - 1e-6
    assert sum(found.values()) >= 4 * 900 - 1e-6


def test_the_bound_of_a_tier_lies_below_its_value():
    answer = solved(tiers=["shortfall", "over_stretch", "mean_deviation", "closest"])
    for tier in answer.allocation.tiers:
        assert tier.bound <= tier.value + 1e-15
        assert tier.value - tier.bound < 1e-9
    money = {tier.name: tier.money for tier in answer.allocation.tiers}
    assert money["over_stretch"] is None
    # stretch is evened out before load: 1,300 x 1,450 / 2,300 for ada, 19.57 above her fair share
    assert money["mean_deviation"] == pytest.approx(2 * (1_300 * 1_450 / 2_300 - 800))


def test_tiers_read_at_the_plans_own_quotas_are_the_tiers_values():
    seen = []
    scenario = tiny(
        people(max_quota=[600, None]),
        levers={"expansion": {"priority": 2}},
        pipeline_feasibility={"max_stretch": 0.8},
        tiers=["shortfall", "over_stretch", "mean_deviation", "disruption", "closest"],
    )
    answer = solve_scenario(scenario)
    objectives = list(_objectives(answer))
    told = tier_values(answer.draft, answer.solved, objectives, answer.allocation.quota)
    for tier in answer.solved:
        seen.append(tier.name)
        assert told[tier.name] == pytest.approx(tier.value, abs=1e-9)
    assert seen == ["shortfall:1", "shortfall:2", "over_stretch", "mean_deviation", "closest"]


def _objectives(answer):
    """The objectives again, each with its money."""
    _, found = tiered(answer.scenario)
    return found.values()


def test_tiers_that_need_more_than_quotas_are_not_read_from_them():
    scenario = tiny(
        people(prior_quota=[700, 600]), year_over_year={}, tiers=["breaches", "leximin", "closest"]
    )
    answer = solve_scenario(scenario)
    names = [tier.name for tier in answer.solved]
    assert names[:2] == ["breaches", "leximin:1"]
    objectives = [Objective(name, np.zeros(0, int), np.zeros(0)) for name in names]
    told = tier_values(answer.draft, answer.solved, objectives, answer.allocation.quota)
    assert [name for name in names if told[name] is None] == names[:-1]


def test_leximin_lowers_the_greatest_stretch_then_the_others():
    # bo's floor of 700 is a stretch of 700 / 850; ada's 600 / 1,450 follows from it
    answer = solved(people(min_quota=[None, 700]), tiers=["shortfall", "leximin", "closest"])
    assert answer.by_rep == pytest.approx({"ada": 600, "bo": 700})
    assert answer.tiers["leximin:1"] == pytest.approx(700 / 850)
    assert answer.tiers["leximin:2"] == pytest.approx(600 / 1_450)


def test_expected_value_puts_quota_where_it_is_earned_before_fairness():
    plain = solved(tiers=["shortfall", "closest"])
    answer = solved(tiers=["shortfall", "expected_value", "closest"])
    assert sum(answer.by_rep.values()) == pytest.approx(1_300)
    assert answer.tiers["expected_value"] < 0
    assert np.abs(answer.by_rep["ada"] - plain.by_rep["ada"]) > 0


def test_a_prior_that_costs_more_is_kept():
    wishes = people(prior_quota=[900, None], proposed_quota=[None, 600])
    prices = {"prior_price": 2, "proposed_price": 1}
    answer = solved(wishes, tiers=["shortfall", {"disruption": prices}, "closest"])
    assert answer.by_rep == pytest.approx({"ada": 900, "bo": 400})
    assert answer.tiers["disruption"] == pytest.approx(200 / 1_300)
    turned = {"prior_price": 1, "proposed_price": 2}
    other = solved(wishes, tiers=["shortfall", {"disruption": turned}, "closest"])
    assert other.by_rep == pytest.approx({"ada": 700, "bo": 600})


def test_a_cushion_is_carried_as_far_as_anybody_can():
    cushion = {"new_customers": {"over_assignment": 0.1}}
    full = solved(levers=cushion)
    assert sum(full.by_rep.values()) == pytest.approx(1_390)
    capped = solved(people(max_quota=[800, 530]), levers=cushion, tiers=["shortfall", "closest"])
    assert capped.by_rep == pytest.approx({"ada": 800, "bo": 530})
    assert capped.allocation.cushion_missing.sum() == pytest.approx(60)
    assert capped.tiers["cushion"] == pytest.approx(0.5 * 60 / 1_300)
    assert capped.tiers["shortfall:1"] == pytest.approx(0.0, abs=1e-9)


def test_a_broken_rule_costs_its_money_times_its_price():
    # both at most 600: 100 too much, priced at 3
    answer = solved(
        people(prior_quota=[500, 500]),
        year_over_year={"up": 0.2, "price": 3},
        tiers=["shortfall", "breaches", "closest"],
    )
    assert answer.tiers["breaches"] == pytest.approx(3 * 100 / 1_300)
    assert sum(answer.by_rep.values()) == pytest.approx(1_300)
    assert set(answer.allocation.binding) == {"year_over_year"}


def test_a_target_that_must_be_met_and_cannot_is_a_contradiction():
    scenario = tiny(people(max_quota=[600, 600]), lever_totals={"shortfall": "forbidden"})
    assert solve_scenario(scenario) is None
