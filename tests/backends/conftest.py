"""One contract for every back-end: programs by hand, and what each answer must satisfy."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve import registry
from allocator.solve.backend import Limits
from allocator.solve.linear import LinearProgram


@pytest.fixture(params=registry.installed())
def backend(request):
    return registry.backend(request.param)


@pytest.fixture(params=[n for n in registry.installed() if registry.backend(n).quadratic])
def quadratic_backend(request):
    return registry.backend(request.param)


@pytest.fixture
def limits():
    return Limits()


@pytest.fixture
def program():
    """Make a program from lists; a row is (lower, coefficients, upper)."""

    def make(cost, rows, columns, quadratic=None):
        matrix = np.array([row[1] for row in rows], dtype=float).reshape(len(rows), len(cost))
        return LinearProgram(
            np.array(cost, dtype=float),
            np.zeros(len(cost)) if quadratic is None else np.array(quadratic, dtype=float),
            sp.csr_array(matrix),
            np.array([row[0] for row in rows], dtype=float),
            np.array([row[2] for row in rows], dtype=float),
            np.array([low for low, _ in columns], dtype=float),
            np.array([high for _, high in columns], dtype=float),
        )

    return make


@pytest.fixture
def bound():
    """Lagrangean bound of a dual: y on its rows' sides, what is left on the columns' sides."""

    def side(multiplier, lower, upper, noise):
        used = np.where(multiplier > 0, lower, upper)
        drop = np.isinf(used) & (np.abs(multiplier) <= noise)
        return float(np.sum(np.where(drop, 0.0, multiplier) * np.where(drop, 0.0, used)))

    def bound_of(program, dual, at=None):
        at = np.zeros(len(program.cost)) if at is None else at
        slope = program.cost + program.quadratic * at
        left = slope - program.matrix.T @ dual
        curve = -0.5 * float((program.quadratic * at) @ at)
        return (
            curve
            + side(dual, program.row_lower, program.row_upper, 0.0)
            + side(left, program.column_lower, program.column_upper, 1e-9)
        )

    return bound_of


@pytest.fixture
def holds(bound):
    """Assert that an answer is optimal: feasible, and its dual proves the value."""

    def check(program, answer, accuracy=1e-8):
        assert answer.stop.value == "optimal", answer.detail
        x = answer.point
        activity = program.matrix @ x
        size = 1 + abs(program.matrix) @ np.abs(x)
        assert np.all(activity >= program.row_lower - accuracy * size)
        assert np.all(activity <= program.row_upper + accuracy * size)
        assert np.all(x >= program.column_lower - accuracy * (1 + np.abs(x)))
        assert np.all(x <= program.column_upper + accuracy * (1 + np.abs(x)))
        value = program.objective(x)
        proven = bound(program, answer.dual, x)
        assert proven == pytest.approx(value, abs=accuracy * (1 + abs(value)))

    return check
