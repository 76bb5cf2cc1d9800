"""Words of warnings: the largest first, the rest counted."""

from __future__ import annotations

import numpy as np

from allocator.domain.axes import Axis
from allocator.yields.notes import by_place, examples


def test_many_names_are_counted_behind_the_first_ten():
    assert examples([str(n) for n in range(12)]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"


def test_money_is_told_by_place_the_largest_first():
    told = by_place(
        np.array([0, 1, 0]),
        np.array([1, 0, 1]),
        np.array([10.0, 500.0, 20.0]),
        Axis(("s", "t")),
        Axis(("q1", "q2")),
    )
    assert told == "t q1 500; s q2 30"


def test_small_places_are_added_up():
    told = by_place(
        np.arange(12),
        np.zeros(12, np.int64),
        np.ones(12),
        Axis(tuple("abcdefghijkl")),
        Axis(("q",)),
    )
    assert told.endswith("2 more 2")
