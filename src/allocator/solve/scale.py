"""Scale a program so that its entries are near 1, exactly reversibly.

Ruiz equilibration: rows and columns are divided again and again by the square root of their
greatest entry, until all greatest entries are near 1 (D. Ruiz, "A scaling algorithm to equilibrate
both rows and columns norms in matrices", RAL-TR-2001-034, 2001). Every factor is rounded to a power
of two, so scaling and its inverse change exponents alone and lose no digit.

    A' = R A C,   x = C x',   c' = s C c,   Q' = s C Q C,   y = R y' / s
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.solve.linear import Floats, LinearProgram

if TYPE_CHECKING:
    import scipy.sparse as sp

ROUNDS = 10
"""Equilibration converges linearly with rate 1/2; ten rounds end within the rounding to 2^k."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """Factors of one scaling, all powers of two.

    Attributes
    ----------
    rows : (m,) factor of each row
    columns : (n,) factor of each column; a point of the program is columns x the scaled point
    cost : factor of the objective
    """

    rows: Floats
    columns: Floats
    cost: float

    def point(self, point: Floats) -> Floats:
        """Scale a point."""
        return point / self.columns

    def dual(self, dual: Floats) -> Floats:
        """Scale row multipliers."""
        return dual / self.rows * self.cost

    def invert_point(self, point: Floats) -> Floats:
        """Give a scaled point in the program's own units."""
        return point * self.columns

    def invert_dual(self, dual: Floats) -> Floats:
        """Give row multipliers of the scaled program in the program's own units."""
        return dual * self.rows / self.cost

    def invert(self, program: LinearProgram) -> LinearProgram:
        """Give the program back, bit for bit."""
        return _scaled(program, 1.0 / self.rows, 1.0 / self.columns, 1.0 / self.cost)


def apply(program: LinearProgram) -> tuple[LinearProgram, Scaling]:
    """Equilibrate a program; the second part leads back."""
    rows, columns = _equilibrate(program.matrix)
    size = _size(program, columns)
    rows, columns = rows / size, columns * size
    linear = np.abs(program.cost * columns).max(initial=0.0)
    quadratic = np.abs(program.quadratic * columns**2).max(initial=0.0)
    cost = float(1.0 / _power(np.array([max(linear, quadratic) or 1.0]))[0])
    return _scaled(program, rows, columns, cost), Scaling(rows, columns, cost)


def _size(program: LinearProgram, columns: Floats) -> float:
    """Typical size of the equilibrated columns' bounds, so that points too are near 1."""
    bounds = np.abs(np.concatenate([program.column_lower, program.column_upper]))
    bounds = bounds / np.concatenate([columns, columns])
    used = bounds[np.isfinite(bounds) & (bounds > 0)]
    return float(_power(np.array([np.median(used)]))[0]) if len(used) else 1.0


def _equilibrate(matrix: sp.csr_array) -> tuple[Floats, Floats]:
    """Row and column factors; 1 for empty rows and columns."""
    size = abs(matrix).tocsr()
    entries = np.diff(size.indptr)
    row_of = np.repeat(np.arange(size.shape[0]), entries)
    rows, columns = np.ones(size.shape[0]), np.ones(size.shape[1])
    for _ in range(ROUNDS):
        data = size.data * rows[row_of] * columns[size.indices]
        greatest_row, greatest_column = np.zeros(len(rows)), np.zeros(len(columns))
        np.maximum.at(greatest_row, row_of, data)
        np.maximum.at(greatest_column, size.indices, data)
        rows /= np.sqrt(np.where(greatest_row > 0, greatest_row, 1.0))
        columns /= np.sqrt(np.where(greatest_column > 0, greatest_column, 1.0))
    return _power(rows), _power(columns)


def _power(values: Floats) -> Floats:
    """Nearest power of two."""
    return np.exp2(np.round(np.log2(values)))


def _scaled(program: LinearProgram, rows: Floats, columns: Floats, cost: float) -> LinearProgram:
    matrix = program.matrix.copy()
    row_of = np.repeat(np.arange(len(rows)), np.diff(matrix.indptr))
    matrix.data = matrix.data * rows[row_of] * columns[matrix.indices]
    return LinearProgram(
        program.cost * columns * cost,
        program.quadratic * columns * columns * cost,
        matrix,
        program.row_lower * rows,
        program.row_upper * rows,
        program.column_lower / columns,
        program.column_upper / columns,
    )
