"""Money lines in whole units that add up exactly: the largest remainders go up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.publish.round import round_plan

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


def whole_lines(lines: Floats, quotas: Floats, size: float, rep_node: Ints, parent: Ints) -> Ints:
    """Round the lines of all quotas to whole units, so that each quota's lines add up to it.

    The sums of a line over the reps of a node end at their floor or ceiling, too, so that a
    node's lines carry no dust of rounding.

    Parameters
    ----------
    lines : (lines, R) money
    quotas : (R,) money: whole numbers of units
    rep_node : (R,) node of each rep
    parent : (N,) parent of each node, -1 at the root

    Returns
    -------
    (lines, R) units

    >>> one, top = np.array([0]), np.array([-1])
    >>> whole_lines(np.array([[10.4], [-2.3], [0.9]]), np.array([9.0]), 1.0, one, top).ravel()
    array([10, -2,  1])
    """
    count, reps = lines.shape
    exact = lines / size
    exact = np.where(np.abs(exact) < NOISE, 0.0, exact)
    rep = np.repeat(np.arange(reps), count)
    line = np.tile(np.arange(count), reps)
    rounded = round_plan(
        exact.T.reshape(-1, 1),
        rep=rep,
        territory=np.zeros_like(rep),
        lever=line,
        rep_node=rep_node,
        parent=parent,
        unit=1.0,
    )
    made: Ints = rounded.reshape(reps, count).T.copy()
    wanted = np.rint(quotas / size).astype(np.int64)
    off = made.sum(axis=0) != wanted
    made[:, off] = largest_remainders(exact[:, off], wanted[off])
    return made


def largest_remainders(exact: Floats, wanted: Ints) -> Ints:
    """Round columns to whole numbers of a given sum, each column by itself.

    Parameters
    ----------
    exact : (lines, R)
    wanted : (R,) what each column adds up to

    >>> largest_remainders(np.array([[10.4], [-2.3], [0.9]]), np.array([9])).ravel()
    array([10, -2,  1])
    """
    floor = np.floor(exact)
    missing = wanted - floor.sum(axis=0)
    rank = np.empty(exact.shape, np.int64)
    order = np.argsort(floor - exact, axis=0, kind="stable")
    np.put_along_axis(rank, order, np.arange(len(exact))[:, None], axis=0)
    made: Ints = (floor + (rank < missing)).astype(np.int64)
    # what noise leaves over belongs to the first line, the fair share
    made[0] += wanted - made.sum(axis=0)
    return made
