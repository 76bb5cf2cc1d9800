"""The cheapest relaxation says which rows give way, and by how much."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.backend import Limits
from allocator.solve.elastic import activity_range, relax, violations
from allocator.solve.highs import HighsBackend
from allocator.solve.linear import LinearProgram

INF = np.inf


@pytest.fixture
def conflict():
    """A + b >= 12, a <= 4 and b <= 5 as rows, both columns up to 20: 3 are missing."""
    return LinearProgram(
        np.array([7.0, 7.0]),
        np.zeros(2),
        sp.csr_array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]),
        np.array([12.0, -INF, -INF]),
        np.array([INF, 4.0, 5.0]),
        np.zeros(2),
        np.full(2, 20.0),
    )


def solved(program, weights):
    elastic = relax(program, np.array(weights, dtype=float))
    answer = HighsBackend().solve(elastic.program, Limits())
    value = elastic.program.objective(answer.point)
    return value, violations(elastic, answer.point)


@pytest.mark.parametrize(
    ("weights", "value", "below", "above"),
    [
        ([1, 2, 3], 3, [3, 0, 0], [0, 0, 0]),
        ([5, 2, 3], 6, [0, 0, 0], [0, 3, 0]),
        ([INF, INF, 3], 9, [0, 0, 0], [0, 0, 3]),
    ],
)
def test_the_cheapest_row_gives_way(conflict, weights, value, below, above):
    cost, found = solved(conflict, weights)
    assert cost == pytest.approx(value)
    assert found.below == pytest.approx(below)
    assert found.above == pytest.approx(above)
    assert found.rows.tolist() == np.flatnonzero(np.array(below) + np.array(above)).tolist()


def test_a_feasible_program_relaxes_for_nothing(conflict):
    eased = LinearProgram(
        conflict.cost,
        conflict.quadratic,
        conflict.matrix,
        np.array([9.0, -INF, -INF]),
        conflict.row_upper,
        conflict.column_lower,
        conflict.column_upper,
    )
    cost, found = solved(eased, [1, 1, 1])
    assert cost == 0.0
    assert found.rows.size == 0


def test_rows_that_may_not_give_way_keep_an_infeasible_program_infeasible(conflict):
    elastic = relax(conflict, np.full(3, INF))
    assert elastic.program.shape == conflict.shape
    assert HighsBackend().solve(elastic.program, Limits()).stop.value == "infeasible"


def test_an_equality_may_give_way_on_either_side():
    program = LinearProgram(
        np.zeros(1),
        np.zeros(1),
        sp.csr_array([[1.0], [1.0]]),
        np.array([2.0, 6.0]),
        np.array([2.0, 6.0]),
        np.zeros(1),
        np.array([9.0]),
    )
    cost, found = solved(program, [1, 3])
    assert cost == pytest.approx(4)
    assert found.above == pytest.approx([4, 0])
    assert found.below == pytest.approx([0, 0])


def test_slacks_are_bounded_by_what_the_columns_can_overrun(conflict):
    """Activity 0..40 and 0..20: 12 may be missing, 16 and 15 may be too much."""
    elastic = relax(conflict, np.ones(3))
    assert elastic.program.column_upper[2:].tolist() == [16, 15, 12]
    assert elastic.above.tolist() == [1, 2]
    assert elastic.below.tolist() == [0]


def test_activity_range_follows_the_signs():
    program = LinearProgram(
        np.zeros(3),
        np.zeros(3),
        sp.csr_array([[2.0, -1.0, 0.0], [0.0, 0.0, 1.0]]),
        np.zeros(2),
        np.zeros(2),
        np.array([1.0, -3.0, 0.0]),
        np.array([4.0, 5.0, INF]),
    )
    least, greatest = activity_range(program)
    assert least.tolist() == [-3, 0]
    assert greatest.tolist() == [11, INF]
