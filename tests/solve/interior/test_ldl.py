"""The factorisation against a dense solve, in any order, with dependent rows."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.interior.ldl import Ldl


def quasi_definite(seed, size=40, negative=8, density=0.1):
    rng = np.random.default_rng(seed)
    part = sp.random_array((size, size), density=density, rng=rng, format="csr")
    sign = np.where(np.arange(size) < size - negative, 1.0, -1.0)
    matrix = (part + part.T).toarray() * 0.2
    matrix[np.ix_(sign > 0, sign > 0)] *= 0.3
    matrix[np.ix_(sign < 0, sign < 0)] = 0.0
    np.fill_diagonal(matrix, sign * rng.uniform(3.0, 5.0, size))
    return matrix, sign > 0


def upper(matrix):
    made = sp.csr_array(np.triu(matrix))
    made.sort_indices()
    return made


@pytest.mark.parametrize("seed", range(5))
def test_it_solves_what_a_dense_solve_solves(seed):
    matrix, positive = quasi_definite(seed)
    rng = np.random.default_rng(seed)
    kept = upper(matrix)
    ldl = Ldl(kept, rng.permutation(len(matrix)), positive)
    assert ldl.factor(kept.data) == 0
    right = rng.normal(size=len(matrix))
    assert ldl.solve(right) == pytest.approx(np.linalg.solve(matrix, right), abs=1e-10)


def test_other_numbers_in_the_same_pattern():
    matrix, positive = quasi_definite(7)
    kept = upper(matrix)
    ldl = Ldl(kept, np.arange(len(matrix)), positive)
    ldl.factor(kept.data)
    ldl.factor(kept.data * 2.0)
    right = np.ones(len(matrix))
    assert ldl.solve(right) == pytest.approx(np.linalg.solve(2.0 * matrix, right), abs=1e-10)


def test_the_order_decides_the_fill():
    size = 30
    arrow = np.eye(size) * size
    arrow[0, :] = arrow[:, 0] = 1.0
    arrow[0, 0] = size
    kept = upper(arrow)
    positive = np.ones(size, bool)
    last = np.append(np.arange(1, size), 0)
    assert Ldl(kept, last, positive).entries == size - 1
    assert Ldl(kept, np.arange(size), positive).entries == size * (size - 1) // 2


def test_a_dependent_row_is_counted_and_left_out():
    kept = upper(np.array([[1.0, 1.0], [1.0, 1.0]]))
    ldl = Ldl(kept, np.arange(2), np.ones(2, bool))
    assert ldl.factor(kept.data) == 1
    assert ldl.solve(np.array([3.0, 3.0])) == pytest.approx([3.0, 0.0])
