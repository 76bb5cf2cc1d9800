"""Rounding as a linear program over a network: the nearest grid, for plans of moderate size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp

from allocator.errors import SolverError

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats
    from allocator.publish.laminar import Sums

COST = 1_000.0
"""Scale of the objective: a tie-breaking step stays above the simplex method's tolerance."""
TIE = 0.1
"""Greatest tie-breaking cost: a ten-thousandth of what rounding one unit costs."""
WHOLE = 1e-4
"""A corner's entries are whole up to the method's tolerance, far below this."""
NO_SUCH_FLOW = 2
"""linprog's status of a program without a point."""


def corner(
    sums: Sums,
    free: Bools,
    used: Bools,
    share: Floats,
    bounds: tuple[Ints, Ints],
    pull: Floats,
    weight: Floats,
) -> Ints | None:
    """Solve the network; None where its bounds contradict each other.

    Columns are the entries that are not whole, then the sums that hold one. A column costs what
    going up one unit adds to its distance from `pull`, times its weight. One row a set: the set
    is the sum of what stands directly under it; the company has one in each family.

    Parameters
    ----------
    free : (E,) entries that are not whole
    used : (S,) sets that hold one
    share : (E,) part of a unit beyond the floor
    bounds : least and most units to add in each set, (S,) each
    pull : (S,) units that would be right
    weight : (S,) what a unit off costs

    Returns
    -------
    (E,) 1 where the entry goes up
    """
    from scipy.optimize import linprog

    entries, sets = np.flatnonzero(free), np.flatnonzero(used)
    place = np.cumsum(used) - 1
    company = len(sums.parent) - 1
    n, s = len(entries), len(sets)
    inner = sets[sets != company]
    above = place[sums.parent[inner]]
    in_up = sums.is_up[inner]
    # the company's second row, for family B, stands behind all others
    above = np.where(in_up & (sums.parent[inner] == company), s, above)
    own = np.arange(n)
    rows = np.concatenate(
        [place[sums.down[entries]], place[sums.up[entries]], above, np.arange(s + 1)]
    )
    columns = np.concatenate([own, own, n + place[inner], n + np.arange(s), n + place[[company]]])
    values = np.concatenate([np.ones(2 * n + len(inner)), -np.ones(s + 1)])
    matrix = sp.csr_array((values, (rows, columns)), shape=(s + 1, n + s))
    low, high = bounds[0][sets].astype(np.float64), bounds[1][sets].astype(np.float64)
    cost = np.concatenate(
        [
            COST * (1.0 - 2.0 * share[entries]) + TIE * np.arange(n) / n,
            COST * weight[sets] * np.clip(low + high - 2.0 * pull[sets], -1.0, 1.0),
        ]
    )
    sides: Any = np.column_stack(
        [np.concatenate([np.zeros(n), low]), np.concatenate([np.ones(n), high])]
    )
    flow: Any = matrix
    # HiGHS's presolve takes fourteen times as long as the simplex method that it spares here
    answer: Any = linprog(
        cost,
        A_eq=flow,
        b_eq=np.zeros(s + 1),
        bounds=sides,
        method="highs-ds",
        options={"presolve": False},
    )
    if answer.status == NO_SUCH_FLOW:
        return None
    if answer.status != 0:
        raise SolverError(f"rounding stopped: {answer.message}")
    going = np.zeros(len(free), np.int64)
    going[entries] = np.rint(answer.x[:n]).astype(np.int64)
    reached = sums.totals(going)[sets]
    if (
        np.abs(answer.x[:n] - going[entries]).max() > WHOLE
        or ((reached < low) | (reached > high)).any()
    ):
        msg = "rounding ended between whole units"
        raise SolverError(msg)
    return going
