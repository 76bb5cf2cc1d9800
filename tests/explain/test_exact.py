from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.explain.exact import grain, largest_remainders, whole_lines

TOP = np.array([-1])


@pytest.mark.parametrize(
    ("quotas", "unit", "size"),
    [
        ([25_000.0, 3_000.0], 1_000.0, 1.0),
        ([120.25, 3.0], 1.0, 0.01),
        ([0.125, 3.0], 0.125, 0.125),
        ([], 1.0, 1.0),
        ([82_345_678_901.0], 1.0, 1.0),
    ],
)
def test_lines_are_in_whole_money_else_in_cents_else_in_the_unit(quotas, unit, size):
    assert grain(np.array(quotas), unit) == size


def test_the_largest_remainders_go_up():
    exact = np.array([[10.5], [-2.3], [0.8], [0.0]])
    # floors 10, -3, 0, 0 add up to 7; two more are wanted: remainders .5, .7, .8
    assert largest_remainders(exact, np.array([9])).ravel().tolist() == [10, -2, 1, 0]


def test_a_line_of_the_solvers_noise_stays_zero():
    lines = np.array([[100.0], [1e-9], [-1e-9]])
    made = whole_lines(lines, np.array([100.0]), 1.0, np.array([0]), TOP)
    assert made.ravel().tolist() == [100, 0, 0]


def test_a_nodes_line_carries_no_dust_of_its_reps():
    # three reps, each with 1/3 more in one line and less in another
    lines = np.array([[100.0] * 3, [1 / 3] * 3, [-1 / 3] * 3])
    made = whole_lines(lines, np.full(3, 100.0), 1.0, np.zeros(3, np.int64), TOP)
    assert made.sum(axis=0).tolist() == [100, 100, 100]
    assert made.sum(axis=1).tolist() == [300, 1, -1]


@given(
    st.integers(1, 5).flatmap(
        lambda reps: st.lists(
            st.lists(st.floats(-1e6, 1e6), min_size=reps, max_size=reps), min_size=2, max_size=6
        )
    )
)
def test_every_quota_is_the_sum_of_its_lines_and_no_line_is_off_by_a_unit(rows):
    lines = np.array(rows)
    quotas = np.rint(lines.sum(axis=0))
    lines[-1] += quotas - lines.sum(axis=0)
    reps = lines.shape[1]
    made = whole_lines(lines, quotas, 1.0, np.zeros(reps, np.int64), TOP)
    assert (made.sum(axis=0) == quotas).all()
    assert np.abs(made - lines).max() <= 1.01
