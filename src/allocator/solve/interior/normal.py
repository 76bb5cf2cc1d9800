"""The Newton system of one iteration, condensed.

    H dx - A'dy = h,   A dx = r,   H > 0 diagonal

Thin columns (few entries) are eliminated: dx = H^-1 (h + A'dy). Wide ones (many entries) would fill
A H^-1 A' whole, so they stay as unknowns w beside the multipliers,

    [ A_t H_t^-1 A_t' + d    A_w ] [dy]   [ r - A_t H_t^-1 h_t ]
    [ A_w'                  -H_w ] [ w] = [ -h_w               ]

a quasi-definite matrix, which has an LDL' in every order (R. J. Vanderbei, "Symmetric quasidefinite
matrices", SIAM J. Optimization 5, 1995). Small regularisation keeps its pivots away from zero, and
refinement against the system without it takes the error out again.
"""

# ruff: noqa: PLR0913, PLR0917 - a compiled kernel takes its arrays one by one

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from allocator.solve.interior.compiled import compiled
from allocator.solve.interior.ldl import Ldl
from allocator.solve.interior.order import elimination_order

if TYPE_CHECKING:
    from allocator.solve.interior.form import Form
    from allocator.solve.interior.ldl import Index
    from allocator.solve.linear import Floats

WIDE = 40
"""Entries beyond which a column is wide."""
PRIMAL, DUAL = 1e-8, 1e-10
"""Regularisation of columns and rows, on scaled data ..."""
WEAKER, WEAKEST = 0.1, 1e-13
"""... of columns a tenth of it, down to this, once refinement leaves an error ..."""
BIASED = 1e-9
"""... of more than this in the columns."""
REFINEMENTS = 4
"""Rounds of refinement at the most ..."""
NEAR = 1e-8
"""... unless what is left is this small, relative to the right-hand side ..."""
MOST = 5e-2
"""... of which no more than this counts for columns: what is left is their next error."""
LEAST = 1e-8
"""A right-hand side of rows below this counts as this large."""


@compiled
def _assembled(
    row_start: Index,
    row_place: Index,
    row_value: Floats,
    column_start: Index,
    column_place: Index,
    column_value: Floats,
    weight: Floats,
    diagonal: Floats,
    start: Index,
    place: Index,
    found: Floats,
) -> None:
    """Upper triangle of A diag(weight) A' + diag(diagonal), into the pattern start, place."""
    rows = len(diagonal)
    at = np.empty(rows, np.int64)
    for row in range(rows):
        for entry in range(start[row], start[row + 1]):
            if place[entry] < rows:
                at[place[entry]] = entry
                found[entry] = 0.0
        for entry in range(row_start[row], row_start[row + 1]):
            column = row_place[entry]
            value = row_value[entry] * weight[column]
            if value != 0.0:
                for other in range(column_start[column + 1] - 1, column_start[column] - 1, -1):
                    if column_place[other] < row:
                        break
                    found[at[column_place[other]]] += value * column_value[other]
        found[start[row]] += diagonal[row]


class Normal:
    """The condensed system of one program; the pattern is analysed once."""

    def __init__(self, form: Form) -> None:
        self._form = form
        rows = form.matrix.shape[0]
        wide = np.diff(form.turned.indptr) > WIDE
        self._wide = np.flatnonzero(wide)
        self._thin = ~np.concatenate([wide, np.zeros(len(form.loose), np.bool_)])
        thin = form.turned.copy()
        thin.data = np.where(np.repeat(wide, np.diff(thin.indptr)), 0.0, thin.data)
        thin.eliminate_zeros()
        self._columns = thin
        self._rows = sp.csr_array(thin.T.tocsr())
        self._rows.sort_indices()
        pattern = self._rows.copy()
        pattern.data = np.ones_like(pattern.data)
        meets = sp.csr_array(pattern @ pattern.T + sp.eye_array(rows))
        order = elimination_order(meets)
        upper = sp.csr_array(sp.triu(meets, format="csr"))
        count = len(self._wide)
        if count:
            beside = sp.csr_array(form.matrix[:, self._wide])
            corner = sp.eye_array(count, format="csr")
            upper = sp.csr_array(sp.block_array([[upper, beside], [None, corner]], format="csr"))
            order = np.concatenate([order, rows + np.arange(count)])
        upper.sort_indices()
        self._start = upper.indptr.astype(np.int64)
        self._place = upper.indices.astype(np.int64)
        self._value = upper.data.astype(np.float64)
        positive = np.arange(rows + count) < rows
        self._ldl = Ldl(upper, order, positive)
        self._row_start, self._row_place = _wide_indices(self._rows)
        self._column_start, self._column_place = _wide_indices(self._columns)
        self._weight = np.zeros(len(self._thin))
        self._curve = np.zeros(len(self._thin))
        self._primal = PRIMAL
        self._biased = False

    @property
    def entries(self) -> int:
        """Nonzeros of L."""
        return self._ldl.entries

    def factor(self, curve: Floats) -> None:
        """Factorise for H = curve: (n + k,), positive."""
        form, columns = self._form, self._form.columns
        self._curve = curve
        if self._biased:
            self._primal = max(WEAKER * self._primal, WEAKEST)
            self._biased = False
        self._weight = np.where(self._thin, 1.0 / (curve + self._primal), 0.0)
        diagonal = np.full(form.matrix.shape[0], DUAL)
        diagonal[form.loose] += self._weight[columns:]
        _assembled(
            self._row_start, self._row_place, self._rows.data, self._column_start,
            self._column_place, self._columns.data, self._weight, diagonal, self._start,
            self._place, self._value,
        )  # fmt: skip
        rows = form.matrix.shape[0]
        self._value[self._start[rows:-1]] = -(curve[self._wide] + self._primal)
        self._ldl.factor(self._value)

    def solve(
        self, top: Floats, bottom: Floats, rounds: int = REFINEMENTS
    ) -> tuple[Floats, Floats]:
        """Solve H dx - A'dy = top, A dx = bottom, refined: (n + k,) and (m,).

        Parameters
        ----------
        rounds : of refinement at the most
        """
        form, rows = self._form, self._form.matrix.shape[0]
        dx, dy = np.zeros(len(top)), np.zeros(rows)
        pull = np.zeros(len(top))
        above, below = top, bottom
        whole = float(np.abs(top).max(initial=1e-300))
        near = NEAR * min(whole, MOST)
        close = NEAR * max(np.abs(bottom).max(initial=0.0), LEAST)
        for number in range(rounds + 1):
            part = self._weight * above
            right = np.concatenate([below - form.activity(part), -above[self._wide]])
            answer = self._ldl.solve(right)
            found = form.pull(answer[:rows])
            step = self._weight * (above + found)
            step[self._wide] = answer[rows:]
            dx += step
            dy += answer[:rows]
            pull += found
            if number == rounds < REFINEMENTS:
                break
            above = top - self._curve * dx + pull
            below = bottom - form.activity(dx)
            if np.abs(above).max() <= near and np.abs(below).max(initial=0.0) <= close:
                break
            left = float(np.abs(above).max())
            self._biased |= number == REFINEMENTS and left > BIASED and left > NEAR * whole
        return dx, dy


def _wide_indices(matrix: sp.csr_array) -> tuple[Index, Index]:
    """Give starts and places of a matrix's entries as the 64-bit integers of the kernels."""
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64)
