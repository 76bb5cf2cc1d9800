"""Programs without an optimal point, and limits: never an exception, never a false claim."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.solve.backend import Limits
from allocator.solve.termination import Stop

INF = np.inf


def infeasible_rows():
    return {
        "two rows": [(5, [1, 1], INF), (-INF, [1, 1], 3)],
        "a row beyond its columns": [(25, [1, 1], INF)],
        "equalities": [(4, [1, 1], 4), (2, [1, -1], 2), (9, [2, 0], 9)],
        "a chain": [(0, [1, -2], 0), (8, [1, 0], INF), (-INF, [0, 1], 3)],
    }


def ray_value(program, ray):
    """What the summed row asks for, less what the columns can give."""
    assert not np.any((ray > 0) & np.isinf(program.row_lower))
    assert not np.any((ray < 0) & np.isinf(program.row_upper))
    side = np.where(ray > 0, program.row_lower, program.row_upper)
    total = program.matrix.T @ ray
    give = np.where(total > 0, program.column_upper, program.column_lower)
    used = ray != 0
    return float(ray[used] @ side[used] - total @ give)


@pytest.mark.parametrize("rows", infeasible_rows().values(), ids=infeasible_rows().keys())
def test_infeasible_is_said_and_never_called_optimal(backend, program, limits, rows):
    lp = program([1, 1], rows, [(0, 10)] * 2)
    answer = backend.solve(lp, limits)
    assert answer.stop is Stop.INFEASIBLE
    if answer.dual is not None:
        assert ray_value(lp, answer.dual / np.abs(answer.dual).max()) > 1e-6


@pytest.mark.parametrize("rows", infeasible_rows().values(), ids=infeasible_rows().keys())
def test_highs_gives_a_farkas_ray_for_everything_infeasible(program, limits, rows):
    from allocator.solve.highs import HighsBackend

    lp = program([1, 1], rows, [(0, 10)] * 2)
    for method in ("simplex", "ipx"):
        answer = HighsBackend(method).solve(lp, limits)
        assert ray_value(lp, answer.dual / np.abs(answer.dual).max()) > 1e-6


def test_a_row_of_fixed_columns_that_breaks_has_a_ray_of_that_row(backend, program, limits):
    lp = program([1, 1], [(-INF, [1, 0], 4), (1, [0, 1], 9)], [(5, 5), (0, 9)])
    answer = backend.solve(lp, limits)
    assert answer.stop is Stop.INFEASIBLE
    assert ray_value(lp, answer.dual / np.abs(answer.dual).max()) == pytest.approx(1)


def test_crossed_bounds_of_a_column_are_infeasible_without_a_ray(backend, program, limits):
    lp = program([1, 1], [(0, [1, 1], 5)], [(3, 2), (0, 9)])
    answer = backend.solve(lp, limits)
    assert (answer.stop, answer.dual) == (Stop.INFEASIBLE, None)
    assert "column 0" in answer.detail


def test_unbounded_is_said(backend, program, limits):
    lp = program([-1, 0], [(-INF, [1, -1], 3)], [(0, INF), (0, INF)])
    assert backend.solve(lp, limits).stop is Stop.UNBOUNDED


def test_no_time_is_a_limit_and_no_claim(backend, hard, program):
    lp = hard(program)
    answer = backend.solve(lp, Limits(seconds=0.0))
    assert answer.stop is Stop.LIMIT


def test_cancelled_before_the_start_is_cancelled(backend, program):
    lp = program([1], [(1, [1], 2)], [(0, 5)])
    answer = backend.solve(lp, Limits(cancelled=lambda: True))
    assert answer.stop is Stop.CANCELLED


@pytest.mark.parametrize("name", ["highs", "highs-ipm", "clarabel"])
def test_cancelled_on_the_way_is_cancelled(name, hard, program):
    from allocator.solve import registry

    asked = iter(range(10**6))
    answer = registry.backend(name).solve(hard(program), Limits(cancelled=lambda: next(asked) >= 3))
    assert answer.stop is Stop.CANCELLED


def test_a_quadratic_term_is_refused_by_those_that_take_none(backend, program, limits, holds):
    lp = program([-1], [(0, [1], 5)], [(0, 9)], quadratic=[1])
    answer = backend.solve(lp, limits)
    if backend.quadratic:
        holds(lp, answer)
    else:
        assert answer.stop is Stop.FAILED
        assert "quadratic" in answer.detail


@pytest.fixture
def hard():
    """Make a program that takes every back-end some hundred steps."""

    def make(program):
        rng = np.random.default_rng(5)
        rows = [(-INF, rng.integers(1, 50, 60).tolist(), 3000) for _ in range(60)]
        return program((-rng.integers(20, 60, 60)).tolist(), rows, [(0, 40)] * 60)

    return make
