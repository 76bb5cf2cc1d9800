"""Give a vertex of eight digits all the digits it has.

Solvers that answer through a file write some eight digits. At a vertex that is enough to see which
sides are met and which multipliers are zero, and these say the rest exactly: columns stand on their
bounds, met rows on their sides, and columns of zero reduced cost, with multipliers of the pressed
rows alone. The corrections are the least ones that make it so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

if TYPE_CHECKING:
    from allocator.solve.linear import Floats, LinearProgram

SEEN = 1e-6
"""Distance to a side, or size of a reduced cost, relative, that counts as none."""

STEADY = 1e-10
"""Regularisation that lets dependent rows be; refinement takes its bias out."""

ROUNDS = 3
"""Rounds of refinement, each of which gains some six digits."""


def refined(program: LinearProgram, point: Floats, dual: Floats) -> tuple[Floats, Floats]:
    """Correct a point and its dual at a vertex of a linear program."""
    return _placed(program, point), _priced(program, dual)


def _placed(program: LinearProgram, point: Floats) -> Floats:
    """Put the point on the sides that it meets."""
    x = _snapped(point, program.column_lower, program.column_upper, 1.0 + np.abs(point))
    free = (x != program.column_lower) & (x != program.column_upper)
    size = 1.0 + abs(program.matrix) @ np.abs(x)
    activity = program.matrix @ x
    wanted = _snapped(activity, program.row_lower, program.row_upper, size)
    met = (wanted == program.row_lower) | (wanted == program.row_upper)
    x[free] += _least(program.matrix[met][:, free], (wanted - activity)[met])
    return np.clip(x, program.column_lower, program.column_upper)


def _priced(program: LinearProgram, dual: Floats) -> Floats:
    """Make the reduced costs vanish that nearly do, by multipliers that are not zero."""
    reduced = program.cost - program.matrix.T @ dual
    size = 1.0 + np.abs(program.cost) + abs(program.matrix).T @ np.abs(dual)
    basic = np.abs(reduced) <= SEEN * size
    pressed = dual != 0
    y = dual.copy()
    y[pressed] += _least(program.matrix[pressed][:, basic].T, reduced[basic])
    return np.where(y * dual > 0, y, 0.0)


def _snapped(value: Floats, lower: Floats, upper: Floats, size: Floats) -> Floats:
    below = np.abs(value - lower) <= SEEN * size
    above = np.abs(value - upper) <= SEEN * size
    return np.where(below, lower, np.where(above, upper, value))


def _least(matrix: sp.csr_array, missing: Floats) -> Floats:
    """Least d with matrix @ d = missing, as nearly as can be."""
    rows, columns = matrix.shape
    step = np.zeros(columns)
    if rows == 0 or columns == 0:
        return step
    unit = sp.eye_array(columns)
    steady = sp.eye_array(rows) * -STEADY
    system = sp.csc_array(sp.block_array([[unit, matrix.T], [matrix, steady]]))
    factor = splu(system)
    for _ in range(ROUNDS):
        left = np.concatenate([np.zeros(columns), missing - matrix @ step])
        step += factor.solve(left)[:columns]
    return step
