"""Attainable yield: the expected yield that a rep's hours allow.

``y[k,p] = yield[k,p] x c[r]`` over cells with effort, the others keep 1;
``c[r] = min(1, (utilisation x sum_p hours + sum_p done) / sum_k effort x yield)``. Everything is
cut alike, for cutting the dearest lever first would make y one lever's. Where the family
capacity is off, c is 1. Source: docs/formulation.md, "Attainable yield".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.yields.columns import total

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats


def cut(
    expected: Floats,
    effort: Floats,
    cell_rep: Ints,
    hours: Floats,
    done: Floats,
    utilisation: float,
) -> Floats:
    """Give c of each rep: (R,).

    Parameters
    ----------
    expected : (K, P) money
    effort : (K,) hours for one unit of money
    cell_rep : (K,)
    hours, done : (R, P)
    utilisation : share of the hours that can go into deals
    """
    wanted = total(cell_rep, effort * expected.sum(axis=1), len(hours))
    whole = hours.sum(axis=1)
    limited = np.isfinite(whole)
    usable = np.where(limited, utilisation * np.where(limited, whole, 0.0), np.inf)
    allowed = usable + done.sum(axis=1)
    share = np.divide(allowed, wanted, out=np.ones(len(hours)), where=wanted > 0)
    return np.asarray(np.minimum(1.0, share))


def attainable(expected: Floats, effort: Floats, cell_rep: Ints, kept: Floats) -> Floats:
    """Give y: (K, P), `kept` being c of each rep."""
    return np.asarray(expected * np.where(effort > 0, kept[cell_rep], 1.0)[:, None])
