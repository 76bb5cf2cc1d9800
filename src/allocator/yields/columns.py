"""Columns of a table as arrays: codes, numbers, and days counted from the horizon's first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import date

    from allocator.domain.axes import Axis, Ints
    from allocator.domain.parameters import Bools, Floats


def texts(table: pd.DataFrame, column: str) -> set[str]:
    """Give the distinct texts of a column, the empty one left out."""
    return {str(text) for text in table[column].unique() if text}


def codes(axis: Axis, table: pd.DataFrame, column: str) -> Ints:
    """Give each row's code on `axis`, -1 where the text is empty or not there."""
    index = pd.Index(axis.labels, dtype="str")
    return np.asarray(index.get_indexer(pd.Index(table[column])), dtype=np.int64)


def numbers(table: pd.DataFrame, column: str) -> Floats:
    """Give a column of numbers, NaN where it is empty."""
    return table[column].to_numpy(dtype=np.float64)


def says(table: pd.DataFrame, column: str) -> Bools:
    """Whether each row has a text in the column."""
    return np.asarray(table[column].to_numpy(dtype=object) != "", dtype=bool)


def days(table: pd.DataFrame, column: str, first: date, empty: int) -> Ints:
    """Give dates as days since `first`, `empty` where there is no date."""
    stamps = table[column].to_numpy().astype("datetime64[D]")
    since = (stamps - np.datetime64(first, "D")).astype(np.int64)
    return np.where(np.isnat(stamps), empty, since)


def find(keys: Ints, wanted: Ints) -> Ints:
    """Give the place of each wanted key in ascending `keys`, -1 where it is not there.

    >>> find(np.array([2, 5, 9]), np.array([9, 3])).tolist()
    [2, -1]
    """
    if not len(keys):
        return np.full(len(wanted), -1, np.int64)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, place, -1)


def distinct(*columns: Ints) -> tuple[Ints, Ints]:
    """Give the first place of each distinct row of columns (n,), ascending, and each row's own.

    >>> first, own = distinct(np.array([7, 5, 7]), np.array([1, 1, 1]))
    >>> first.tolist(), own.tolist()
    ([1, 0], [1, 0, 1])
    """
    order = np.lexsort(columns[::-1])
    changed = np.zeros(len(order), dtype=bool)
    changed[:1] = True
    for column in columns:
        ranked = column[order]
        changed[1:] |= ranked[1:] != ranked[:-1]
    own = np.empty(len(order), np.int64)
    own[order] = np.cumsum(changed) - 1
    return order[changed], own


def total(groups: Ints, amounts: Floats, size: int) -> Floats:
    """Sum `amounts` (n,) or (n, P) within each group: (size,) or (size, P)."""
    if amounts.ndim == 1:
        # Without any entry bincount forgets that weights are not counts.
        return np.asarray(np.bincount(groups, amounts, size), dtype=np.float64)
    sums = np.empty((size, amounts.shape[1]))
    for p in range(amounts.shape[1]):
        sums[:, p] = np.bincount(groups, amounts[:, p], size)
    return sums
