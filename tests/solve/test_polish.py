"""A good answer made exact: 1/2 (a - 2)^2 + 1/2 (b - 4)^2, a + b = 4, 0 <= a, b <= 3."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.linear import LinearProgram
from allocator.solve.polish import polish

PROGRAM = LinearProgram(
    np.array([-2.0, -4.0]), np.ones(2), sp.csr_array([[1.0, 1.0]]), np.array([4.0]),
    np.array([4.0]), np.zeros(2), np.array([3.0, 3.0]),
)  # fmt: skip


def test_a_rough_answer_is_brought_to_rounding_error():
    # without the bound a = 1, b = 3, y = -1: the bound just touches
    found = polish(PROGRAM, np.array([1.0 + 1e-6, 3.0 - 1e-6]), np.array([-1.0 + 1e-6]))
    assert found.point == pytest.approx([1.0, 3.0], abs=1e-14)
    assert found.dual == pytest.approx([-1.0], abs=1e-14)


def test_a_bound_that_was_missed_enters():
    tight = replace(PROGRAM, column_upper=np.array([3.0, 2.5]))
    # b wants 3 and is stopped at 2.5: a = 1.5, y = -0.5
    found = polish(tight, np.array([1.0, 2.0]), np.array([-1.0]))
    assert found.point == pytest.approx([1.5, 2.5], abs=1e-14)
    assert found.dual == pytest.approx([-0.5], abs=1e-14)


def test_a_bound_that_only_seemed_to_press_leaves():
    loose = replace(PROGRAM, column_upper=np.array([3.0, 9.0]))
    found = polish(loose, np.array([0.0, 4.0]), np.array([-9.0]))
    assert found.point == pytest.approx([1.0, 3.0], abs=1e-14)


def test_rows_enter_and_leave_at_either_side():
    base = replace(PROGRAM, column_upper=np.full(2, 9.0))
    ranged = replace(base, row_lower=np.array([1.0]), row_upper=np.array([4.0]))
    # the free optimum is (2, 4): six is above the row's upper side
    found = polish(ranged, np.array([2.0, 4.0]), np.array([0.0]))
    assert found.point == pytest.approx([1.0, 3.0], abs=1e-14)
    assert found.dual == pytest.approx([-1.0], abs=1e-14)
    high = replace(base, row_lower=np.array([8.0]), row_upper=np.array([9.0]))
    found = polish(high, np.array([2.0, 4.0]), np.array([0.0]))
    assert found.point == pytest.approx([3.0, 5.0], abs=1e-14)
    assert found.dual == pytest.approx([1.0], abs=1e-14)
    wide = replace(base, row_lower=np.array([1.0]), row_upper=np.array([7.0]))
    for wrong in (5.0, -5.0):
        found = polish(wide, np.array([2.0, 4.0]), np.array([wrong]))
        assert found.point == pytest.approx([2.0, 4.0], abs=1e-14)
        assert found.dual.tolist() == [0.0]


def test_fixed_columns_stay():
    fixed = replace(PROGRAM, column_lower=np.array([0.0, 2.0]), column_upper=np.array([3.0, 2.0]))
    found = polish(fixed, np.array([2.0, 2.0]), np.array([0.0]))
    assert found.point == pytest.approx([2.0, 2.0], abs=1e-14)


def test_rows_that_contradict_each_other_are_left_as_they_were():
    twice = replace(
        PROGRAM, matrix=sp.csr_array([[1.0, 1.0], [1.0, 1.0]]), row_lower=np.array([4.0, 5.0]),
        row_upper=np.array([4.0, 5.0]),
    )  # fmt: skip
    found = polish(twice, np.array([1.0, 3.0]), np.zeros(2))
    assert found is None or not np.allclose(twice.matrix @ found.point, [4.0, 5.0])


def test_an_active_set_that_turns_in_circles_is_left_as_it_was(monkeypatch):
    monkeypatch.setattr("allocator.solve.polish.ROUNDS", 1)
    loose = replace(PROGRAM, column_upper=np.array([3.0, 9.0]))
    assert polish(loose, np.array([0.0, 4.0]), np.array([-9.0])) is None
