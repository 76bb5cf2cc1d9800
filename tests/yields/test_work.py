"""Presence, ramp and work by day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from allocator.domain.calendar import Horizon
from allocator.yields.derive import derive


def hunter(**columns):
    return {"rep_id": "ann", "role": "hunter", **columns}


def test_a_rep_without_dates_is_present_and_fully_ramped(world, make_role):
    found = derive(world({"reps": [hunter()]}, roles=(make_role("hunter", ramp=(0.0, 0.5)),)))
    assert found.work.tolist() == [[1, 1, 1, 1]]
    assert found.present.tolist() == [[1, 1, 1, 1]]
    assert found.presence.tolist() == [1]
    assert not found.ramping[0]


def test_both_ends_of_employment_count(world):
    found = derive(world({"reps": [hunter(start_date="2027-01-31", end_date="2027-04-01")]}))
    # 31 January is the 31st of 90 days: 60 are left; 1 April is one of 91.
    assert found.present[0] == pytest.approx([60 / 90, 1 / 91, 0, 0])
    assert found.presence[0] == pytest.approx(61 / 365)


def test_fte_scales_work_but_not_presence(world):
    found = derive(world({"reps": [hunter(fte=0.6)]}))
    assert found.work[0] == pytest.approx([0.6] * 4)
    assert found.present[0].tolist() == [1, 1, 1, 1]


def test_absences_take_their_share_and_never_more_than_all(world):
    found = derive(
        world(
            {
                "reps": [hunter()],
                "absences": [
                    {"rep_id": "ann", "start_date": "2027-01-01", "end_date": "2027-01-09"},
                    {
                        "rep_id": "ann",
                        "start_date": "2027-01-01",
                        "end_date": "2027-01-18",
                        "share": 0.5,
                    },
                    {"rep_id": "ann", "start_date": "2027-10-01", "share": 0.25},
                ],
            }
        )
    )
    # Nine days away wholly (one and a half, but never below none), nine by half.
    assert found.present[0] == pytest.approx([(90 - 9 - 4.5) / 90, 1, 1, 0.75])


@pytest.mark.parametrize("parts", range(2, 32))
def test_absences_that_add_up_to_a_whole_day_leave_no_trace(world, parts):
    away = [
        {"rep_id": "ann", "start_date": f"2027-01-{n:02}", "share": 1 / parts}
        for n in range(1, parts + 1)
    ]
    found = derive(world({"reps": [hunter()], "absences": away}))
    # In floating point some of these sums are a little below 1.
    assert found.present[0, 0] == pytest.approx((parts - 1) / 2 / 90, abs=1e-14)
    assert found.present[0, 1:].tolist() == [0, 0, 0]


def test_ramp_counts_full_months_since_the_start_date(world, make_role):
    scenario = world(
        {"reps": [hunter(start_date="2027-01-11")]},
        roles=(make_role("hunter", ramp=(0.0, 0.25, 0.5, 1.0)),),
    )
    found = derive(scenario)
    # From 11 February a quarter (28 days, to 10 March), from 11 March half (21 days in Q1,
    # 10 in Q2), from 11 April all.
    assert found.work[0] == pytest.approx([(28 * 0.25 + 21 * 0.5) / 90, (10 * 0.5 + 81) / 91, 1, 1])
    assert found.present[0] == pytest.approx([80 / 90, 1, 1, 1])
    assert found.ramping[0]


def test_a_start_on_the_31st_is_a_month_old_when_the_next_month_is_over(world, make_role):
    scenario = world(
        {"reps": [hunter(start_date="2027-01-31")]},
        roles=(make_role("hunter", ramp=(0.0, 1.0)),),
        horizon=Horizon(date(2027, 1, 1), 3, "month"),
    )
    # 28 February is not yet a full month (28 < 31); 1 March is.
    assert derive(scenario).work[0].tolist() == [0, 0, 1]


def test_the_last_value_of_a_ramp_stays(world, make_role):
    scenario = world(
        {"reps": [hunter(start_date="2020-05-05")]},
        roles=(make_role("hunter", ramp=(0.0, 0.8)),),
    )
    found = derive(scenario)
    assert found.work[0] == pytest.approx([0.8] * 4)
    assert found.ramping[0]


def test_a_ramp_that_ends_before_the_first_present_day_is_not_ramping(world, make_role):
    scenario = world(
        {
            "reps": [hunter(start_date="2026-12-15")],
            "absences": [{"rep_id": "ann", "start_date": "2026-12-20", "end_date": "2027-01-31"}],
        },
        roles=(make_role("hunter", ramp=(0.0, 1.0)),),
    )
    assert not derive(scenario).ramping[0]


def full_months(start, day):
    months = 12 * (day.year - start.year) + day.month - start.month
    return months - (day.day < start.day)


@pytest.mark.parametrize("start", ["2026-08-31", "2026-11-30", "2027-01-29", "2027-02-28"])
def test_runs_of_days_give_the_mean_over_single_days(world, make_role, start):
    ramp = (0.0, 0.1, 0.3, 0.4, 0.9, 1.0)
    scenario = world(
        {"reps": [hunter(start_date=start, end_date="2027-11-13", fte=0.9)]},
        roles=(make_role("hunter", ramp=ramp),),
        horizon=Horizon(date(2027, 1, 1), 12, "month"),
    )
    begin, end = date.fromisoformat(start), date(2027, 11, 13)
    sums = np.zeros(12)
    for stamp in scenario.horizon.all_days.tolist():
        if begin <= stamp <= end:
            sums[stamp.month - 1] += 0.9 * ramp[min(full_months(begin, stamp), 5)]
    expected = sums / scenario.horizon.days_per_period
    assert derive(scenario).work[0] == pytest.approx(expected, abs=1e-14)
