"""Averages made whole: the parts of a change in published units, summing to it exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from allocator.domain.parameters import Floats

Ints: TypeAlias = npt.NDArray[np.int64]

FINER = (1.0, 0.01, 1e-6)
"""Grains, money, for quotas that people fixed and that are no multiples of the published unit."""
FITS = 1e-6
"""Distance from a whole number, in grains, that is only what floats leave."""


def grains(values: Floats, unit: float) -> Floats:
    """Give the money in which each column's values are whole: the unit where that does.

    Parameters
    ----------
    values : (M, R) money
    unit : published unit

    Returns
    -------
    (R,) money

    >>> import numpy as np
    >>> grains(np.array([[300.0, 123.0], [100.0, 200.0]]), 100.0)
    array([100.,   1.])
    """
    found: Floats = np.full(values.shape[1], FINER[-1])
    for grain in sorted({unit, *FINER}):
        if grain > unit:
            continue
        parts = values / grain
        found[(np.abs(parts - np.rint(parts)) < FITS).all(axis=0)] = grain
    return found


def whole(values: Floats, grain: Floats) -> Ints:
    """Give money in grains: (M, R)."""
    made: Ints = np.rint(values / grain).astype(np.int64)
    return made


def largest_remainder(parts: Ints, divisor: int) -> Ints:
    """Divide parts by a number so that whole results keep the sum.

    Parameters
    ----------
    parts : (R, n); each row sums to a multiple of `divisor`

    Returns
    -------
    (R, n) whole numbers less than one from ``parts / divisor``; row sums are ``parts.sum(1) /
    divisor``. The largest remainders are raised; of equal ones those that come first.

    >>> import numpy as np
    >>> largest_remainder(np.array([[5, 5, 2], [-1, -1, 2]]), 6)
    array([[1, 1, 0],
           [0, 0, 0]])
    """
    lower = parts // divisor
    left = parts - lower * divisor
    missing = parts.sum(axis=1) // divisor - lower.sum(axis=1)
    rank = np.argsort(np.argsort(-left, axis=1, kind="stable"), axis=1, kind="stable")
    made: Ints = lower + (rank < missing[:, None])
    return made


def settled(steps: Ints, parts: Ints, divisor: int) -> Ints:
    """Swap roundings between rows until the columns, too, sum to their own rounded sums.

    Rows are rounded each by itself, so a column of a thousand rows may be off by some units: a
    cause that moves nothing in sum would show a few hundred. Where a row was raised in a column
    that has too much and not in one that has too little, the two change places; rows whose
    remainders are closest go first. Row sums stay, and every number stays less than one from its
    part.

    Parameters
    ----------
    steps : (R, n) `largest_remainder` of `parts`
    parts, divisor : as there

    >>> import numpy as np
    >>> parts = np.array([[3, 3, 0], [3, 3, 0]])
    >>> settled(largest_remainder(parts, 6), parts, 6)
    array([[0, 1, 0],
           [1, 0, 0]])
    """
    made = steps.copy()
    lower = parts // divisor
    left = parts - lower * divisor
    goal = largest_remainder(parts.sum(axis=0)[None, :], divisor)[0]
    moving = True
    while moving:
        moving = False
        surplus = made.sum(axis=0) - goal
        for over in np.flatnonzero(surplus > 0):
            for under in np.flatnonzero(surplus < 0):
                count = min(surplus[over], -surplus[under])
                free = (made[:, over] > lower[:, over]) & (made[:, under] == lower[:, under])
                rows = np.flatnonzero(free & (left[:, under] > 0))
                cost = left[rows, over] - left[rows, under]
                rows = rows[np.argsort(cost, kind="stable")[:count]]
                made[rows, over] -= 1
                made[rows, under] += 1
                surplus[over] -= len(rows)
                surplus[under] += len(rows)
                moving = moving or len(rows) > 0
    return made
