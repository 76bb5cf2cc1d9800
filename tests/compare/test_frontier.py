from __future__ import annotations

import json
from dataclasses import replace

from allocator.compare.frontier import Axis
from allocator.compare.measured import MEASURES, measured
from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.read.canonical import csv_bytes, json_bytes
from faults.line import lay
from frontiers import bent, none, plan


def test_the_first_trade_off_that_bends_is_taken():
    frontier = bent()
    assert frontier.between == ("worst_load_deviation", "expected_bookings")
    assert frontier.knee is frontier.points[2]
    assert frontier.efficient == (2, 3, 4)


def test_another_is_taken_where_the_first_does_not_move():
    moved = [(0.1, 1.3), (0.15, 1.1), (0.3, 1.0)]
    points = tuple(
        plan(number, str(number), shortfall=1_000 * change, largest_stretch=stretch)
        for number, (change, stretch) in enumerate(moved, 1)
    )
    frontier = bent(points=points)
    assert frontier.between == ("shortfall", "largest_stretch")
    assert frontier.knee is points[1]


def test_the_trade_off_that_was_asked_for_is_kept():
    frontier = bent(asked=("disruption", "largest_stretch"))
    assert frontier.between == ("disruption", "largest_stretch")
    assert frontier.knee is None
    assert "No knee" in frontier.note


def test_what_differs_behind_the_last_digit_is_the_same():
    noisy = replace(bent(), points=tuple(
        plan(number, str(number), worst_load_deviation=0.1 + number * 1e-6,
             expected_bookings=90_000.0 + number * 1e-3)
        for number in range(1, 5)
    ))  # fmt: skip
    assert noisy.knee is None
    assert noisy.efficient == (1, 2, 3, 4)


def test_points_without_a_plan_stand_in_the_table_with_their_reason():
    table = bent().table
    first = table.iloc[0]
    assert (first["fairness_band.band"], first["status"]) == ("0.01", "infeasible")
    assert first["reason"] == "these rules cannot all hold: a; b"
    assert first[list(MEASURES)].isna().all()
    assert table["knee"].tolist() == [False, False, True, False]
    head = csv_bytes(table).decode().splitlines()[0].split(",")
    assert head == ["point", "fairness_band.band", "status", "efficient", "knee", *MEASURES,
                    "certificate", "input_hash", "reason"]  # fmt: skip


def test_json_holds_what_the_table_holds():
    frontier = bent()
    found = json.loads(json_bytes(frontier.to_dict()))
    assert found["schema"] == "allocator/frontier/v1"
    assert found["vary"] == [
        {"path": "fairness_band.band", "values": ["0.01", "0.05", "0.10", "0.20"]}
    ]
    assert found["between"] == {"cost": "worst_load_deviation", "gain": "expected_bookings"}
    assert found["knee"] == 3
    table = frontier.table
    for point, row in zip(found["points"], table.to_dict("records"), strict=True):
        assert point["settings"] == {"fairness_band.band": row["fairness_band.band"]}
        for key in MEASURES:
            assert point[key] == (None if row[key] != row[key] else row[key])
    assert found["points"][1]["certificate"]["checks"] == 120
    assert found["points"][0]["certificate"] is None


def test_a_frontier_without_any_plan_has_no_knee_and_says_so():
    frontier = bent(axes=(Axis("a", ("1", "2")),), points=(none(1, "1"), none(2, "2")))
    assert frontier.knee is None
    assert frontier.certified == ()
    assert frontier.efficient == ()
    assert "there are 0" in frontier.note


def test_measures_are_those_of_the_plan(tmp_path):
    made = solve(load(lay(tmp_path / "small"))).plan
    found = measured(made)
    document = made.document
    assert list(found) == list(MEASURES)
    assert found["assigned"] == document["totals"]["assigned"]
    for key in ("expected_bookings", "largest_stretch", "share_inside_band", "largest_change"):
        assert found[key] == document["metrics"][key], key
    # by group in plan.json, over everybody here
    assert found["worst_load_deviation"] == max(
        document["metrics"]["worst_load_deviation"].values()
    )
    prior = {"ann": 30_000, "bob": 30_000, "cem": 20_000, "dee": 20_000}
    quota = made.reps.set_index("rep_id")["quota"]
    changes = [abs(quota[rep] / was - 1) for rep, was in prior.items()]
    assert abs(found["disruption"] - sum(changes) / 4) < 1e-12
