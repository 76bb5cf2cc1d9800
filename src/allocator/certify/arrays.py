"""Small things that every file here needs: array types, sums by code, places of labels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def total(code: Any, values: Any, count: int) -> Floats:
    """Sum values that bear the same code: (count,).

    >>> total([0, 1, 1], [1.0, 2.0, 3.0], 3).tolist()
    [1.0, 5.0, 0.0]
    """
    return np.asarray(np.bincount(code, values, count), np.float64)


def totals(code: Any, values: Floats, count: int) -> Floats:
    """Sum rows of a (K, P) array that bear the same code: (count, P)."""
    found = np.zeros((count, values.shape[1]))
    for p in range(values.shape[1]):
        found[:, p] = total(code, values[:, p], count)
    return found


def places(index: pd.Index, labels: Any) -> Ints:
    """Give the position of each label in an index, -1 where it is not there."""
    return np.asarray(index.get_indexer(pd.Index(labels)), np.int64)


def grouped(frame: pd.DataFrame, keys: list[str], values: list[str]) -> pd.DataFrame:
    """Sum columns over rows with the same keys; keys ascending, as columns.

    >>> grouped(pd.DataFrame({"a": ["y", "x", "y"], "v": [1, 2, 3]}), ["a"], ["v"]).values.tolist()
    [['x', 2], ['y', 4]]
    """
    return frame.groupby(keys, as_index=False, sort=True)[values].sum()


def group_codes(frame: pd.DataFrame, keys: list[str]) -> Ints:
    """Give each row the number of its group: rows with the same keys, keys ascending."""
    return np.asarray(frame.groupby(keys, sort=True).ngroup().to_numpy(), np.int64)


def ratio(part: Any, whole: Any) -> Floats:
    """Divide where the divisor is positive, NaN elsewhere."""
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    good = whole > 0
    return np.asarray(np.where(good, part / np.where(good, whole, 1.0), np.nan))
