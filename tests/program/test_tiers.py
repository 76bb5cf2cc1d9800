"""Columns and costs of the tiers, where more than one group or rep has something to say."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.yields.risk import expected_up_to
from tiny import REGIONS, bounds_of, columns_of, frame, people, rows_of, tiered, tiny

SIX = {
    "reps": frame(
        *({"rep_id": f"a{i}", "role": "ae", "segment": "smb"} for i in range(3)),
        *({"rep_id": f"b{i}", "role": "ae", "segment": "top"} for i in range(3)),
    ),
    "coverage": frame(
        *({"rep_id": f"a{i}", "territory_id": "north"} for i in range(3)),
        *({"rep_id": f"b{i}", "territory_id": "south"} for i in range(3)),
    ),
}
"""Ada's territory among three, and Bo's: fair shares of 800 / 3 and 500 / 3 each."""


def costs(draft, objective):
    names = columns_of(draft)
    return {names[c]: v for c, v in zip(objective.columns, objective.costs, strict=True)}


def test_groups_count_by_their_fair_shares():
    draft, found = tiered(tiny(SIX, tiers=["between_groups", "closest"]))
    smb, top = 800 / 1_300, 500 / 1_300
    assert costs(draft, found["between_groups"]) == pytest.approx(
        {
            "group_over ae/smb": smb, "group_over ae/top": top,
            "group_under ae/smb": smb, "group_under ae/top": top,
        }
    )  # fmt: skip
    assert rows_of(draft, "all_load")[""][1] == pytest.approx(
        {"S_all": 1_300, "S ae/smb": -800, "S ae/top": -500}
    )
    # each rep may carry 1,300: S up to 3,900 / 800 and 3,900 / 500
    assert bounds_of(draft, "S") == pytest.approx({"ae/smb": 4.875, "ae/top": 7.8})
    assert bounds_of(draft, "group_over") == pytest.approx({"ae/smb": 7.8, "ae/top": 7.8})


def test_whom_nobody_compares_has_no_deviation():
    draft, found = tiered(
        tiny(people(locked_quota=[500, 500]), tiers=["mean_deviation", "between_groups", "closest"])
    )
    assert list(found) == ["closest"]
    assert bounds_of(draft, "over") == {}


def test_over_stretch_averages_a_tenth_of_what_undecided_reps_can_win():
    draft, found = tiered(
        tiny(people(locked_quota=[500, None]), tiers=["over_stretch", "leximin", "closest"])
    )
    assert costs(draft, found["over_stretch"]) == pytest.approx({"eta": 1.0, "t bo": 1 / 85})
    assert list(rows_of(draft, "leximin:1")) == ["bo"]
    _, nobody = tiered(
        tiny(people(locked_quota=[500, 400]), tiers=["over_stretch", "leximin", "closest"])
    )
    assert list(nobody) == ["closest"]


def test_disruption_leaves_out_what_costs_nothing():
    wishes = people(prior_quota=[700, 600], proposed_quota=[650, None])
    draft, found = tiered(
        tiny(wishes, tiers=[{"disruption": {"prior_price": 0, "proposed_price": 3}}, "closest"])
    )
    assert costs(draft, found["disruption"]) == pytest.approx(
        {"proposed_more ada": 3 / 1_300, "proposed_less ada": 3 / 1_300}
    )
    _, none = tiered(
        tiny(wishes, tiers=[{"disruption": {"prior_price": 0, "proposed_price": 0}}, "closest"])
    )
    assert list(none) == ["closest"]


def test_a_managers_proposal_is_held_against_his_number_less_the_cushion():
    tables = {**people(node_id=["west", "all"]), "hierarchy": REGIONS.assign(proposed=[None, 600])}
    draft, found = tiered(
        tiny(tables, roll_up={"over_assignment": {"region": 0.25}}, tiers=["disruption", "closest"])
    )
    low, terms, high = rows_of(draft, "node_proposed")["west"]
    assert low == high == 600
    assert terms["x ada/north/expansion/2027-01-01"] == pytest.approx(0.8)
    assert "x bo/south/expansion/2027-01-01" not in terms
    # 1.25 x 1,300 at most, less the cushion
    assert bounds_of(draft, "node_more") == pytest.approx({"west": 1_300})
    assert bounds_of(draft, "node_less") == {"west": 600}
    assert found["disruption"].money == 1_300


def test_a_piece_earns_the_mean_probability_that_yield_passes_it():
    draft, found = tiered(tiny(tiers=["expected_value", "closest"]))
    cost = costs(draft, found["expected_value"])
    slope = np.array([-cost[f"piece ada/{j}"] * 1_300 for j in range(12)])
    assert (np.diff(slope) < 0).all()
    assert slope[0] == pytest.approx(1.0, abs=1e-3)
    assert slope[11] == 0.0
    # together the pieces up to the yield earn E min(y, Y)
    y, variance = np.array([1_450.0]), np.array([(1_200**2 + 250**2) / 7])
    width = np.array([bounds_of(draft, "piece")[f"ada/{j}"] for j in range(6)])
    assert width.sum() == pytest.approx(1_450)
    assert slope[:6] @ width == pytest.approx(float(expected_up_to(y, y, variance)[0]))


def test_closest_reads_zero_at_the_fair_shares():
    draft, found = tiered(tiny())
    program = draft.program(found["closest"])
    fair = np.zeros(program.shape[1])
    fair[:8] = [240, 360, 100, 100, 120, 180, 100, 100]
    # sorted by lever in its own order: new_customers before expansion
    assert program.objective(fair) + found["closest"].constant == pytest.approx(0.0, abs=1e-12)


def test_nobody_who_can_win_anything_has_no_expectation():
    potential = frame({"territory_id": "north", "lever": "new_customers", "potential": 0})
    assert list(tiered(tiny({"potential": potential}, tiers=["expected_value", "closest"]))[1]) == [
        "closest"
    ]
