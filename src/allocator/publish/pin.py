"""Quotas that are kept exactly although they are no multiple of the unit.

A lock, an override or a cap is a number of people: 1,234.56 stays 1,234.56. The part beyond
whole units is set aside before rounding and carried by the rep's last cell after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.program.decided import given

if TYPE_CHECKING:
    from allocator.domain.allocation import Allocation
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats, Parameters
    from allocator.domain.scenario import Scenario

MET = 1e-7
"""Relative distance within which x* is at the number that people gave."""
GRAIN = 1e-4
"""Part of a unit that counts."""


def pinned_totals(scenario: Scenario, parameters: Parameters, allocation: Allocation) -> Floats:
    """Give the exact quota of each rep at a lock, override or cap: (R,) money, NaN elsewhere.

    A rep below a cap by less than the unit, whom rounding up would carry over it, gets the
    multiple of the unit below.
    """
    reps = scenario.tables["reps"].set_index("rep_id", drop=False)
    roles = scenario.policy.families.get("quota_bounds", {}).get("roles") or {}
    people = given(
        reps.loc[list(parameters.reps.labels)],
        scenario.tables["overrides"],
        parameters.presence,
        {name: dict(bound) for name, bound in roles.items()},
        parameters.by_rep((parameters.fair > 0).astype(np.float64)) > 0,
        bookings=scenario.measure == "bookings",
    )
    quota, unit = parameters.by_rep(allocation.quota), scenario.policy.unit
    pinned = np.full(len(quota), np.nan)
    below = np.floor(quota / unit + GRAIN) * unit
    over = (below + unit > people.cap) & (quota > below + GRAIN * unit)
    pinned[over] = below[over]
    for wanted in (people.cap, people.decided):
        met = np.abs(quota - wanted) <= MET * np.maximum(wanted, unit)
        pinned[met] = wanted[met]
    return pinned


def set_aside(quota: Floats, rep: Ints, pinned: Floats, unit: float) -> tuple[Floats, Floats]:
    """Take what is beyond whole units off pinned quotas; give the rest and what is carried.

    The part is taken from the fractions of the rep's cells, last cell first, so that no cell
    leaves its floor. It comes back on his last positive cell.

    Parameters
    ----------
    quota : (K, P) money; rep : (K,)
    pinned : (R,) exact totals, NaN where none

    Returns
    -------
    rest : (K, P) money to be rounded
    carry : (K, P) money to be added after rounding

    >>> import numpy as np
    >>> rest, carry = set_aside(np.array([[5.5, 5.0]]), np.array([0]), np.array([10.5]), 1.0)
    >>> rest.tolist(), carry.tolist()
    ([[5.0, 5.0]], [[0.0, 0.5]])
    """
    count, periods = quota.shape
    reps = len(pinned)
    total = np.bincount(rep, quota.sum(axis=1), reps)
    fraction = _fraction(pinned / unit)
    # a pinned total below x* (a cap that rounding must not pass) drops its part, else carries it
    excess = np.where(np.isnan(pinned), 0.0, _fraction(total / unit))
    dropped = pinned < total - GRAIN * unit
    part = np.where(dropped, excess, np.nan_to_num(fraction))
    flat, owner = quota.ravel(), np.repeat(rep, periods)
    order = np.lexsort((-np.arange(count * periods), owner))
    loose = flat[order] / unit
    loose -= np.floor(loose)
    running = np.cumsum(loose)
    start = np.searchsorted(owner[order], np.arange(reps))
    before = np.concatenate([[0.0], running])[start]
    earlier = running - loose - before[owner[order]]
    taken = np.zeros(count * periods)
    taken[order] = np.clip(part[owner[order]] - earlier, 0.0, loose) * unit
    last = np.full(reps, -1, np.int64)
    positive = np.flatnonzero(flat > 0)
    np.maximum.at(last, owner[positive], positive)
    carry = np.zeros(count * periods)
    carries = (last >= 0) & ~dropped & (part > 0)
    carry[last[carries]] = (pinned - np.floor(pinned / unit + GRAIN) * unit)[carries]
    return (flat - taken).reshape(quota.shape), carry.reshape(quota.shape)


def _fraction(units: Floats) -> Floats:
    """Give the part beyond whole units; what is nearer to a whole one than `GRAIN` has none."""
    rest = units - np.floor(units + GRAIN)
    return np.where(rest > GRAIN, rest, 0.0)
