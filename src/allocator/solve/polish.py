"""Make a good answer exact: solve the linear system of its active set, and check that it was that.

An interior point ends at 1e-9 or so. Once it is known which sides press, the optimum of a strictly
convex tier is the solution of a linear system; a few refinement steps bring it to rounding error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from allocator.solve.kkt import Kkt

if TYPE_CHECKING:
    import numpy.typing as npt

    from allocator.solve.linear import Floats, LinearProgram

    Bools = npt.NDArray[np.bool_]

ROUNDS = 12
"""Corrections of the active set before the answer is left as it was."""
SLACK = 1e-11
"""Violation of a side, on scaled data, from which the active set is corrected."""
STILL = 1e-15
"""A step below this, on scaled data, is rounding error."""


@dataclass(frozen=True, slots=True)
class Polished:
    """A point and dual that solve the conditions of their active set to rounding error."""

    point: Floats
    dual: Floats
    rounds: int


def polish(program: LinearProgram, point: Floats, dual: Floats) -> Polished | None:
    """Polish an answer on scaled data; None where no active set was found that fits.

    Parameters
    ----------
    program : with earlier locks applied
    point, dual : an answer good enough to tell most active sides
    """
    activity = program.matrix @ point
    reduced = program.cost + program.quadratic * point - program.matrix.T @ dual
    at_low = (reduced > point - program.column_lower) | (
        program.column_lower == program.column_upper
    )
    at_high = (-reduced > program.column_upper - point) & ~at_low
    row_low = (dual > activity - program.row_lower) | (program.row_lower == program.row_upper)
    row_high = (-dual > program.row_upper - activity) & ~row_low
    # Where rows depend on each other, as the totals of a hierarchy do, multipliers that start at
    # zero stay the smallest that serve, and so does what they multiply. A linear tier keeps its
    # own: the lock was read off them.
    start = np.zeros_like(dual) if program.quadratic.any() else dual
    equal = program.row_lower == program.row_upper
    fixed = program.column_lower == program.column_upper
    for number in range(ROUNDS):
        found = _solve(program, point, start, at_low, at_high, row_low, row_high)
        if found is None:
            return None
        point, dual = found
        activity = program.matrix @ point
        reduced = program.cost + program.quadratic * point - program.matrix.T @ dual
        free = ~at_low & ~at_high
        leaves = (at_low & ~fixed & (reduced < -SLACK)) | (at_high & (reduced > SLACK))
        enters_low = free & (point < program.column_lower - SLACK)
        enters_high = free & (point > program.column_upper + SLACK)
        idle = ~row_low & ~row_high
        row_leaves = (row_low & ~equal & (dual < -SLACK)) | (row_high & (dual > SLACK))
        row_enters_low = idle & (activity < program.row_lower - SLACK)
        row_enters_high = idle & (activity > program.row_upper + SLACK)
        wrong = leaves | enters_low | enters_high
        row_wrong = row_leaves | row_enters_low | row_enters_high
        if not wrong.any() and not row_wrong.any():
            clean = np.where(row_low | row_high, dual, 0.0)
            inside = np.clip(point, program.column_lower, program.column_upper)
            return Polished(inside, clean, number + 1)
        at_low = (at_low & ~leaves) | enters_low
        at_high = (at_high & ~leaves) | enters_high
        row_low = (row_low & ~row_leaves) | row_enters_low
        row_high = (row_high & ~row_leaves) | row_enters_high
    return None


def _solve(
    program: LinearProgram,
    point: Floats,
    multipliers: Floats,
    at_low: Bools,
    at_high: Bools,
    row_low: Bools,
    row_high: Bools,
) -> tuple[Floats, Floats] | None:
    """Solve for the free columns and the active rows, everything else held."""
    x = np.where(at_low, program.column_lower, np.where(at_high, program.column_upper, point))
    free = np.flatnonzero(~at_low & ~at_high)
    active = np.flatnonzero(row_low | row_high)
    side = np.where(row_low, program.row_lower, program.row_upper)[active]
    matrix = sp.csr_array(program.matrix[active])
    y = multipliers[active].copy()
    if not _corrected(program, matrix, side, x, y, free):
        return None
    whole = np.zeros(len(row_low))
    whole[active] = y
    return (x, whole) if np.isfinite(x).all() and np.isfinite(y).all() else None


def _corrected(
    program: LinearProgram,
    matrix: sp.csr_array,
    side: Floats,
    x: Floats,
    y: Floats,
    free: npt.NDArray[np.intp],
) -> bool:
    """Bring point and multipliers, in place, to where nothing is missing; whether it could."""
    inner = sp.csr_array(matrix[:, free])
    slope, curve = program.cost[free], program.quadratic[free]
    system = Kkt(curve, inner)
    exact, turned = matrix.astype(np.longdouble), inner.T.tocsr().astype(np.longdouble)
    for _ in range(ROUNDS):
        # a total of thousands of cells loses its last digits in doubles; its residual must not
        gradient = (slope + curve * x[free] - turned @ y.astype(np.longdouble)).astype(np.float64)
        missing = (side - exact @ x.astype(np.longdouble)).astype(np.float64)
        step = system.solve(-gradient, missing)
        if step is None:
            return False
        x[free] += step[0]
        y += step[1]
        if max(np.abs(step[0]).max(initial=0.0), np.abs(step[1]).max(initial=0.0)) < STILL:
            break
    return True
