"""Weak duality: how far a point can be from the optimum, from arrays and multipliers alone.

    z = c + Qx - A'y,   P - L = sum |y| slack + sum z+ (x - l) + z- (u - x)

For a linear objective it holds for every y on its sign cone, whoever made it, since all columns
have finite bounds. For a quadratic one it bounds the linearisation, hence the objective.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.solve.linear import Floats, LinearProgram


def on_cone(program: LinearProgram, dual: Floats) -> Floats:
    """Drop multipliers that press against a side that is open."""
    dropped = ((dual > 0) & np.isinf(program.row_lower)) | (
        (dual < 0) & np.isinf(program.row_upper)
    )
    return np.where(dropped, 0.0, dual)


def gap(program: LinearProgram, point: Floats, dual: Floats) -> float:
    """Give P - L; infinite for a point or dual that is not finite.

    Parameters
    ----------
    point : (n,) within its bounds
    dual : (m,) on its sign cone
    """
    if not (np.isfinite(point).all() and np.isfinite(dual).all()):
        return float("inf")
    activity = program.matrix.astype(np.longdouble) @ point.astype(np.longdouble)
    reduced = program.cost + program.quadratic * point - program.matrix.T @ dual
    side = np.where(dual > 0, program.row_lower, program.row_upper)
    pressed = dual != 0
    rows = np.abs(dual[pressed]) @ np.abs(activity[pressed] - side[pressed])
    below = np.where(reduced > 0, point - program.column_lower, 0.0)
    above = np.where(reduced < 0, program.column_upper - point, 0.0)
    return float(rows + reduced @ np.maximum(below, 0.0) - reduced @ np.maximum(above, 0.0))
