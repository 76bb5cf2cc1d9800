"""Sums that a report shows: by period, by node, by place, and the distance from the peers' load."""

from __future__ import annotations

import pandas as pd
import pytest

from allocator.measures.by_node import by_node
from allocator.measures.by_period import by_lever, by_period
from allocator.measures.by_place import by_place
from allocator.measures.by_split import deviations, spread, window

QUOTAS = pd.DataFrame(
    {
        "rep_id": ["ann", "ann", "bob"],
        "territory_id": ["t", "t", "u"],
        "lever": ["new", "new", "old"],
        "period": ["2027-01-01", "2027-04-01", "2027-01-01"],
        "quota": [10.0, 20.0, 30.0],
    }
)


def table(rows, *columns):
    return pd.DataFrame(rows, columns=[*columns, "value"])


def test_hours_are_those_of_owners_with_a_limit_alone():
    where = ("rep_id", "period")
    found = by_period(
        QUOTAS,
        {
            "fair": table([("ann", 1.0), ("bob", 1.0)], "rep_id"),
            "hours": table([("ann", "2027-01-01", 5.0), ("sdr", "2027-01-01", 99.0)], *where),
            "done": table([("ann", "2027-01-01", 2.0), ("bob", "2027-01-01", 7.0)], *where),
            "effort": table(
                [("ann", "t", "new", 0.1), ("bob", "u", "old", 9.0)],
                "rep_id", "territory_id", "lever",
            ),
            "y": table([("2027-01-01", 8.0), ("2027-01-01", 4.0)], "period"),
            "target": table([("2027-01-01", 40.0), ("2027-04-01", 20.0)], "period"),
        },
    )  # fmt: skip
    first, second = found.to_dict("records")
    assert first == {
        "quota": 40.0, "target": 40.0, "attainable": 12.0, "open_worth": 0.0,
        "hours": 5.0, "hours_done": 2.0, "hours_needed": 1.0,
    }  # fmt: skip
    assert (second["quota"], second["hours_needed"], second["hours"]) == (20.0, 2.0, 0.0)


def test_a_plan_without_any_data_has_quotas_alone():
    assert by_period(QUOTAS, {})["quota"].tolist() == [40.0, 20.0]
    assert by_lever(QUOTAS, {})["quota"].to_dict() == {
        ("new", "2027-01-01"): 10.0,
        ("new", "2027-04-01"): 20.0,
        ("old", "2027-01-01"): 30.0,
    }


def test_a_tree_is_read_from_the_top_the_largest_first():
    rollup = pd.DataFrame(
        {
            "node_id": ["east", "east", "root", "root", "west", "west-1"],
            "level": ["region", "region", "company", "company", "region", "team"],
            "parent_id": ["root", "root", "", "", "root", "west"],
            "quota": [1.0, 2.0, 8.0, 5.0, 10.0, 6.0],
            "over_assignment": [0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
        }
    )
    reps = pd.DataFrame({"node_id": ["east", "west", "west-1"], "quota": [3.0, 4.0, 6.0]})
    found = by_node(rollup, reps)
    assert list(found.index) == ["root", "west", "west-1", "east"]
    assert found["depth"].tolist() == [0, 1, 2, 1]
    assert found["quota"].tolist() == [13.0, 10.0, 6.0, 3.0]
    assert found["reps"].tolist() == [3, 2, 1, 1]
    assert found.loc["west", ["least", "greatest"]].tolist() == [4.0, 6.0]


def test_places_are_territories_else_reps_else_none():
    here = {"latitude": [1.0, float("nan")], "longitude": [2.0, 3.0]}
    territories = pd.DataFrame({"territory_id": ["t", "u"], "name": ["T", "U"], **here})
    reps = pd.DataFrame({"rep_id": ["ann", "bob"], "name": ["Ann", "Bob"], **here})
    assert by_place(QUOTAS, territories, reps).to_dict("records") == [
        {"id": "t", "name": "T", "latitude": 1.0, "longitude": 2.0, "quota": 30.0, "carriers": 1}
    ]
    assert by_place(QUOTAS, None, reps)["id"].tolist() == ["ann"]
    assert by_place(QUOTAS, None, reps.assign(latitude=float("nan"))).empty


@pytest.fixture
def found():
    reps = pd.DataFrame(
        {
            "rep_id": ["ann", "bob", "cy"],
            "compared": [True, True, False],
            "peer_group": ["g", "g", "g"],
            "fair_share": [100.0, 300.0, 50.0],
        }
    )
    splits = pd.DataFrame(
        {
            "rep_id": ["ann", "bob", "cy"],
            "quota": [110.0, 290.0, 1.0],
            "equal": [200.0, 200.0, 200.0],
            "prior": [float("nan")] * 3,
            "potential": [100.0, 300.0, 50.0],
        }
    )
    return deviations(reps, splits)


def test_load_is_held_against_the_group_that_is_compared(found):
    by = found.set_index(["split", "rep_id"])["deviation"]
    assert by["plan", "ann"] == pytest.approx(0.1)
    assert by["equal", "bob"] == pytest.approx(-1 / 3)
    assert (by["potential"] == 0.0).all()
    assert set(found["split"]) == {"plan", "equal", "potential"}
    assert "cy" not in set(found["rep_id"])


def test_a_picture_shows_the_plan_and_the_band_whole(found):
    low, high = window(found, 0.2)
    assert low <= -0.2
    assert high >= 0.2
    told = spread(found).set_index("split")
    assert told.loc["equal", ["reps", "least", "greatest"]].tolist() == pytest.approx(
        [2, -1 / 3, 1]
    )
