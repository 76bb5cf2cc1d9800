"""Take out what decides nothing: fixed columns, free rows, empty rows; and put it back.

Interior points need room on both sides of every column, and modelling layers dislike rows without
coefficients, so every back-end but HiGHS solves the reduced program.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from allocator.solve.linear import Floats, LinearProgram
from allocator.solve.termination import Answer, Shape, Stop

FEASIBLE = 1e-9
"""Violation, relative to the activity, up to which a row of fixed columns still counts as kept."""

Index = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Reduced:
    """A reduced program and the way back.

    Attributes
    ----------
    program : what is left to solve
    rows, columns : places of its rows and columns in the whole program
    fixed : (n,) values of the fixed columns, 0 elsewhere
    whole_rows : m of the whole program
    """

    program: LinearProgram
    rows: Index
    columns: Index
    fixed: Floats
    whole_rows: int

    def point(self, point: Floats) -> Floats:
        """Point of the whole program."""
        whole = self.fixed.copy()
        whole[self.columns] = point
        return whole

    def dual(self, dual: Floats) -> Floats:
        """Row multipliers of the whole program; rows that were taken out carry none."""
        whole = np.zeros(self.whole_rows)
        whole[self.rows] = dual
        return whole


def reduce(program: LinearProgram, shape: Shape) -> Reduced | Answer:
    """Reduce a program, or answer it where its own bounds already do.

    Parameters
    ----------
    shape : shape that such an answer reports
    """
    crossed = contradiction(program)
    if crossed:
        return Answer(Stop.INFEASIBLE, None, None, shape, 0, 0.0, crossed)
    loose = program.column_lower < program.column_upper
    fixed = np.where(loose, 0.0, program.column_lower)
    shift = program.matrix @ fixed
    scale = 1.0 + abs(program.matrix) @ np.abs(fixed)
    columns = np.flatnonzero(loose)
    matrix = program.matrix[:, columns].tocsr()
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    empty = np.diff(matrix.indptr) == 0
    above = empty & (shift > program.row_upper + FEASIBLE * scale)
    below = empty & (shift < program.row_lower - FEASIBLE * scale)
    if above.any() or below.any():
        worst = int(np.argmax(above | below))
        ray = np.zeros(len(shift))
        ray[worst] = -1.0 if above[worst] else 1.0
        return Answer(Stop.INFEASIBLE, None, ray, shape, 0, 0.0, f"row {worst} has no free column")
    if not columns.size:
        dual = np.zeros(len(shift))
        return Answer(Stop.OPTIMAL, fixed, dual, shape, 0, 0.0, "every column is fixed")
    free = np.isinf(program.row_lower) & np.isinf(program.row_upper)
    rows = np.flatnonzero(~empty & ~free)
    kept = LinearProgram(
        program.cost[columns],
        program.quadratic[columns],
        matrix[rows],
        program.row_lower[rows] - shift[rows],
        program.row_upper[rows] - shift[rows],
        program.column_lower[columns],
        program.column_upper[columns],
    )
    return Reduced(kept, rows, columns, fixed, len(shift))


def contradiction(program: LinearProgram) -> str:
    """Name the first row or column whose lower side lies above its upper; empty if none does."""
    for kind, lower, upper in (
        ("column", program.column_lower, program.column_upper),
        ("row", program.row_lower, program.row_upper),
    ):
        crossed = np.flatnonzero(lower > upper)
        if crossed.size:
            return f"{kind} {crossed[0]}: lower side above upper"
    return ""
