"""Scaling changes exponents alone, and its inverse gives every bit back."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from allocator.solve import scale
from allocator.solve.linear import LinearProgram


def drawn(seed, spread):
    rng = np.random.default_rng(seed)
    m, n = 7, 11
    matrix = sp.random_array((m, n), density=0.4, rng=rng, format="csr")
    matrix.data = matrix.data * 10.0 ** rng.uniform(-spread, spread, matrix.nnz)
    high = rng.uniform(1, 9, n) * 10.0 ** rng.uniform(-spread, spread, n)
    return LinearProgram(
        rng.normal(size=n) * 10.0 ** rng.uniform(-spread, spread, n),
        np.where(rng.random(n) < 0.5, rng.uniform(0, 3, n), 0.0),
        matrix,
        np.where(rng.random(m) < 0.3, -np.inf, -rng.uniform(0, 3, m)),
        np.where(rng.random(m) < 0.3, np.inf, rng.uniform(0, 3, m)),
        -high,
        np.where(rng.random(n) < 0.2, np.inf, high),
    )


def parts(program):
    return (
        program.cost,
        program.quadratic,
        program.matrix.toarray(),
        program.row_lower,
        program.row_upper,
        program.column_lower,
        program.column_upper,
    )


@given(st.integers(0, 10**6), st.floats(0, 6))
def test_the_inverse_gives_back_every_bit(seed, spread):
    program = drawn(seed, spread)
    scaled, scaling = scale.apply(program)
    back = scaling.invert(scaled)
    assert all(np.array_equal(a, b) for a, b in zip(parts(program), parts(back), strict=True))


@given(st.integers(0, 10**6), st.floats(0, 6))
def test_points_and_duals_go_there_and_back_bit_for_bit(seed, spread):
    _, scaling = scale.apply(drawn(seed, spread))
    rng = np.random.default_rng(seed + 1)
    point, dual = rng.normal(size=11), rng.normal(size=7)
    assert np.array_equal(scaling.invert_point(scaling.point(point)), point)
    assert np.array_equal(scaling.invert_dual(scaling.dual(dual)), dual)


@given(st.integers(0, 10**6), st.floats(0, 6))
def test_objective_activity_and_stationarity_correspond(seed, spread):
    program = drawn(seed, spread)
    scaled, scaling = scale.apply(program)
    rng = np.random.default_rng(seed + 1)
    point, dual = rng.normal(size=11), rng.normal(size=7)
    small, prices = scaling.point(point), scaling.dual(dual)
    assert scaled.objective(small) == pytest.approx(
        program.objective(point) * scaling.cost, rel=1e-9, abs=1e-9
    )
    assert scaled.matrix @ small == pytest.approx(
        (program.matrix @ point) * scaling.rows, rel=1e-9, abs=1e-9
    )
    left = program.cost - program.matrix.T @ dual
    assert scaled.cost - scaled.matrix.T @ prices == pytest.approx(
        left * scaling.columns * scaling.cost, rel=1e-9, abs=1e-9
    )


def test_entries_come_near_one():
    scaled, _ = scale.apply(drawn(4, 5.0))
    size = abs(scaled.matrix).toarray()
    greatest = np.concatenate([size.max(axis=1), size.max(axis=0)])
    greatest = greatest[greatest > 0]
    assert greatest.min() >= 0.25
    assert greatest.max() <= 2.0
    cost = max(np.abs(scaled.cost).max(), scaled.quadratic.max())
    assert 0.5 <= cost <= 2.0


def test_every_factor_is_a_power_of_two():
    _, scaling = scale.apply(drawn(9, 5.0))
    factors = np.concatenate([scaling.rows, scaling.columns, [scaling.cost]])
    assert set(np.frexp(factors)[0]) == {0.5}


def test_empty_rows_and_columns_and_a_zero_cost_keep_factor_one():
    zeros = np.zeros(2)
    program = LinearProgram(zeros, zeros, sp.csr_array((2, 2)), zeros, zeros, zeros, np.ones(2))
    _, scaling = scale.apply(program)
    assert (scaling.rows.tolist(), scaling.columns.tolist(), scaling.cost) == ([1, 1], [1, 1], 1.0)
