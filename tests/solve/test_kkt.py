"""The quasi-definite system, against sums by hand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.kkt import Kkt


def test_one_row_is_solved_to_rounding_error():
    # Q = diag(1, 4), a + b = 5: nearest to the slopes (1, 4) is a = 1 + y, b = 1 + y / 4
    system = Kkt(np.array([1.0, 4.0]), sp.csr_array([[1.0, 1.0]]))
    dx, dy = system.solve(np.array([1.0, 4.0]), np.array([5.0]))
    assert dy == pytest.approx([2.4], abs=1e-12)
    assert dx == pytest.approx([3.4, 1.6], abs=1e-12)


def test_dependent_rows_are_solved_where_a_solution_exists():
    system = Kkt(np.array([1.0, 1.0]), sp.csr_array([[1.0, 1.0], [2.0, 2.0]]))
    dx, _ = system.solve(np.zeros(2), np.array([2.0, 4.0]))
    assert dx == pytest.approx([1.0, 1.0], abs=1e-9)


def test_nothing_is_solved_by_nothing():
    dx, dy = Kkt(np.zeros(0), sp.csr_array((0, 0))).solve(np.zeros(0), np.zeros(0))
    assert len(dx) == len(dy) == 0


def test_a_system_that_overflows_has_no_step():
    system = Kkt(np.array([1.0]), sp.csr_array([[1.0]]))
    assert system.solve(np.array([np.inf]), np.array([0.0])) is None
