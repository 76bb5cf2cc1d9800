"""Rounding to the published unit, as one program with whole-numbered corners.

Every cell and every sum of the two families of `laminar` ends at its floor or its ceiling; what is
whole stays exact. Among all such grids the one nearest to the exact plan is taken (the largest
remainders go up), ties by canonical order. The sums are arcs of a network, so every corner of
the program is whole and the simplex method, which ends at a corner, finds whole units. Plans
too large for it start from the nearest unit of every cell and are repaired by a maximum flow
over the same network: as exact, not always the nearest.

Formula: docs/formulation.md, "After the program", Rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import SolverError
from allocator.publish.laminar import laminar_sums
from allocator.publish.repair import repaired
from allocator.publish.simplex import corner

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.publish.laminar import Sums

SNAP = 10_000
"""Parts of a unit in which cells and sums are counted: x* says nothing finer."""
WHOLE = 1e-4
"""A sum this near to a whole number of units is meant to be whole, plus `RELATIVE` of itself ..."""
RELATIVE = 1e-10
"""... for x* meets its rows to about this share of them."""
FARTHEST = 0.01
"""No sum farther from a whole number, in units, is taken for one."""
SIMPLEX_UNTIL = 60_000
"""Entries that are not whole up to which the nearest grid is found; beyond, a near one."""


def round_plan(
    quota: Floats,
    *,
    rep: Ints,
    territory: Ints,
    lever: Ints,
    rep_node: Ints,
    parent: Ints,
    unit: float,
) -> Ints:
    """Round a plan to whole units.

    Parameters
    ----------
    quota : (K, P) money, exact
    rep, territory, lever : (K,) codes of each cell; ties are broken in their order, whatever the
        order of the rows
    rep_node : (R,) node of each rep
    parent : (N,) parent of each node, -1 at the root
    unit : published unit of money

    Returns
    -------
    (K, P) units

    >>> import numpy as np
    >>> one, two = np.array([0]), np.array([0, 1])
    >>> round_plan(np.array([[1.5, 2.5]]), rep=one, territory=one, lever=one,
    ...            rep_node=one, parent=np.array([-1]), unit=1.0)
    array([[2, 2]])
    """
    exact = quota / unit
    fine = np.rint(exact * SNAP).astype(np.int64)
    units = fine // SNAP
    order = np.lexsort((lever, territory, rep))
    cell, period = np.nonzero(fine[order])
    cell = order[cell]
    rest = fine[cell, period] - SNAP * units[cell, period]
    if not rest.any():
        return units
    sums = laminar_sums(rep[cell], lever[cell], period, rep_node, parent)
    loose = exact[cell, period] - units[cell, period]
    up = _nearest(sums, rest, *_meant(sums, loose, exact[cell, period]))
    units[cell, period] += up
    return units


def _meant(sums: Sums, loose: Floats, exact: Floats) -> tuple[Ints, Ints]:
    """Give floor and ceiling of the units to add in each sum; alike where it is whole: (S,) each.

    They are those of the unsnapped cells: snapping moves a sum of many cells by more than any
    tolerance that would still tell a whole sum from another.
    """
    over = sums.totals(loose)
    near = np.minimum(WHOLE + RELATIVE * sums.totals(exact), FARTHEST)
    low, high = np.floor(over + near), np.ceil(over - near)
    return low.astype(np.int64), np.maximum(low, high).astype(np.int64)


def _nearest(sums: Sums, rest: Ints, low: Ints, high: Ints) -> Ints:
    """Choose which entries go up: (E,) of 0 and 1.

    Cells that snapping made whole may leave no grid between the floors and ceilings of unsnapped
    sums. Those of snapped sums always have one; then what is meant to be whole is so at a price.
    """
    free, total = rest > 0, sums.totals(rest)
    used, share, pull = total > 0, rest / SNAP, total / SNAP
    ones = np.ones(len(total))
    large = int(free.sum()) > SIMPLEX_UNTIL
    if large:
        found = repaired(sums, share, low, high)
    else:
        found = corner(sums, free, used, share, (low, high), pull, ones)
    if found is None:
        whole = low == high
        least, most = total // SNAP, -(-total // SNAP)
        if large:
            found = repaired(sums, share, least, most)
        else:
            least = np.where(whole, np.minimum(least, low), least)
            most = np.where(whole, np.maximum(most, low), most)
            weight = np.where(whole, 1.0 + free.sum(), 1.0)
            pull = np.where(whole, low, pull)
            found = corner(sums, free, used, share, (least, most), pull, weight)
    if found is None:
        msg = "rounding found no grid between the floors and ceilings of its own sums"
        raise SolverError(msg)
    return found
