"""What is taken out decides nothing, and comes back where it was."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.linear import LinearProgram
from allocator.solve.reduce import Reduced, reduce
from allocator.solve.termination import Answer, Shape, Stop

INF = np.inf


def program(rows, columns):
    n = len(columns)
    return LinearProgram(
        np.arange(1.0, n + 1),
        np.zeros(n),
        sp.csr_array(np.array([row[1] for row in rows], dtype=float)),
        np.array([row[0] for row in rows], dtype=float),
        np.array([row[2] for row in rows], dtype=float),
        np.array([low for low, _ in columns], dtype=float),
        np.array([high for _, high in columns], dtype=float),
    )


def test_fixed_columns_free_rows_and_empty_rows_go():
    """B = 3 takes 6 off the first row; row 2 is free, row 3 holds b alone."""
    whole = program(
        [(4, [1, 2, 1], 9), (-INF, [1, 1, 1], INF), (1, [0, 1, 0], 5)], [(0, 5), (3, 3), (0, 7)]
    )
    left = reduce(whole, Shape.INTERIOR)
    assert isinstance(left, Reduced)
    assert left.program.matrix.toarray().tolist() == [[1, 1]]
    assert (left.program.row_lower.tolist(), left.program.row_upper.tolist()) == ([-2], [3])
    assert left.program.cost.tolist() == [1, 3]
    assert left.point(np.array([1.0, 2.0])).tolist() == [1, 3, 2]
    assert left.dual(np.array([-4.0])).tolist() == [-4, 0, 0]


@pytest.mark.parametrize(("lower", "upper", "sign"), [(4, 9, 1), (-INF, 2, -1)])
def test_a_row_of_fixed_columns_that_breaks_is_its_own_ray(lower, upper, sign):
    answer = reduce(program([(lower, [1, 0], upper)], [(3, 3), (0, 1)]), Shape.INTERIOR)
    assert isinstance(answer, Answer)
    assert (answer.stop, answer.dual.tolist()) == (Stop.INFEASIBLE, [sign])


def test_rounding_error_in_a_row_of_fixed_columns_breaks_nothing():
    left = reduce(program([(0.3, [1, 1, 0], 0.3)], [(0.1, 0.1), (0.2, 0.2), (0, 1)]), Shape.VERTEX)
    assert isinstance(left, Reduced)
    assert left.program.shape == (0, 1)


def test_crossed_bounds_are_named():
    answer = reduce(program([(5, [1], 4)], [(0, 9)]), Shape.VERTEX)
    assert isinstance(answer, Answer)
    assert answer.stop is Stop.INFEASIBLE
    assert "row 0" in answer.detail


def test_fixed_columns_alone_are_their_own_answer():
    answer = reduce(program([(3, [1, 1], 3)], [(1, 1), (2, 2)]), Shape.VERTEX)
    assert isinstance(answer, Answer)
    assert (answer.stop, answer.point.tolist()) == (Stop.OPTIMAL, [1, 2])
