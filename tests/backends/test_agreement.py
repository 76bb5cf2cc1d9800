"""Every back-end, the same programs: values agree, duals prove them."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.optimize import linprog

from allocator.solve import registry, scale
from allocator.solve.linear import LinearProgram


def drawn(seed, spread=0.0):
    """Draw a feasible program of mixed rows round a hidden point; `spread` in powers of ten."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(4, 30)), int(rng.integers(2, 20))
    matrix = sp.random_array((m, n), density=0.4, rng=rng, format="csr")
    matrix.data = np.round(rng.uniform(-4, 4, matrix.nnz), 2)
    rows, columns = 10.0 ** rng.uniform(-spread, spread, m), 10.0 ** rng.uniform(-spread, spread, n)
    lower, width = rng.integers(-5, 3, n).astype(float), rng.integers(0, 8, n).astype(float)
    inside = lower + width * rng.uniform(0, 1, n)
    activity = matrix @ inside
    kind = rng.integers(0, 4, m)
    below, above = np.round(rng.uniform(0, 2, m), 1), np.round(rng.uniform(0, 2, m), 1)
    low = np.where(kind == 1, -np.inf, np.where(kind == 0, activity, activity - below))
    high = np.where(kind == 2, np.inf, np.where(kind == 0, activity, activity + above))
    scaled = sp.csr_array(sp.diags_array(rows) @ matrix @ sp.diags_array(1 / columns))
    return LinearProgram(
        np.round(rng.normal(0, 3, n), 1) / columns,
        np.zeros(n),
        scaled,
        low * rows,
        high * rows,
        lower * columns,
        (lower + width) * columns,
    )


def reference(program):
    """Value by SciPy's own call of a simplex, which shares no code with the back-ends."""
    low, high = program.row_lower, program.row_upper
    up, down = np.isfinite(high), np.isfinite(low)
    found = linprog(
        program.cost,
        A_ub=sp.vstack([program.matrix[up], -program.matrix[down]]),
        b_ub=np.concatenate([high[up], -low[down]]),
        bounds=np.column_stack([program.column_lower, program.column_upper]),
        method="highs-ds",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    assert found.status == 0
    return float(found.fun)


@pytest.mark.parametrize("seed", range(12))
def test_values_agree_and_duals_prove_them(backend, limits, holds, seed):
    lp = drawn(seed)
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    value = reference(lp)
    assert lp.objective(answer.point) == pytest.approx(value, abs=1e-8 * (1 + abs(value)))


@pytest.mark.parametrize("seed", range(6))
def test_a_badly_scaled_program_is_solved_through_the_scaling(backend, limits, holds, seed):
    lp, plain = drawn(seed, spread=4.0), drawn(seed)
    scaled, scaling = scale.apply(lp)
    answer = backend.solve(scaled, limits)
    holds(scaled, answer)
    point = scaling.invert_point(answer.point)
    value = reference(plain)
    assert lp.objective(point) != 0.0
    assert scaled.objective(answer.point) / scaling.cost == pytest.approx(
        lp.objective(point), rel=1e-12
    )
    moved = drawn_value_of(lp, plain, value)
    assert lp.objective(point) == pytest.approx(moved, abs=1e-7 * (1 + abs(moved)))


def drawn_value_of(lp, plain, value):
    """The spread multiplies rows and columns alone: the optimal value stays."""
    assert lp.cost.shape == plain.cost.shape
    return value


def test_every_pair_of_solvers_names_the_same_unique_vertex(limits):
    """Random costs leave one optimal point, whatever the algorithm."""
    lp = drawn(3)
    points = [registry.backend(name).solve(lp, limits).point for name in registry.installed()]
    for point in points[1:]:
        assert point == pytest.approx(points[0], abs=1e-6)
