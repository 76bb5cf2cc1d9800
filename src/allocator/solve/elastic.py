"""Cheapest relaxation: how far rows must give way before a point exists.

Every row that may give gets a slack for each finite side, and the weighted sum of the slacks is
minimised; the program's own objective is left out:

    min sum weight (above + below),   lower <= Ax - above + below <= upper,   above, below >= 0

The value is above zero if and only if the program is infeasible, and a certified dual of the
elastic program proves that; the slacks of its point say which rows give way, and by how much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from allocator.solve.linear import Floats, LinearProgram

Index = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Elastic:
    """An elastic program and where its slacks stand.

    Attributes
    ----------
    program : the columns of the original, then `above`, then `below`; the same rows
    above, below : rows whose upper (lower) side has a slack, in order of the slack columns
    columns : how many columns are the original's
    """

    program: LinearProgram
    above: Index
    below: Index
    columns: int


@dataclass(frozen=True, slots=True)
class Violations:
    """How far each row gives way.

    Attributes
    ----------
    above : (m,) amount over the upper side, in the row's unit
    below : (m,) amount under the lower side
    """

    above: Floats
    below: Floats

    @property
    def rows(self) -> Index:
        """Rows that give way at all."""
        return np.flatnonzero(self.above + self.below > 0)


def relax(program: LinearProgram, weights: Floats) -> Elastic:
    """Make the elastic program.

    Parameters
    ----------
    weights : (m,) price of a unit of violation of each row, > 0; inf: it may not give way

    Notes
    -----
    A slack is bounded by what the row's columns can overrun its side, where they are bounded, so
    that every column of the elastic program has finite bounds if those of the program are finite.
    """
    may = np.isfinite(weights)
    above = np.flatnonzero(may & np.isfinite(program.row_upper))
    below = np.flatnonzero(may & np.isfinite(program.row_lower))
    least, greatest = activity_range(program)
    rows, columns = program.shape
    matrix = sp.hstack([program.matrix, _slacks(rows, above, -1.0), _slacks(rows, below, 1.0)])
    slacks = len(above) + len(below)
    elastic = LinearProgram(
        np.concatenate([np.zeros(columns), weights[above], weights[below]]),
        np.zeros(columns + slacks),
        sp.csr_array(matrix),
        program.row_lower,
        program.row_upper,
        np.concatenate([program.column_lower, np.zeros(slacks)]),
        np.concatenate(
            [
                program.column_upper,
                np.maximum(greatest[above] - program.row_upper[above], 0.0),
                np.maximum(program.row_lower[below] - least[below], 0.0),
            ]
        ),
    )
    return Elastic(elastic, above, below, columns)


def violations(elastic: Elastic, point: Floats) -> Violations:
    """Read the slacks of a point of the elastic program, row by row."""
    rows = elastic.program.shape[0]
    above, below = np.zeros(rows), np.zeros(rows)
    split = elastic.columns + len(elastic.above)
    above[elastic.above] = np.maximum(point[elastic.columns : split], 0.0)
    below[elastic.below] = np.maximum(point[split:], 0.0)
    return Violations(above, below)


def activity_range(program: LinearProgram) -> tuple[Floats, Floats]:
    """Least and greatest activity of each row over the bounds of its columns."""
    entries = np.diff(program.matrix.indptr)
    row = np.repeat(np.arange(len(entries)), entries)
    value, column = program.matrix.data, program.matrix.indices
    low, high = program.column_lower[column], program.column_upper[column]
    kept = value != 0
    small = np.where(value > 0, low, high)
    large = np.where(value > 0, high, low)
    least, greatest = np.zeros(len(entries)), np.zeros(len(entries))
    np.add.at(least, row[kept], value[kept] * small[kept])
    np.add.at(greatest, row[kept], value[kept] * large[kept])
    return least, greatest


def _slacks(rows: int, places: Index, sign: float) -> sp.csr_array:
    """(rows, len(places)) one column a place."""
    shape = (rows, len(places))
    values = np.full(len(places), sign)
    return sp.csr_array((values, (places, np.arange(len(places)))), shape=shape)
