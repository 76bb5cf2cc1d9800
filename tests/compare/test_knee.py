from __future__ import annotations

import numpy as np
import pytest

from allocator.compare.knee import curve_points, efficient, knee


def of(*points):
    """Costs (less is better) and gains, turned so that more is better."""
    cost, gain = np.array(points, float).T
    return -cost, gain


def test_a_point_that_another_beats_in_both_is_not_efficient():
    assert efficient(*of((1, 5), (2, 4), (2, 6))).tolist() == [True, False, True]


def test_points_with_the_same_measures_are_both_efficient():
    assert efficient(*of((1, 5), (1, 5), (0, 9))).tolist() == [False, False, True]
    assert efficient(*of((1, 5), (1, 5))).tolist() == [True, True]


def test_an_unknown_measure_is_neither_efficient_nor_beats_anybody():
    assert efficient(*of((1, 5), (np.nan, 9), (0, np.nan))).tolist() == [True, False, False]


def test_the_knee_is_farthest_from_the_chord():
    curve = of((0, 0), (1, 5), (3, 8), (6, 9), (10, 10))
    # y - x, both scaled: 0, 0.4, 0.5, 0.3, 0
    assert knee(*curve) == 2


def test_units_of_the_measures_change_nothing():
    cost, gain = of((0, 0), (1, 5), (3, 8), (6, 9), (10, 10))
    assert knee(cost * 1e6, gain * 1e-3 + 7) == 2


def test_a_point_off_the_curve_is_never_the_knee():
    cost, gain = of((0, 0), (3, 8), (4, 8), (10, 10))
    assert knee(cost, gain) == 1


@pytest.mark.parametrize(
    "points",
    [
        [(0, 0), (5, 5), (10, 10)],  # straight
        [(0, 0), (5, 1), (10, 10)],  # every step costs more than it gains
        [(0, 0), (10, 10)],
        [(3, 3)],
        [(np.nan, 3), (2, np.nan)],
    ],
)
def test_what_has_no_bend_has_no_knee(points):
    assert knee(*of(*points)) is None


def test_of_equal_plans_the_first_is_the_knee():
    assert knee(*of((0, 0), (3, 8), (3, 8), (10, 10))) == 1
    assert curve_points(*of((0, 0), (3, 8), (3, 8), (10, 10))) == 3
