"""Rows that a decided quota breaks."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.program.families.capacity import FAMILY, Capacity
from allocator.program.waive import beyond, parts_broken
from tiny import EFFORT, draft_of, frame, people, rows_of, tiny


def test_a_number_is_beyond_a_row_by_more_than_a_billionth():
    numbers = np.array([100.0, 100.0, 100.0, np.nan])
    upper = np.array([100.0, 100.0 - 5e-8, 100.0 - 2e-7, 0.0])
    assert beyond(numbers, np.zeros(4), upper).tolist() == [False, False, True, False]
    assert beyond(np.array([5.0]), np.array([6.0]), np.array([9.0])).tolist() == [True]


def test_a_part_breaks_its_lower_row_where_its_box_is_too_small():
    # 100, half of which at least in the first part, whose box holds 40
    under, over = parts_broken(
        np.array([100.0]), np.array([[40.0, 80.0]]), np.array([[0.5, 0.0]]), np.array([[1.0, 1.0]])
    )
    assert under.tolist() == [[True, False]]
    assert over.tolist() == [[False, False]]


def test_a_part_breaks_its_upper_row_where_the_others_leave_too_much():
    # 100, of which the second part may take 50 and the first can hold 40: 60 are left
    under, over = parts_broken(
        np.array([100.0]), np.array([[40.0, 80.0]]), np.zeros((1, 2)), np.array([[1.0, 0.5]])
    )
    assert under.tolist() == [[False, False]]
    assert over.tolist() == [[False, True]]


def test_nothing_decided_breaks_no_part():
    under, over = parts_broken(
        np.array([np.nan]), np.zeros((1, 2)), np.ones((1, 2)), np.zeros((1, 2))
    )
    assert not under.any()
    assert not over.any()


# Ada's boxes: new_customers 360 and 540 at 0.2 hours a unit, expansion 200 and 200 at 0.08.
# Locked at 1,250, at least 1,250 - 740 = 510 falls into the first quarter: 200 of expansion and
# 310 of new customers, 16 + 62 = 78 hours; in both, 400 and 850: 32 + 170 = 202 hours. She has
# 180 and 360 hours times the limit.
@pytest.mark.parametrize(
    ("limit", "kept"),
    [(202.5 / 360, True), (201.5 / 360, False), (78.5 / 180, False), (1.0, True)],
)
def test_capacity_is_waived_where_the_cheapest_filling_needs_more_hours(limit, kept):
    tables = {**people(locked_quota=[1_250, None]), "effort": EFFORT}
    draft = draft_of(tiny(tables, capacity={"limit": limit}))
    rows = rows_of(draft, "capacity")
    assert ("ada/2027-01-01" in rows) == kept
    assert ("ada/2027-04-01" in rows) == kept
    assert "bo/2027-01-01" in rows


def test_hours_that_lack_in_the_first_period_alone_waive_capacity():
    # absent from 4 January on: 3 of 90 days, 6 hours of the 78 that the first quarter needs
    tables = {
        **people(locked_quota=[1_250, None]),
        "effort": EFFORT,
        "absences": frame({"rep_id": "ada", "start_date": "2027-01-04", "end_date": "2027-03-31"}),
    }
    rows = rows_of(draft_of(tiny(tables, capacity={"limit": 1.5})), "capacity")
    assert list(rows) == ["bo/2027-01-01", "bo/2027-04-01"]


def test_capacity_without_a_decision_is_never_waived():
    draft = draft_of(tiny({"effort": EFFORT}, capacity={"limit": 0.001}))
    assert len(rows_of(draft, FAMILY.name)) == 4
    assert Capacity().limit == 1.0


def test_a_decided_quota_waives_its_own_stretch_and_probability_and_pay_alone():
    tables = people(locked_quota=[1_900, None], ote=[200, 100])
    draft = draft_of(
        tiny(
            tables,
            pipeline_feasibility={"by_lever": True},
            attainable={},
            pay_ratio={"soft": False},
        )
    )
    assert list(rows_of(draft, "pipeline_feasibility")) == ["bo"]
    assert set(rows_of(draft, "pipeline_feasibility.by_lever")) == {
        "bo/new_customers", "bo/expansion",
    }  # fmt: skip
    assert list(rows_of(draft, "attainable")) == ["bo"]
    assert list(rows_of(draft, "pay_ratio")) == ["bo"]
    assert rows_of(draft, "quota_bounds") == {"ada": (1_900.0, {"q ada": 1.0}, 1_900.0)}
