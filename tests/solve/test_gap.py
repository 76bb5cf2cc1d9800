"""Weak duality by hand: minimise 2 a + 3 b, a + b >= 4, 0 <= a <= 3, 0 <= b <= 5."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.gap import gap, on_cone
from allocator.solve.linear import LinearProgram

PROGRAM = LinearProgram(
    np.array([2.0, 3.0]), np.zeros(2), sp.csr_array([[1.0, 1.0]]), np.array([4.0]),
    np.array([np.inf]), np.zeros(2), np.array([3.0, 5.0]),
)  # fmt: skip
BEST = np.array([3.0, 1.0])


def test_the_optimum_and_its_multiplier_leave_no_gap():
    assert gap(PROGRAM, BEST, np.array([3.0])) == 0.0


def test_any_multiplier_bounds():
    # y = 2: z = (0, 1), L = 2 x 4 = 8, P = 9
    assert gap(PROGRAM, BEST, np.array([2.0])) == pytest.approx(1.0)
    # y = 4: z = (-2, -1), L = 16 - 2 x 3 - 1 x 5 = 5
    assert gap(PROGRAM, BEST, np.array([4.0])) == pytest.approx(4.0)


def test_a_worse_point_is_worse_by_its_value():
    assert gap(PROGRAM, np.array([0.0, 5.0]), np.array([3.0])) == pytest.approx(15.0 - 9.0)


def test_a_point_or_multiplier_that_is_no_number_has_no_bound():
    assert gap(PROGRAM, np.array([np.nan, 1.0]), np.array([3.0])) == np.inf
    assert gap(PROGRAM, BEST, np.array([np.inf])) == np.inf


def test_a_quadratic_term_is_bounded_by_its_slope():
    # minimise a^2 / 2 at a = 1 where a >= 0 alone is left: slope 1 over a distance of 1
    curved = replace(
        PROGRAM, cost=np.zeros(2), quadratic=np.array([1.0, 0.0]), row_lower=np.array([-9.0])
    )
    assert gap(curved, np.array([1.0, 0.0]), np.zeros(1)) == pytest.approx(1.0)
    assert gap(curved, np.zeros(2), np.zeros(1)) == 0.0


def test_multipliers_that_press_an_open_side_are_dropped():
    open_below = replace(PROGRAM, row_lower=np.array([-np.inf]), row_upper=np.array([4.0]))
    assert on_cone(open_below, np.array([1.0])).tolist() == [0.0]
    assert on_cone(open_below, np.array([-1.0])).tolist() == [-1.0]
    assert on_cone(PROGRAM, np.array([-1.0])).tolist() == [0.0]
