"""Money lines in whole units that add up exactly: the largest remainders go up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats

GRAINS = (1.0, 0.01)
"""Units that lines are written in: whole money, else cents."""
WHOLE = 1e-6
"""A number this near to a whole number of units, in units, is meant to be whole."""
NOISE = 1e-3
"""A line below this share of a unit is the solver's rounding error."""


def grain(quotas: Floats, unit: float) -> float:
    """Give the greatest unit that every published quota is a whole number of.

    Parameters
    ----------
    unit : published unit of money, which serves where neither whole money nor cents do

    >>> import numpy as np
    >>> grain(np.array([25_000.0]), 1_000.0), grain(np.array([120.25]), 1.0)
    (1.0, 0.01)
    """
    for size in GRAINS:
        count = quotas / size
        if (np.abs(count - np.rint(count)) <= WHOLE * np.maximum(1.0, np.abs(count) * WHOLE)).all():
            return size
    return unit


def whole_lines(lines: Floats, quotas: Floats, size: float) -> Ints:
    """Round the lines of many quotas to whole units, so that each quota's lines add up to it.

    Parameters
    ----------
    lines : (lines, R) money
    quotas : (R,) money: whole numbers of units

    Returns
    -------
    (lines, R) units

    >>> import numpy as np
    >>> whole_lines(np.array([[10.4], [-2.3], [0.9]]), np.array([9.0]), 1.0).ravel().tolist()
    [10, -2, 1]
    """
    exact = lines / size
    exact = np.where(np.abs(exact) < NOISE, 0.0, exact)
    floor = np.floor(exact)
    missing = np.rint(quotas / size) - floor.sum(axis=0)
    rank = np.empty(exact.shape, np.int64)
    order = np.argsort(floor - exact, axis=0, kind="stable")
    np.put_along_axis(rank, order, np.arange(len(exact))[:, None], axis=0)
    up = np.clip(missing[None, :] - rank, 0, None) > 0
    made = (floor + up).astype(np.int64)
    # what noise leaves over belongs to the first line, the fair share
    made[0] += np.rint(quotas / size).astype(np.int64) - made.sum(axis=0)
    return made
