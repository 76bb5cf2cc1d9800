from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.activity.schedule import schedule
from allocator.activity.work import to_win


def one(results, hours, each=1.0):
    return schedule(np.array([[results]], float), np.array([[each]]), np.array([hours], float))


def test_work_that_fits_stays_where_it_is():
    found = one([2, 3], [30, 30], each=10)
    assert found.moved.tolist() == [[[2, 3]]]
    assert not found.beyond.any()


def test_work_that_does_not_fit_is_done_before_and_as_late_as_can_be():
    assert one([0, 0, 50], [20, 20, 20]).moved[0, 0] == pytest.approx([10, 20, 20])


def test_work_is_never_done_after_its_booking():
    found = one([50, 0], [20, 90])
    assert found.beyond.tolist() == [True]
    assert (found.by.tolist(), found.needed.tolist(), found.there.tolist()) == ([0], [50], [20])


def test_the_period_up_to_which_most_is_lacking_is_told():
    found = one([0, 90, 0], [20, 20, 90])
    assert (found.by.tolist(), found.needed.tolist(), found.there.tolist()) == ([1], [90], [40])


def test_without_a_limit_everything_fits():
    found = one([5, 5], [np.inf, np.inf], each=1000)
    assert not found.beyond.any()
    assert found.moved.tolist() == [[[5, 5]]]


def test_kinds_of_work_move_in_proportion():
    found = schedule(
        np.array([[[0.0, 2.0], [0.0, 20.0]]]), np.array([[10.0, 1.0]]), np.array([[20.0, 20.0]])
    )
    assert found.moved.tolist() == [[[1.0, 1.0], [10.0, 10.0]]]


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50)), min_size=1, max_size=8))
def test_hours_are_never_exceeded_where_work_fits_and_nothing_is_lost(pairs):
    need, hours = (np.array(side) for side in zip(*pairs, strict=True))
    found = one(need, hours)
    assert found.moved.sum() == pytest.approx(need.sum())
    if not found.beyond[0]:
        assert (found.moved[0, 0] <= hours + 1e-6).all()
    assert (np.cumsum(found.moved[0, 0]) >= np.cumsum(need) - 1e-6).all()


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=8))
def test_what_is_still_to_be_won_covers_every_period_and_no_more(pairs):
    quota, worth = (np.array(side) for side in zip(*pairs, strict=True))
    new = to_win(quota, worth)
    lacking = np.cumsum(quota - worth)
    assert (new >= 0).all()
    assert (np.cumsum(new) >= lacking - 1e-6).all()
    assert new.sum() == pytest.approx(max(lacking.max(), 0.0), abs=1e-6)
