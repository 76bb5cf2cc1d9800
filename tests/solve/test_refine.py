"""Eight digits of a vertex become all that a float holds."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.backend import Limits
from allocator.solve.highs import HighsBackend
from allocator.solve.linear import LinearProgram
from allocator.solve.refine import refined
from allocator.solve.residual import residual


def rounded(values):
    """Eight significant digits, as a solution file has them."""
    return np.array([float(f"{value:.8g}") for value in values])


def drawn(seed, repeat=1):
    rng = np.random.default_rng(seed)
    matrix = sp.random_array((8, 14), density=0.5, rng=rng, format="csr")
    inside = rng.uniform(1, 2, 14)
    room = rng.uniform(0, 1, (2, 8)) * (rng.random((2, 8)) < 0.5)
    return LinearProgram(
        rng.normal(size=14),
        np.zeros(14),
        sp.csr_array(sp.vstack([matrix] * repeat)),
        np.tile(matrix @ inside - room[0], repeat),
        np.tile(matrix @ inside + room[1], repeat),
        np.zeros(14),
        np.full(14, 3.0),
    )


@pytest.mark.parametrize("repeat", [1, 2], ids=["plain", "every row twice"])
@pytest.mark.parametrize("seed", range(5))
def test_an_answer_of_eight_digits_is_corrected(seed, repeat):
    program = drawn(seed, repeat)
    answer = HighsBackend().solve(program, Limits())
    point, dual = rounded(answer.point), rounded(answer.dual)
    assert residual(program, point, dual).worst > 1e-10
    assert residual(program, *refined(program, point, dual)).worst < 1e-13


def test_an_exact_answer_stays():
    program = LinearProgram(
        np.array([2.0, 3.0]),
        np.zeros(2),
        sp.csr_array([[1.0, 1.0]]),
        np.array([4.0]),
        np.array([np.inf]),
        np.zeros(2),
        np.array([3.0, 10.0]),
    )
    point, dual = refined(program, np.array([3.0, 1.0]), np.array([3.0]))
    assert (point.tolist(), dual.tolist()) == ([3.0, 1.0], [3.0])


def test_no_multiplier_changes_its_side():
    program = drawn(1)
    dual = HighsBackend().solve(program, Limits()).dual * 1e-9
    _, better = refined(program, np.ones(14), dual)
    assert np.all(better * dual >= 0)
