from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.errors import SolverError
from allocator.solve.auto import chain
from allocator.solve.backend import Limits
from allocator.solve.face import Locks
from allocator.solve.linear import LinearProgram
from allocator.solve.onface import Cap, reduced_costs, solve_on_face, with_caps


def program():
    """Minimise 1/2 (a - 3)^2 + 1/2 (b - 5)^2 over a + b <= 6, both in 0..10."""
    return LinearProgram(
        np.array([-3.0, -5.0]),
        np.ones(2),
        sp.csr_array(np.array([[1.0, 1.0]])),
        np.array([-np.inf]),
        np.array([6.0]),
        np.zeros(2),
        np.full(2, 10.0),
    )


def solve(locks, caps=()):
    return solve_on_face("closest", program(), locks, caps, chain("auto"), Limits())


def locks(columns, rows=0):
    return Locks(np.array(columns, np.int8), np.array([rows], np.int8))


def test_without_locks_it_is_the_plain_optimum():
    found = solve(Locks.none())
    assert found.point == pytest.approx([2.0, 4.0])
    assert found.dual == pytest.approx([-1.0])


def test_a_held_column_stays_at_its_bound_and_carries_what_presses():
    found = solve(locks([-1, 0]))
    assert found.point == pytest.approx([0.0, 5.0])
    carried = reduced_costs(program(), found.point, found.dual)
    assert carried == pytest.approx([-3.0, 0.0], abs=1e-9)


def test_a_held_row_may_carry_either_sign():
    wide = LinearProgram(
        np.array([-1.0, -1.0]), np.ones(2), program().matrix, np.array([-np.inf]),
        np.array([6.0]), np.zeros(2), np.full(2, 10.0),
    )  # fmt: skip
    found = solve_on_face("closest", wide, locks([0, 0], 1), (), chain("auto"), Limits())
    assert found.point == pytest.approx([3.0, 3.0])
    assert found.dual == pytest.approx([2.0])


def test_a_cap_on_an_earlier_objective_is_kept():
    # the earlier program had the first column alone
    found = solve(Locks.none(), (Cap(np.array([1.0]), 1.0),))
    assert found.point == pytest.approx([1.0, 5.0])
    assert found.dual.shape == (1,)


def test_an_empty_face_is_an_error():
    with pytest.raises(SolverError):
        solve(locks([1, 1]))


def test_caps_stand_behind_the_rows():
    capped = with_caps(program(), (Cap(np.array([2.0]), 7.0),))
    assert capped.matrix.toarray().tolist() == [[1.0, 1.0], [2.0, 0.0]]
    assert capped.row_upper.tolist() == [6.0, 7.0]
    assert with_caps(program(), ()).shape == (1, 2)


def test_reduced_costs_are_what_stationarity_leaves():
    found = reduced_costs(program(), np.array([2.0, 4.0]), np.array([-1.0]))
    assert found.tolist() == [0.0, 0.0]
