"""LDL' of a sparse quasi-definite matrix in a fixed order, up-looking, row by row.

The method of T. A. Davis, "Algorithm 849: a concise sparse Cholesky factorization package", ACM
TOMS 31 (2005): the elimination tree says which columns of L a row meets, and each row is a sparse
triangular solve. The pattern is found once, the numbers as often as wanted. With five nonzeros of L
a row, as here, it beats codes that gather columns to blocks.
"""

# ruff: noqa: PLR0913, PLR0917 - a compiled kernel takes its arrays one by one

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from allocator.solve.interior.compiled import compiled

if TYPE_CHECKING:
    from allocator.solve.linear import Floats

Index = npt.NDArray[np.int64]

DEPENDENT = 1e40
"""Pivot that takes a dependent row out: its multiplier stays where it is."""


@compiled
def _tree(start: Index, place: Index, size: int) -> Index:
    """Parent of every column in the elimination tree, -1 at a root; rows hold their lower part."""
    parent = np.full(size, -1, np.int64)
    ancestor = np.full(size, -1, np.int64)
    for row in range(size):
        for at in range(start[row], start[row + 1]):
            node = place[at]
            while node != -1 and node < row:
                above = ancestor[node]
                ancestor[node] = row
                if above == -1:
                    parent[node] = row
                node = above
    return parent


@compiled
def _postorder(parent: Index) -> Index:
    """Give an order in which every column stands after all below it in the tree."""
    size = len(parent)
    first = np.full(size, -1, np.int64)
    following = np.full(size, -1, np.int64)
    for node in range(size - 1, -1, -1):
        if parent[node] >= 0:
            following[node] = first[parent[node]]
            first[parent[node]] = node
    order = np.empty(size, np.int64)
    stack = np.empty(size, np.int64)
    done = 0
    for root in range(size):
        if parent[root] >= 0:
            continue
        depth = 0
        stack[0] = root
        while depth >= 0:
            node = stack[depth]
            child = first[node]
            if child == -1:
                order[done] = node
                done += 1
                depth -= 1
            else:
                first[node] = following[child]
                depth += 1
                stack[depth] = child
    return order


@compiled
def _met(start: Index, place: Index, parent: Index, row_start: Index, row_place: Index) -> Index:
    """Find the columns of L that each row meets, ascending; give the entries of every column.

    With an empty `row_place` it only counts: `row_start` and the answer are filled.
    """
    size = len(parent)
    entries = np.zeros(size, np.int64)
    mark = np.full(size, -1, np.int64)
    filled = len(row_place) > 0
    count = 0
    for row in range(size):
        mark[row] = row
        begin = count
        for at in range(start[row], start[row + 1]):
            node = place[at]
            while node < row and mark[node] != row:
                mark[node] = row
                if filled:
                    row_place[count] = node
                entries[node] += 1
                count += 1
                node = parent[node]
        if filled:
            row_place[begin:count] = np.sort(row_place[begin:count])
        row_start[row + 1] = count
    return entries


@compiled
def _numbers(
    start: Index,
    place: Index,
    value: Floats,
    row_start: Index,
    row_place: Index,
    column_start: Index,
    column_place: npt.NDArray[np.int32],
    lower: Floats,
    inverse: Floats,
    sign: Floats,
) -> int:
    """Factorise; `lower` and `inverse` (of the pivots) are filled. Give the dependent rows."""
    size = len(sign)
    work = np.zeros(size)
    fill = column_start[:-1].copy()
    dependent = 0
    for row in range(size):
        pivot = 0.0
        for at in range(start[row], start[row + 1]):
            if place[at] == row:
                pivot = value[at]
            else:
                work[place[at]] = value[at]
        for at in range(row_start[row], row_start[row + 1]):
            column = row_place[at]
            left = work[column]
            work[column] = 0.0
            end = fill[column]
            if left != 0.0:
                for entry in range(column_start[column], end):
                    work[column_place[entry]] -= lower[entry] * left
            factor = left * inverse[column]
            pivot -= left * factor
            lower[end] = factor
            column_place[end] = row
            fill[column] = end + 1
        if sign[row] * pivot <= 0.0:
            pivot = sign[row] * DEPENDENT
            dependent += 1
        inverse[row] = 1.0 / pivot
    return dependent


@compiled
def _solved(
    column_start: Index,
    column_place: npt.NDArray[np.int32],
    lower: Floats,
    inverse: Floats,
    x: Floats,
) -> None:
    """Solve L D L' x = x in place."""
    size = len(inverse)
    for column in range(size):
        left = x[column]
        if left != 0.0:
            for entry in range(column_start[column], column_start[column + 1]):
                x[column_place[entry]] -= lower[entry] * left
    for column in range(size - 1, -1, -1):
        left = x[column] * inverse[column]
        for entry in range(column_start[column], column_start[column + 1]):
            left -= lower[entry] * x[column_place[entry]]
        x[column] = left


class Ldl:
    """The factorisation of one pattern.

    Parameters
    ----------
    upper : (n, n) CSR, the upper triangle with its whole diagonal; its pattern is kept, its numbers
        are given to `factor`
    order : (n,) elimination order
    positive : (n,) whether a pivot is positive or negative
    """

    def __init__(self, upper: sp.csr_array, order: Index, positive: npt.NDArray[np.bool_]) -> None:
        size = upper.shape[0]
        rows = np.repeat(np.arange(size), np.diff(upper.indptr))
        first = _turned(rows, upper.indices, order)
        parent = _tree(first.indptr.astype(np.int64), first.indices.astype(np.int64), size)
        self._order = order[_postorder(parent)]
        turned = _turned(rows, upper.indices, self._order)
        self._source = turned.data.astype(np.int64) - 1
        self._start, self._place = turned.indptr.astype(np.int64), turned.indices.astype(np.int64)
        parent = _tree(self._start, self._place, size)
        self._row_start = np.zeros(size + 1, np.int64)
        none = np.empty(0, np.int64)
        entries = _met(self._start, self._place, parent, self._row_start, none)
        self._row_place = np.empty(max(int(self._row_start[-1]), 1), np.int64)
        _met(self._start, self._place, parent, self._row_start, self._row_place)
        self._column_start = np.concatenate([[0], np.cumsum(entries)]).astype(np.int64)
        self._column_place = np.empty(int(entries.sum()), np.int32)
        self._lower = np.empty(int(entries.sum()))
        self._inverse = np.empty(size)
        self._sign = np.where(positive[self._order], 1.0, -1.0)

    @property
    def entries(self) -> int:
        """Nonzeros of L."""
        return len(self._lower)

    def factor(self, values: Floats) -> int:
        """Factorise the numbers of the upper triangle; give how many rows were dependent."""
        return _numbers(
            self._start, self._place, values[self._source], self._row_start, self._row_place,
            self._column_start, self._column_place, self._lower, self._inverse, self._sign,
        )  # fmt: skip

    def solve(self, right: Floats) -> Floats:
        """Solve for one right-hand side: (n,)."""
        x = right[self._order]
        _solved(self._column_start, self._column_place, self._lower, self._inverse, x)
        answer: Floats = np.empty(len(x))
        answer[self._order] = x
        return answer


def _turned(rows: Index, columns: npt.NDArray[np.int32], order: Index) -> sp.csr_array:
    """Lower triangle of the permuted matrix by rows; its numbers are 1 + the place they came from.

    Doubles count exactly far beyond the entries that fit into memory.
    """
    size = len(order)
    back = np.empty(size, np.int64)
    back[order] = np.arange(size)
    one, other = back[rows], back[columns]
    source = np.arange(1, len(rows) + 1, dtype=np.float64)
    made = sp.csr_array(
        (source, (np.maximum(one, other), np.minimum(one, other))), shape=(size, size)
    )
    made.sort_indices()
    return made
