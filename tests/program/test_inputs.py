"""Cushions by level, and the boxes of x."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.errors import InputError
from tiny import DESK, SUPPLY, bounds_of, draft_of, frame, people, rows_of, tiny

TEAMS = frame(
    {"node_id": "co", "parent_id": "", "level": "company"},
    {"node_id": "west", "parent_id": "co", "level": "region"},
    {"node_id": "west-1", "parent_id": "west", "level": "team"},
)


def inputs_of(**changes):
    tables = {**people(node_id=["west-1", "west"]), "hierarchy": TEAMS}
    levers = {"new_customers": {"over_assignment": 0.1}}
    return draft_of(tiny(tables, levers=levers, **changes)).inputs


def test_a_levers_cushion_is_its_own_times_those_of_all_levels():
    inputs = inputs_of(roll_up={"over_assignment": {"team": 0.02, "region": 0.04}})
    assert inputs.cushion == pytest.approx([1.1 * 1.02 * 1.04, 1.02 * 1.04])


def test_a_nodes_cushion_is_that_of_its_level_and_those_below():
    inputs = inputs_of(roll_up={"over_assignment": {"company": 0.5, "team": 0.02, "region": 0.04}})
    new, expansion = inputs.node_cushion
    nodes = inputs.tree.nodes.labels
    assert nodes == ("co", "west", "west-1")
    assert expansion == pytest.approx([1.5 * 1.04 * 1.02, 1.04 * 1.02, 1.02])
    assert new == pytest.approx(1.1 * expansion)


def test_without_roll_up_only_the_levers_own_cushion_counts():
    assert inputs_of().cushion.tolist() == [1.1, 1.0]


def test_a_level_that_no_node_has_is_an_error():
    with pytest.raises(InputError) as refused:
        inputs_of(roll_up={"over_assignment": {"squad": 0.02}})
    assert refused.value.problems[0].code == "unknown-level"


def test_a_box_is_the_least_of_target_stretch_and_reach():
    draft = draft_of(tiny(potential={"reach": 0.4}, pipeline_feasibility={"max_stretch": 0.2}))
    # ada: stretch 0.2 x 1,450 = 290; reach 0.4 x 0.25 x 4,800 = 480 and 0.4 x 0.25 x 1,000 = 100
    # bo: stretch 0.2 x 850 = 170; reach 240 and 100
    assert bounds_of(draft, "x") == pytest.approx(
        {
            "ada/north/new_customers/2027-01-01": 290,
            "ada/north/new_customers/2027-04-01": 290,
            "ada/north/expansion/2027-01-01": 100,
            "ada/north/expansion/2027-04-01": 100,
            "bo/south/new_customers/2027-01-01": 170,
            "bo/south/new_customers/2027-04-01": 170,
            "bo/south/expansion/2027-01-01": 100,
            "bo/south/expansion/2027-04-01": 100,
        }
    )
    assert bounds_of(draft, "q") == pytest.approx({"ada": 780, "bo": 540})


def test_soft_rules_bound_no_box():
    soft = {"soft": True}
    draft = draft_of(
        tiny(potential={"reach": 0.1, **soft}, pipeline_feasibility={"max_stretch": 0.1, **soft})
    )
    assert bounds_of(draft, "q") == {"ada": 1_300, "bo": 1_300}


def test_a_lock_beyond_the_stretch_opens_his_boxes_and_a_lock_within_does_not():
    for lock, most in ((200, 145), (100, 145 * 1.0)):
        draft = draft_of(
            tiny(people(locked_quota=[lock, None]), pipeline_feasibility={"max_stretch": 0.1})
        )
        boxes = bounds_of(draft, "x")
        assert boxes["ada/north/new_customers/2027-04-01"] == pytest.approx(
            540 if lock > most else most
        )


def test_a_floor_makes_a_quota_even_for_who_can_carry_nothing():
    tables = {
        "reps": frame(
            {"rep_id": "ada", "role": "ae", "min_quota": None},
            {"rep_id": "bo", "role": "ae", "min_quota": None},
            {"rep_id": "di", "role": "ae", "min_quota": 10},
        )
    }
    draft = draft_of(tiny(tables))
    assert bounds_of(draft, "q") == {"ada": 1_300, "bo": 1_300, "di": 0}
    assert rows_of(draft, "quota")["di"] == (0.0, {"q di": -1.0}, 0.0)
    assert rows_of(draft, "quota_bounds") == {"di": (10.0, {"q di": 1.0}, np.inf)}


def test_a_desk_costs_hours_per_opportunity_over_the_deal_size_and_has_its_members_hours():
    draft = draft_of(tiny(SUPPLY, DESK, pipeline_supply={}))
    (desk,) = draft.inputs.desks
    assert (desk.node_id, desk.role, desk.lever_id) == ("west", "sdr", "new_customers")
    assert desk.effort == pytest.approx(0.04)
    assert desk.hours.tolist() == pytest.approx([300, 300])


def test_two_sdrs_of_a_node_are_one_desk_and_of_two_nodes_two():
    reps = SUPPLY["reps"]
    more = frame(
        {"rep_id": "cz", "role": "sdr", "node_id": "west"},
        {"rep_id": "da", "role": "sdr", "node_id": "all"},
    )
    tables = {**SUPPLY, "reps": type(reps)([*reps.to_dict("records"), *more.to_dict("records")])}
    draft = draft_of(tiny(tables, DESK, pipeline_supply={}))
    assert [(d.node_id, d.hours.tolist()) for d in draft.inputs.desks] == [
        ("all", [300, 300]), ("west", [600, 600]),
    ]  # fmt: skip


def test_a_desk_without_an_effort_row_is_held_by_demand_alone():
    tables = {name: table for name, table in SUPPLY.items() if name != "effort"}
    draft = draft_of(tiny(tables, DESK, pipeline_supply={"self_sourced": {"ae": 0.5}}))
    assert draft.inputs.desks[0].effort == 0
    # the boxes of new customers, 2 x (360 + 540), at a conversion of 0.25
    assert bounds_of(draft, "W") == pytest.approx(
        {f"west/sdr/new_customers/{p}": 7_200 for p in ("2027-01-01", "2027-04-01")}
    )
    assert rows_of(draft, "pipeline_hours") == {}


def test_a_desk_for_a_lever_without_a_target_has_nothing_to_do():
    roles = {"sdr": {**DESK["sdr"], "levers": ["channel", "new_customers"]}}
    draft = draft_of(tiny(SUPPLY, roles, pipeline_supply={}))
    assert [desk.lever_id for desk in draft.inputs.desks] == ["new_customers"]
