"""Expected yield from potential, and from the target where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.yields.derive import derive


def near(figures):
    return pytest.approx(np.array(figures))


def rep(name, **columns):
    return {"rep_id": name, "role": "hunter", **columns}


def at_stake(territory, amount, lever="new_customers"):
    return {"territory_id": territory, "lever": lever, "potential": amount}


def record(cycle):
    return [
        {
            "row_id": "h",
            "rep_id": "ann",
            "lever": "new_customers",
            "opportunities": 30,
            "wins": 9,
            "cycle_days": cycle,
        }
    ]


def test_yield_is_open_worth_and_the_won_part_of_the_rest(world):
    found = derive(
        world(
            {
                "reps": [rep("ann", fte=0.5)],
                "potential": [at_stake("ann", 1000.0)],
                "pipeline": [
                    {
                        "row_id": "d",
                        "territory_id": "ann",
                        "lever": "new_customers",
                        "stage": "offer",
                        "rep_id": "ann",
                        "amount": 200.0,
                        "expected_close": "2027-08-01",
                    }
                ],
                "stages": [{"stage": "offer", "win_rate": 0.4}],
            },
            season=(0.1, 0.2, 0.3, 0.4),
        )
    )
    # conv .25 x rest 800 x half a person x season; 80 of the open deal in Q3.
    assert found.expected == near([[10, 20, 110, 40]])
    # He works 200 + 800 x 1 and wins 80 + 200 of it.
    assert found.worked.tolist() == [1000]
    assert found.win_share == near([0.28])


def test_a_deal_must_still_end_inside_the_horizon(world):
    found = derive(
        world({"reps": [rep("ann")], "potential": [at_stake("ann", 1e3)], "history": record(100)})
    )
    # Days up to 365 - 100 = 265 of 365; Q4 begins at 273, Q3 (92 days) at 181.
    assert found.inside == near([[1, 1, 84 / 92, 0]])
    assert found.expected[0] == near(0.3 * 1000 * 0.25 * np.array([1, 1, 84 / 92, 0]))


def test_part_of_a_day_of_cycle_is_a_day_too_late(world):
    found = derive(world({"reps": [rep("ann")], "history": record(0.5)}))
    assert found.inside == near([[1, 1, 1, 91 / 92]])


def test_an_unknown_cycle_ends_inside(world):
    assert derive(world({"reps": [rep("ann")]})).inside.tolist() == [[1, 1, 1, 1]]


def test_a_pair_without_a_row_of_potential_counts_nothing_and_is_warned(world):
    found = derive(
        world({"reps": [rep("ann"), rep("bob")], "potential": [at_stake("ann", 1000.0)]})
    )
    assert found.expected[1].tolist() == [0, 0, 0, 0]
    assert found.win_share[1] == 0.25
    warned = {problem.code: problem.what for problem in found.warnings}
    assert "bob/new_customers" in warned["potential-row-absent"]


def test_pairs_are_those_with_a_cell_or_a_potential(world):
    found = derive(
        world({"reps": [rep("ann")], "potential": [at_stake("zed", 1.0), at_stake("ann", 2.0)]})
    )
    assert found.pair_territory.tolist() == [0, 1]
    assert found.potential.tolist() == [2, 1]
    assert found.cell_pair.tolist() == [0]


def test_without_potential_the_target_is_split_by_work(world):
    found = derive(world({"reps": [rep("ann", fte=0.5), rep("bob")]}))
    # Each works his own territory: weight = work x worked / worked = work.
    assert found.expected == near([[250 / 3] * 4, [500 / 3] * 4])
    assert not found.has_potential
    assert found.potential.tolist() == [0, 0]
    assert found.rest.tolist() == [0, 0]
    assert found.worked.tolist() == [0, 0]
    assert found.win_share.tolist() == [0.25, 0.25]
    assert "potential-absent" in {problem.code for problem in found.warnings}


def test_without_potential_a_rep_of_two_territories_divides_himself(world):
    found = derive(
        world(
            {
                "reps": [rep("ann"), rep("bob")],
                "coverage": [
                    {"rep_id": "ann", "territory_id": "s", "share": 1.0},
                    {"rep_id": "ann", "territory_id": "t", "share": 0.5},
                    {"rep_id": "bob", "territory_id": "t", "share": 0.5},
                ],
            }
        )
    )
    assert found.expected[:, 0] == near([250 / 3, 125 / 3, 125])


def test_without_potential_open_deals_come_first(world):
    deal = {
        "row_id": "d",
        "territory_id": "ann",
        "lever": "new_customers",
        "stage": "offer",
        "rep_id": "ann",
        "amount": 1200.0,
        "expected_close": "2027-02-01",
    }
    found = derive(
        world(
            {
                "reps": [rep("ann"), rep("bob")],
                "pipeline": [deal],
                "stages": [{"stage": "offer", "win_rate": 0.5}],
            }
        )
    )
    # 600 of 1,000 is open; the other 400 is 50 a quarter and rep.
    assert found.expected == near([[650, 50, 50, 50], [50, 50, 50, 50]])
    assert found.open_amount.tolist() == [1200, 0]


def test_without_potential_more_open_than_the_target_leaves_no_rest(world):
    deal = {
        "row_id": "d",
        "territory_id": "ann",
        "lever": "new_customers",
        "stage": "offer",
        "rep_id": "ann",
        "amount": 4000.0,
        "expected_close": "2027-02-01",
    }
    found = derive(
        world(
            {
                "reps": [rep("ann")],
                "pipeline": [deal],
                "stages": [{"stage": "offer", "win_rate": 0.5}],
            }
        )
    )
    assert found.expected == near([[2000, 0, 0, 0]])


def test_rows_of_levers_without_a_target_are_warned(world):
    found = derive(
        world({"reps": [rep("ann")], "potential": [at_stake("ann", 9.0, lever="channel")]})
    )
    assert found.potential.tolist() == [0]
    warned = {problem.code: problem.what for problem in found.warnings}
    assert "channel" in warned["lever-without-target"]
