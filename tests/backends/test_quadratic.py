"""Diagonal quadratic programs, for the back-ends that take them."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.linear import LinearProgram

INF = np.inf


def test_the_nearest_point_of_a_budget_is_the_projection(quadratic_backend, program, limits, holds):
    """Nearest to (3, 1) with a + b = 2: (2, 0); the budget's multiplier is -1."""
    lp = program([-3, -1], [(2, [1, 1], 2)], [(-9, 9)] * 2, quadratic=[1, 1])
    answer = quadratic_backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([2, 0], abs=1e-7)
    assert answer.dual == pytest.approx([-1], abs=1e-7)


def test_weighted_deviations_split_a_cut_by_their_weights(
    quadratic_backend, program, limits, holds
):
    """1/2 sum (x - f)^2 / f with f = (60, 30, 10) and sum 80: everybody gives a fifth."""
    fair = np.array([60.0, 30.0, 10.0])
    lp = program([-1, -1, -1], [(80, [1, 1, 1], 80)], [(0, 100)] * 3, quadratic=1 / fair)
    answer = quadratic_backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([48, 24, 8], abs=1e-6)
    assert answer.dual == pytest.approx([-0.2], abs=1e-8)


def test_a_cap_hands_its_cut_to_the_others(quadratic_backend, program, limits, holds):
    """As before, the first capped at 30: the others go from 40 up to 50, 5/4 of their share."""
    fair = np.array([60.0, 30.0, 10.0])
    lp = program(
        [-1, -1, -1], [(80, [1, 1, 1], 80)], [(0, 30), (0, 99), (0, 99)], quadratic=1 / fair
    )
    answer = quadratic_backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([30, 37.5, 12.5], abs=1e-6)


def test_a_ranged_row_and_a_linear_column_beside_a_curved_one(
    quadratic_backend, program, limits, holds
):
    """Min a^2 / 2 + 2b, 3 <= a + b <= 8, a <= 5: a 2, b 1, price 2."""
    lp = program([0, 2], [(3, [1, 1], 8)], [(0, 5), (0, 9)], quadratic=[1, 0])
    answer = quadratic_backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([2, 1], abs=1e-7)
    assert answer.dual == pytest.approx([2], abs=1e-7)


@pytest.mark.parametrize("seed", range(8))
def test_a_drawn_program_is_proven_by_its_dual(quadratic_backend, limits, holds, seed):
    rng = np.random.default_rng(seed)
    n, m = 25, 10
    matrix = sp.random_array((m, n), density=0.3, rng=rng, format="csr")
    upper = rng.uniform(1, 5, n)
    inside = upper * rng.uniform(0.1, 0.9, n)
    fair = rng.uniform(0.5, 5, n)
    activity = matrix @ inside
    lp = LinearProgram(
        -np.ones(n),
        1 / fair,
        matrix,
        np.where(rng.random(m) < 0.4, activity, -INF),
        np.where(rng.random(m) < 0.3, activity, activity + 0.1),
        np.zeros(n),
        upper,
    )
    holds(lp, quadratic_backend.solve(lp, limits))


def test_an_infeasible_quadratic_program_is_infeasible(quadratic_backend, program, limits):
    lp = program([0, 0], [(9, [1, 1], INF)], [(0, 4)] * 2, quadratic=[1, 1])
    assert quadratic_backend.solve(lp, limits).stop.value == "infeasible"
