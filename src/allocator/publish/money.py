"""Units and money: the one place where whole units become amounts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats

DIGITS = 4
"""Decimals of a unit that count: the grain to which x* is snapped before rounding."""

SIGNIFICANT = 12
"""Digits of a total that mean something in double precision after a long sum."""


def money_of(units: Ints | Floats, unit: float) -> Floats:
    """Give the money of whole units.

    A unit such as 0.01 is no binary number; dividing by its inverse gives the nearest one to
    every amount, multiplying does not.

    >>> import numpy as np
    >>> money_of(np.array([3]), 0.1).tolist()
    [0.3]
    """
    whole = np.asarray(units, np.float64)
    inverse = round(1.0 / unit) if unit < 1.0 else 0
    return whole / inverse if inverse and inverse * unit == 1.0 else whole * unit


def to_unit(money: Floats, unit: float) -> Floats:
    """Round money to the unit, half to even.

    >>> import numpy as np
    >>> to_unit(np.array([0.5, 1.5, 2.4]), 1.0).tolist()
    [0.0, 2.0, 2.0]
    """
    return money_of(np.rint(np.round(np.asarray(money) / unit, DIGITS)), unit)


def tidy(money: float, size: float) -> float:
    """Drop digits beyond the twelfth of a number of that size: they are a solver's noise.

    >>> tidy(20_000_000.37000001, 2e7), tidy(-1e-9, 2e7)
    (20000000.37, 0.0)
    """
    decimals = SIGNIFICANT - 1 - math.floor(math.log10(size)) if size > 0 else SIGNIFICANT
    return round(float(money), decimals) + 0.0


def apportion(amounts: Floats, units: int) -> Ints:
    """Split whole units in proportion to amounts, by largest remainder, ties to the earlier one.

    What has no amount gets no unit; if nobody has one, nobody gets any.

    >>> import numpy as np
    >>> apportion(np.array([1.0, 1.0, 0.0, 1.0]), 4).tolist()
    [2, 1, 0, 1]
    """
    total = float(amounts.sum())
    if total <= 0.0 or units <= 0:
        return np.zeros(len(amounts), np.int64)
    exact = np.round(amounts * (units / total), DIGITS)
    floor = np.floor(exact)
    rest = np.where(amounts > 0, exact - floor, -1.0)
    order = np.argsort(-rest, kind="stable")[: int((amounts > 0).sum())]
    given = floor.astype(np.int64)
    missing = units - int(given.sum())
    # rounding the shares to DIGITS may leave the floors a unit above the total
    turns = order if missing >= 0 else order[::-1]
    given[turns[: abs(missing)]] += 1 if missing >= 0 else -1
    return given
