import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.measures.metrics import (
    Chances,
    Yardstick,
    changes,
    gini,
    load_deviation,
    metrics,
    peer_load,
)

NAN = np.nan
BY = Yardstick(
    target=1000.0,
    unit=1.0,
    band=0.1,
    groups=("a", "b"),
    group=np.array([0, 0, 1, -1]),
    fair=np.array([100.0, 300.0, 200.0, 50.0]),
    y=np.array([200.0, 400.0, 100.0, 0.0]),
    prior=np.array([100.0, 400.0, NAN, NAN]),
    base=np.zeros(4),
    ote=np.array([50.0, 100.0, NAN, 10.0]),
    hours=np.array([100.0, 300.0, NAN, NAN]),
    chances=Chances(
        attainment=lambda quota: np.where(quota > 150, 0.25, 0.75),
        bookings=lambda quota: 0.5 * quota,
        company=0.6,
    ),
)
QUOTA = np.array([120.0, 280.0, 200.0, 0.0])
USED = np.array([60.0, 40.0, 500.0, 0.0])


def test_every_measure_by_hand():
    found = metrics(QUOTA, USED, BY)
    # group a: S = 400 / 400; loads 1.2 and 0.9333; group b: alone, at its own middle
    assert found.pop("worst_load_deviation") == pytest.approx({"a": 0.2, "b": 0.0})
    assert found.pop("mean_load_deviation") == pytest.approx({"a": (0.2 + 1 / 15) / 2, "b": 0.0})
    loads = [14 / 15, 1.0, 1.2]
    assert found.pop("gini_of_load") == pytest.approx(
        (2 * loads[2] - 2 * loads[0]) / (3 * sum(loads))
    )
    assert found == pytest.approx(
        {
            "assigned_share": 0.6,
            "largest_stretch": 2.0,
            # the rep without a quota attains nothing: 0.75 + 0.25 + 0.25
            "expected_attainers": 1.25,
            "company_probability": 0.6,
            "share_inside_band": 2 / 3,
            "largest_change": 0.3,
            "median_change": 0.25,
            "capacity_use": 0.25,
            "expected_bookings": 300.0,
            "quota_to_ote_min": 2.4,
            "quota_to_ote_max": 2.8,
        }
    )


def test_what_has_no_meaning_is_none():
    nobody = dataclasses.replace(
        BY,
        target=0.0,
        groups=(),
        group=np.full(4, -1),
        prior=np.full(4, NAN),
        ote=np.full(4, NAN),
        hours=np.full(4, NAN),
        chances=None,
    )
    found = metrics(QUOTA, USED, nobody)
    assert found.pop("worst_load_deviation") == {}
    assert found.pop("mean_load_deviation") == {}
    assert set(found.values()) == {None}


def test_a_group_that_carries_nothing_has_no_deviation():
    found = metrics(np.array([120.0, 280.0, 0.0, 0.0]), USED, BY)
    assert found["worst_load_deviation"]["b"] is None


def test_one_unit_of_rounding_puts_nobody_outside_the_band():
    # a rep at the edge, 110 of 100, carried up by rounding: S moves too
    edge = np.array([110.4, 290.0, 200.0, 0.0])
    assert metrics(edge, USED, BY)["share_inside_band"] == 1.0
    fine = dataclasses.replace(BY, unit=0.0001)
    assert metrics(edge, USED, fine)["share_inside_band"] == pytest.approx(2 / 3)


def test_the_change_of_bookings_counts_the_baseline():
    booked = dataclasses.replace(BY, base=np.array([30.0, 0.0, 0.0, 0.0]))
    assert changes(QUOTA, booked)[0] == pytest.approx(0.5)


def test_load_and_deviation_are_of_compared_reps_alone():
    assert peer_load(QUOTA, BY).tolist() == [1.0, 1.0]
    deviation = load_deviation(QUOTA, BY)
    assert deviation[:3] == pytest.approx([0.2, -1 / 15, 0.0])
    assert np.isnan(deviation[3])


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=12), st.floats(0.1, 10))
def test_gini_is_that_of_the_double_sum_and_knows_no_scale(values, factor):
    values = np.array(values)
    double = np.abs(values[:, None] - values[None, :]).sum() / (2 * len(values) * values.sum())
    assert gini(values) == pytest.approx(double, abs=1e-12)
    assert gini(values * factor) == pytest.approx(gini(values), abs=1e-12)


def test_gini_of_nothing_is_none():
    assert gini(np.zeros(3)) is None
    assert gini(np.zeros(0)) is None
