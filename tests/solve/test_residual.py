"""The judge of every back-end: points, duals and rays that it must pass or refuse."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.linear import LinearProgram
from allocator.solve.residual import farkas, proven, residual, verdict, violation
from allocator.solve.termination import Stop

INF = np.inf


@pytest.fixture
def budget():
    """Min 2a + 3b, a + b >= 4, a <= 3, b <= 10: a 3, b 1, price 3."""
    return LinearProgram(
        np.array([2.0, 3.0]),
        np.zeros(2),
        sp.csr_array([[1.0, 1.0]]),
        np.array([4.0]),
        np.array([INF]),
        np.zeros(2),
        np.array([3.0, 10.0]),
    )


def test_the_optimum_leaves_nothing(budget):
    found = residual(budget, np.array([3.0, 1.0]), np.array([3.0]))
    assert (found.primal, found.dual, found.gap) == (0.0, 0.0, 0.0)


def test_a_feasible_point_leaves_its_distance_to_the_bound_as_gap(budget):
    """At (2, 2) the value is 10, the bound 9: gap 1, relative to 1 + 10."""
    found = residual(budget, np.array([2.0, 2.0]), np.array([3.0]))
    assert found.gap == pytest.approx(1 / 11)


def test_a_broken_row_is_measured_by_its_activity(budget):
    """1 missing at an activity of 3: 1 / 4."""
    assert violation(budget, np.array([2.0, 1.0])) == pytest.approx(0.25)


def test_a_multiplier_on_an_open_side_is_a_fault(budget):
    assert residual(budget, np.array([3.0, 1.0]), np.array([-0.5])).dual == 0.5


def test_a_column_that_is_open_must_be_stationary(budget):
    opened = LinearProgram(
        budget.cost,
        budget.quadratic,
        budget.matrix,
        budget.row_lower,
        budget.row_upper,
        budget.column_lower,
        np.array([INF, INF]),
    )
    assert residual(opened, np.array([3.0, 1.0]), np.array([3.0])).dual == 1.0


@pytest.mark.parametrize("said", [Stop.OPTIMAL, Stop.LIMIT, Stop.FAILED])
def test_a_point_that_passes_is_optimal_whatever_was_said(budget, said):
    assert verdict(budget, np.array([3.0, 1.0]), np.array([3.0]), said)[0] is Stop.OPTIMAL


@pytest.mark.parametrize(("said", "stop"), [(Stop.OPTIMAL, Stop.FAILED), (Stop.LIMIT, Stop.LIMIT)])
def test_a_point_that_does_not_pass_is_never_optimal(budget, said, stop):
    assert verdict(budget, np.array([2.0, 2.0]), np.array([3.0]), said)[0] is stop


def test_nan_never_passes(budget):
    point = np.array([np.nan, 1.0])
    assert verdict(budget, point, np.array([3.0]), Stop.OPTIMAL)[0] is Stop.FAILED


@pytest.fixture
def impossible():
    """A + b >= 25 with both at most 10; a free column c beside them."""
    return LinearProgram(
        np.zeros(3),
        np.zeros(3),
        sp.csr_array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]),
        np.array([25.0, -INF]),
        np.array([INF, 8.0]),
        np.array([0.0, 0.0, -INF]),
        np.array([10.0, 10.0, INF]),
    )


def test_a_farkas_ray_is_worth_what_is_asked_less_what_can_be_given(impossible):
    """25 asked, 20 given: 5 of 45."""
    assert farkas(impossible, np.array([2.0, 0.0])) == pytest.approx(5 / 45)


@pytest.mark.parametrize("ray", [[-1.0, 0.0], [1.0, -1.0], [0.0, 0.0], [np.nan, 0.0]])
def test_what_is_no_ray_proves_nothing(impossible, ray):
    assert farkas(impossible, np.array(ray)) == -INF
    assert proven(impossible, np.array(ray)) is None


def test_an_entry_on_an_open_side_is_no_part_of_a_proof(impossible):
    ray = np.array([1.0, 0.2])
    assert farkas(impossible, ray) == -INF
    kept = proven(impossible, ray)
    assert kept is not None
    assert kept.tolist() == [1.0, 0.0]


def test_a_ray_of_a_feasible_program_does_not_exist(budget):
    assert proven(budget, np.array([1.0])) is None
