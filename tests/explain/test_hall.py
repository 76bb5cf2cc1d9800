"""What is needed and what can be reached, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from allocator.explain.hall import cuts


def test_nothing_lacks_where_the_target_can_be_reached(make, drafted):
    assert cuts(drafted(make(target=125_000))) == ()


def test_a_lever_needs_more_than_its_owners_reach(make, drafted):
    (cut,) = cuts(drafted(make(target=150_000)))
    assert (cut.side, cut.levers, cut.periods, cut.reps) == ("reach", ("new_customers",), (), 2)
    assert cut.needed == pytest.approx(150_000)
    assert cut.reach == pytest.approx(125_000)  # 2 x 1.25 x 50,000
    assert cut.lack == pytest.approx(25_000)


def test_potential_bounds_what_territories_give(make, drafted):
    tight = {"potential": {"reach": 0.5}}
    (cut,) = cuts(drafted(make(target=60_000, settings=tight)))
    assert cut.reach == pytest.approx(50_000)  # 2 x 0.5 x 200,000 x 0.25


def test_hours_bound_what_a_rep_reaches(make, drafted):
    effort = pd.DataFrame(
        {
            "role": ["hunter"],
            "lever": ["new_customers"],
            "hours_per_opportunity": [5.0],
            "deal_size": [1_000.0],
        }
    )
    given = make(
        target=50_000,
        role={"selling_hours_per_month": 100},
        tables={"effort": effort},
        settings={"pipeline_feasibility": {"max_stretch": 9}},
    )
    (cut,) = cuts(drafted(given))
    # 300 hours a quarter; 5 / (0.25 x 1,000) = 0.02 hours for a unit: 15,000 each
    assert cut.reach == pytest.approx(30_000)


def test_least_quotas_above_the_target_have_no_place(make, drafted):
    floors = {"min_quota": [60_000, 55_000]}
    (cut,) = cuts(drafted(make(target=100_000, reps=floors)))
    assert (cut.side, cut.levers, cut.reps) == ("floor", ("new_customers",), 2)
    assert (cut.needed, cut.reach) == pytest.approx((115_000, 100_000))


def test_a_floor_above_a_reps_own_limits_is_his_alone(make, drafted):
    (cut,) = cuts(drafted(make(target=100_000, reps={"min_quota": [70_000, None]})))
    assert (cut.rep, cut.needed, cut.reach) == ("r1", pytest.approx(70_000), pytest.approx(62_500))


def test_a_managers_number_is_held_against_his_team(make, drafted):
    hierarchy = pd.DataFrame(
        {
            "node_id": ["all", "west"],
            "parent_id": ["", "all"],
            "min_target": [None, 80_000.0],
        }
    )
    given = make(hierarchy=hierarchy, reps={"node_id": ["west", "all"]})
    (cut,) = cuts(drafted(given))
    assert (cut.node, cut.needed, cut.reach) == ("west", 80_000, pytest.approx(62_500))


def test_soft_rules_hold_nobody_back(make, drafted):
    soft = {"year_over_year": {"soft": True}}
    prior = {"prior_quota": [200_000.0, 200_000.0]}
    assert cuts(drafted(make(reps=prior, settings=soft))) == ()
