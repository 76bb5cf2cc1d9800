"""Hours, effort, what hours allow, and the fair share that follows."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.yields.derive import derive

BOTH = ("new_customers", "pricing")
TARGETS = {"new_customers": 1000.0, "pricing": 3000.0}


def near(figures):
    return pytest.approx(np.array(figures))


def effort(hours=10.0, size=100.0, lever="new_customers"):
    return {"role": "hunter", "lever": lever, "hours_per_opportunity": hours, "deal_size": size}


def at_stake(amount, lever="new_customers", territory="ann"):
    return {"territory_id": territory, "lever": lever, "potential": amount}


def rep(name="ann", **columns):
    return {"rep_id": name, "role": "hunter", **columns}


def test_hours_are_months_times_work(world, make_role):
    scenario = world({"reps": [rep(fte=0.5)]}, roles=(make_role("hunter", hours=60),))
    assert derive(scenario).hours == near([[90, 90, 90, 90]])


def test_a_role_without_hours_has_no_limit_even_while_away(world):
    found = derive(world({"reps": [rep(end_date="2027-03-31")]}))
    assert np.isinf(found.hours).all()
    assert found.cut.tolist() == [1]


def test_effort_is_hours_for_one_unit_won(world):
    found = derive(world({"reps": [rep()], "effort": [effort()]}))
    # 10 hours an opportunity, 4 opportunities a deal of 100.
    assert found.effort.tolist() == [0.4]


def test_effort_takes_the_usual_deal_of_history(world):
    history = [
        {
            "row_id": "h",
            "rep_id": "ann",
            "lever": "new_customers",
            "opportunities": 10,
            "wins": 5,
            "amount_won": 1000.0,
        }
    ]
    found = derive(world({"reps": [rep()], "effort": [effort(size=None)], "history": history}))
    assert found.effort == near([10 / (0.5 * 200)])


def test_effort_without_any_deal_size_is_zero_and_listed(world):
    found = derive(world({"reps": [rep()], "effort": [effort(size=None)]}))
    assert found.effort.tolist() == [0]
    assert any("deal size" in sentence for sentence in found.defaults_used)


def test_without_an_effort_row_effort_is_zero_and_listed(world):
    found = derive(world({"reps": [rep()]}))
    assert found.effort.tolist() == [0]
    assert any("hunter/new_customers" in sentence for sentence in found.defaults_used)


def test_open_deals_have_hours_behind_them(world):
    found = derive(
        world(
            {
                "reps": [rep()],
                "effort": [effort()],
                "stages": [{"stage": "offer", "win_rate": 0.5}],
                "pipeline": [
                    {
                        "row_id": "d",
                        "territory_id": "ann",
                        "lever": "new_customers",
                        "stage": "offer",
                        "rep_id": "ann",
                        "amount": 100.0,
                        "expected_close": "2027-05-05",
                    }
                ],
            }
        )
    )
    # effort .4 x worth 50 x rate .5.
    assert found.done == near([[0, 10, 0, 0]])


def limited(world, make_role, **families):
    return derive(
        world(
            {
                "reps": [rep()],
                "effort": [effort()],
                "potential": [at_stake(8000.0), at_stake(4000.0, "pricing")],
            },
            targets=TARGETS,
            roles=(make_role("hunter", *BOTH, hours=10),),
            families=families,
        )
    )


def test_hours_cut_what_needs_them_and_nothing_else(world, make_role):
    found = limited(world, make_role, capacity={"utilisation": 0.5})
    # Half of 120 hours for 2,000 x .4 = 800: 60 / 800. Pricing has no effort and keeps all.
    assert found.cut == near([0.075])
    assert found.attainable.sum(axis=1) == near([150, 1000])


def test_utilisation_is_085_where_the_policy_gives_none(world, make_role):
    assert limited(world, make_role, capacity={}).cut == near([0.85 * 120 / 800])


def test_without_the_family_nothing_is_cut(world, make_role):
    found = limited(world, make_role)
    assert found.cut.tolist() == [1]
    assert found.attainable.tolist() == found.expected.tolist()


def test_no_hours_at_all_cut_everything(world, make_role):
    found = derive(
        world(
            {
                "reps": [rep()],
                "effort": [effort()],
                "potential": [at_stake(8000.0)],
            },
            roles=(make_role("hunter", hours=0),),
            families={"capacity": {}},
        )
    )
    assert found.cut.tolist() == [0]
    assert found.fair.tolist() == [[0, 0, 0, 0]]


def test_fair_splits_each_levers_target_by_attainable_yield(world):
    found = derive(
        world(
            {
                "reps": [rep("ann"), rep("bob")],
                "potential": [at_stake(100.0), at_stake(300.0, territory="bob")],
            },
            season=(0.4, 0.3, 0.2, 0.1),
        )
    )
    assert found.fair == near([[100, 75, 50, 25], [300, 225, 150, 75]])
    assert found.fair_share == near([250, 750])
    assert found.yield_total == near([[40, 30, 20, 10]])


def test_where_nobody_can_win_anything_there_is_no_fair_share(world):
    found = derive(world({"reps": [rep()], "potential": [at_stake(0.0)]}))
    assert found.yield_total.tolist() == [[0, 0, 0, 0]]
    assert found.fair.tolist() == [[0, 0, 0, 0]]
