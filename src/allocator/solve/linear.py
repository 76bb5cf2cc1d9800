"""A linear program with a diagonal quadratic term, as arrays. It knows no sales word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LinearProgram:
    """Minimise cost'x + 1/2 x'diag(quadratic)x over rows and columns between their bounds.

    Attributes
    ----------
    cost, quadratic : (n,) quadratic >= 0
    matrix : (m, n) CSR
    row_lower, row_upper : (m,) -inf and inf where a side is open
    column_lower, column_upper : (n,)
    """

    cost: Floats
    quadratic: Floats
    matrix: sp.csr_array
    row_lower: Floats
    row_upper: Floats
    column_lower: Floats
    column_upper: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.matrix.shape
        return int(rows), int(columns)

    def objective(self, point: Floats) -> float:
        """Value of the objective at a point."""
        return float(self.cost @ point + 0.5 * (point * self.quadratic) @ point)
