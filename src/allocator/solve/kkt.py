"""One symmetric quasi-definite system, factorised once: [Q + rho, A'; A, -delta].

The regularisation makes it solvable whatever the rank of A; refinement against the unregularised
system takes its error out again wherever that system has a solution.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from allocator.solve.linear import Floats

PRIMAL, DUAL = 1e-8, 1e-9
"""Regularisation of columns and rows, on scaled data."""
REFINEMENTS = 4


class Kkt:
    """The factorised system of (n,) quadratic terms and an (m, n) matrix."""

    def __init__(self, quadratic: Floats, matrix: sp.csr_array) -> None:
        import qdldl

        self._quadratic, self._matrix = quadratic, matrix
        self._size = len(quadratic)
        rows = matrix.shape[0]
        upper = sp.block_array(
            [
                [sp.diags_array(quadratic + PRIMAL), matrix.T],
                [None, sp.diags_array(np.full(rows, -DUAL))],
            ],
            format="csc",
        )
        self._empty = upper.shape[0] == 0
        self._factor = None
        if not self._empty:
            # entries of 1e10 can leave no pivot in doubles: then there is no step to be had
            with suppress(RuntimeError):
                self._factor = qdldl.Solver(sp.csc_matrix(upper), upper=True)

    def solve(self, top: Floats, bottom: Floats) -> tuple[Floats, Floats] | None:
        """Solve Q dx - A'dy = top, A dx = bottom; None where the answer is not finite."""
        dx, dy = np.zeros(self._size), np.zeros(len(bottom))
        if self._empty:
            return dx, dy
        if self._factor is None:
            return None
        for _ in range(REFINEMENTS):
            left = top - self._quadratic * dx + self._matrix.T @ dy
            right = bottom - self._matrix @ dx
            step = self._factor.solve(np.concatenate([left, right]))
            if not np.isfinite(step).all():
                return None
            dx += step[: self._size]
            dy -= step[self._size :]
        return dx, dy
