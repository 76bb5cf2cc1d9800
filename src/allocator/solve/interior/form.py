"""Standard form: every row an equation, with a column of its own where it leaves room.

    min c'x + 1/2 x'diag(q)x,   A x - E s = b,   l <= (x, s) <= u

s is the activity of the rows with two different sides, E their columns of the identity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

if TYPE_CHECKING:
    from allocator.solve.interior.ldl import Index
    from allocator.solve.linear import Floats, LinearProgram

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Form:
    """A program in standard form; vectors over columns and slacks have n + k entries.

    Attributes
    ----------
    matrix, turned : (m, n) CSR, and its transpose by rows: (n, m) CSR
    loose : (k,) rows with room between their sides
    side : (m,) right-hand sides; 0 for loose rows
    cost, quadratic, lower, upper : (n + k,)
    """

    matrix: sp.csr_array
    turned: sp.csr_array
    loose: Index
    side: Floats
    cost: Floats
    quadratic: Floats
    lower: Floats
    upper: Floats

    @property
    def columns(self) -> int:
        """Columns of the program itself."""
        return int(self.matrix.shape[1])

    def activity(self, point: Floats) -> Floats:
        """Give A x - E s: (m,)."""
        found = np.asarray(self.matrix @ point[: self.columns])
        found[self.loose] -= point[self.columns :]
        return found

    def pull(self, dual: Floats) -> Floats:
        """Give A'y and -E'y: (n + k,)."""
        return np.concatenate([self.turned @ dual, -dual[self.loose]])


def form(program: LinearProgram) -> Form:
    """Bring a program to standard form; no column may be fixed and no row empty."""
    loose = np.flatnonzero(program.row_lower != program.row_upper)
    none = np.zeros(len(loose))
    side = np.where(program.row_lower == program.row_upper, program.row_lower, 0.0)
    turned = sp.csr_array(program.matrix.T.tocsr())
    turned.sort_indices()
    return Form(
        program.matrix,
        turned,
        loose,
        side,
        np.concatenate([program.cost, none]),
        np.concatenate([program.quadratic, none]),
        np.concatenate([program.column_lower, program.row_lower[loose]]),
        np.concatenate([program.column_upper, program.row_upper[loose]]),
    )
