"""Coverage becomes cells, and shares by day become worked shares."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.errors import InputError
from allocator.yields.derive import derive

BOTH = ("new_customers", "pricing")
TARGETS = {"new_customers": 1000.0, "pricing": 1000.0}


def reps(*names, **columns):
    return [{"rep_id": name, "role": "hunter", **columns} for name in names]


def row(rep, territory="t", **columns):
    return {"rep_id": rep, "territory_id": territory, **columns}


def near(figures):
    return pytest.approx(np.array(figures), abs=1e-15)


def cells_of(found):
    return [
        (found.reps.labels[r], found.territories.labels[t], found.levers.labels[lever])
        for r, t, lever in zip(found.cell_rep, found.cell_territory, found.cell_lever, strict=True)
    ]


def test_without_coverage_each_rep_has_a_territory_of_his_name(world):
    found = derive(world({"reps": reps("bob", "ann")}))
    assert cells_of(found) == [
        ("ann", "ann", "new_customers"),
        ("bob", "bob", "new_customers"),
    ]
    assert found.mean_share.tolist() == [1, 1]


def test_a_row_without_lever_stands_for_every_lever_of_the_role(world, make_role):
    found = derive(
        world(
            {"reps": reps("ann"), "coverage": [row("ann")]},
            targets=TARGETS,
            roles=(make_role("hunter", *BOTH),),
        )
    )
    assert cells_of(found) == [("ann", "t", "new_customers"), ("ann", "t", "pricing")]


def test_rows_that_name_a_lever_rule_that_lever_alone(world, make_role):
    found = derive(
        world(
            {
                "reps": reps("ann"),
                "coverage": [
                    row("ann", share=0.5),
                    row("ann", lever="pricing", share=0.2),
                ],
            },
            targets=TARGETS,
            roles=(make_role("hunter", *BOTH),),
        )
    )
    assert found.mean_share == pytest.approx([0.5, 0.2])


def test_a_lever_that_the_role_does_not_own_is_refused(world):
    scenario = world(
        {"reps": reps("ann"), "coverage": [row("ann", lever="pricing")]}, targets=TARGETS
    )
    with pytest.raises(InputError) as refused:
        derive(scenario)
    assert refused.value.problems[0].code == "coverage-lever-not-owned"


def test_a_role_that_carries_pipeline_has_no_cell(world, make_role):
    found = derive(
        world(
            {
                "reps": [*reps("ann"), {"rep_id": "sid", "role": "sdr"}],
                "coverage": [row("ann"), row("sid")],
            },
            roles=(make_role("hunter"), make_role("sdr", credit="pipeline")),
        )
    )
    assert cells_of(found) == [("ann", "t", "new_customers")]
    assert found.mean_share.tolist() == [1]


def test_empty_shares_split_equally_what_the_given_ones_leave(world):
    found = derive(
        world(
            {
                "reps": reps("ann", "bob", "cem"),
                "coverage": [row("ann", share=0.4), row("bob"), row("cem")],
            }
        )
    )
    assert found.mean_share == pytest.approx([0.4, 0.3, 0.3])


def test_shares_that_add_up_to_one_leave_exactly_nothing(world):
    given = {"a": 0.1, "b": 0.2, "c": 0.7}
    found = derive(
        world(
            {
                "reps": reps(*given, "d"),
                "coverage": [*(row(rep, share=share) for rep, share in given.items()), row("d")],
            }
        )
    )
    assert found.mean_share[3] == 0
    assert found.worked_share[3].tolist() == [0, 0, 0, 0]


def test_the_split_is_among_those_whose_coverage_runs_that_day(world):
    found = derive(
        world(
            {
                "reps": reps("ann", "bob"),
                "coverage": [row("ann"), row("bob", start_date="2027-07-01")],
            }
        )
    )
    assert found.worked_share == near([[1, 1, 0.5, 0.5], [0, 0, 0.5, 0.5]])


def test_presence_plays_no_part_in_the_split(world):
    people = reps("ann") + reps("bob", start_date="2027-07-01")
    found = derive(world({"reps": people, "coverage": [row("ann"), row("bob")]}))
    assert found.worked_share == near([[0.5] * 4, [0, 0, 0.5, 0.5]])
    assert found.mean_share == pytest.approx([0.5, 0.5])


def test_a_hand_over_inside_a_period_loses_nothing(world):
    # Ann leaves on 14 February and hands over to Bob: 45 days each. A product of averages
    # would give each half of a half.
    people = reps("ann", end_date="2027-02-14") + reps("bob", start_date="2027-02-15")
    found = derive(
        world(
            {
                "reps": people,
                "coverage": [
                    row("ann", end_date="2027-02-14"),
                    row("bob", start_date="2027-02-15"),
                ],
                "potential": [{"territory_id": "t", "lever": "new_customers", "potential": 100.0}],
            }
        )
    )
    assert found.worked_share == near([[0.5, 0, 0, 0], [0.5, 1, 1, 1]])
    assert "potential-without-owner" not in {problem.code for problem in found.warnings}


def test_two_rows_of_one_cell_add_up(world):
    found = derive(
        world(
            {
                "reps": reps("ann"),
                "coverage": [
                    row("ann", start_date="2027-01-01", end_date="2027-03-31", share=0.2),
                    row("ann", start_date="2027-07-01", share=0.6),
                ],
            }
        )
    )
    assert len(found.cell_rep) == 1
    assert found.worked_share == near([[0.2, 0, 0.6, 0.6]])
    assert found.mean_share == pytest.approx([(90 * 0.2 + 184 * 0.6) / 365])


def test_a_cell_exists_whatever_its_dates(world):
    found = derive(
        world({"reps": reps("ann"), "coverage": [row("ann", end_date="2020-01-01", share=1.0)]})
    )
    assert len(found.cell_rep) == 1
    assert found.worked_share.tolist() == [[0, 0, 0, 0]]


def test_an_overlay_has_its_own_cells_outside_the_primary_split(world, make_role):
    found = derive(
        world(
            {
                "reps": [*reps("ann"), {"rep_id": "oda", "role": "helper"}],
                "coverage": [row("ann"), row("oda", start_date="2027-02-15")],
            },
            roles=(make_role("hunter"), make_role("helper", credit="overlay")),
        )
    )
    assert found.mean_share.tolist() == [1]
    assert found.overlay.rep.tolist() == [1]
    assert found.overlay.share == near([[0.5, 1, 1, 1]])
    assert any("overlay" in sentence for sentence in found.defaults_used)


def test_potential_without_a_present_owner_is_said_with_its_money(world):
    found = derive(
        world(
            {
                "reps": reps("ann", end_date="2027-02-14"),
                "coverage": [row("ann")],
                "potential": [
                    {"territory_id": "t", "lever": "new_customers", "potential": 8000.0},
                    {"territory_id": "u", "lever": "new_customers", "potential": 400.0},
                ],
            }
        )
    )
    warned = {problem.code: problem.what for problem in found.warnings}
    # In t half of Q1's 2,000 and all of three quarters; in u all of 400.
    assert "7,400" in warned["potential-without-owner"]
    assert "t 2027-01-01 1,000" in warned["potential-without-owner"]
    assert "t 2027-04-01 2,000" in warned["potential-without-owner"]
    assert "u 2027-04-01 100" in warned["potential-without-owner"]
    assert "u" in warned["territory-without-rep"]


def test_a_rep_without_coverage_is_named_and_has_no_cell(world):
    found = derive(world({"reps": reps("ann", "bob"), "coverage": [row("ann")]}))
    warned = {problem.code: problem.what for problem in found.warnings}
    # reading has said it, with its place
    assert "rep-without-coverage" not in warned
    assert found.cell_rep.tolist() == [0]
