"""Effort: hours for one unit of money won, and the hours that stand behind open deals.

``effort[k] = hours_per_opportunity / (conv x deal_size)``; 0 without a row in `effort`, and
without a deal size. ``done[r,p] = sum effort x open_worth x stage win rate``: work that is
already done. Source: docs/formulation.md, "Hours".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.yields.columns import total

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats


def effort(hours_per_opportunity: Floats, conv: Floats, deal_size: Floats) -> Floats:
    """Give hours per unit of money won of each cell: (K,).

    Parameters
    ----------
    hours_per_opportunity : (K,) of the cell's role and lever; NaN without a row
    conv : (K,) win rate
    deal_size : (K,) money of one deal; 0 where unknown

    >>> effort(np.array([10.0]), np.array([0.25]), np.array([8000.0])).tolist()
    [0.005]
    """
    known = (deal_size > 0) & np.isfinite(hours_per_opportunity)
    money = conv * deal_size
    return np.divide(hours_per_opportunity, money, out=np.zeros_like(conv), where=known)


def done(cell_effort: Floats, worth_by_rate: Floats, cell_rep: Ints, reps: int) -> Floats:
    """Give the hours already behind open deals: (R, P).

    `worth_by_rate` (K, P) is the sum over open deals of their worth x stage win rate.
    """
    return total(cell_rep, cell_effort[:, None] * worth_by_rate, reps)
