"""The naive splits that every plan is shown beside: equal, prior quota, potential.

Each gives money per cell, unrounded, so that hours can be counted like the plan's. Nothing
here looks at bounds, hours or fairness: that is the point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats


@dataclass(frozen=True, slots=True)
class Cells:
    """Who could carry what.

    Attributes
    ----------
    rep, lever : (K,) codes
    fair : (K,) fair share over the horizon: how a rep's number is laid over his cells, which
        matters for hours alone; cells of a rep without any share it equally
    amount : (L,) target of each lever
    """

    rep: Ints
    lever: Ints
    fair: Floats
    amount: Floats


def equal(cells: Cells, presence: Floats) -> Floats | None:
    """Give each primary owner of a lever the same part of its target, by presence: (K,).

    Parameters
    ----------
    presence : (R,) mean presence over the horizon
    """
    if not len(cells.rep):
        return None
    levers = len(cells.amount)
    owner, place = np.unique(cells.rep * levers + cells.lever, return_inverse=True)
    lever = owner % levers
    weight = presence[owner // levers]
    whole = np.bincount(lever, weight, levers)[lever]
    share = np.divide(weight, whole, out=np.zeros(len(owner)), where=whole > 0)
    return _laid(cells.amount[lever] * share, place, cells.fair)


def prior(cells: Cells, prior_quota: Floats) -> Floats | None:
    """Raise every prior quota by the same factor, target / sum of priors: (K,).

    Parameters
    ----------
    prior_quota : (R,) as given, less the baseline where quotas are bookings; NaN without one
    """
    owner, place = np.unique(cells.rep, return_inverse=True)
    known = np.nan_to_num(prior_quota[owner])
    total = float(known.sum())
    if total <= 0.0:
        return None
    return _laid(known * (float(cells.amount.sum()) / total), place, cells.fair)


def potential(cells: Cells, reach: Floats) -> Floats | None:
    """Split each lever's target by the potential that each cell holds: (K,).

    Parameters
    ----------
    reach : (K,) potential of the cell's territory and lever x the cell's mean share
    """
    levers = len(cells.amount)
    whole = np.bincount(cells.lever, reach, levers)
    if not (whole > 0).any():
        return None
    factor = np.divide(cells.amount, whole, out=np.zeros(levers), where=whole > 0)
    return reach * factor[cells.lever]


def _laid(amount: Floats, place: Ints, fair: Floats) -> Floats:
    """Lay an owner's amount over his cells by fair share; equally where he has none."""
    owners = len(amount)
    whole = np.bincount(place, fair, owners)
    count = np.bincount(place, minlength=owners)
    by_fair = np.divide(fair, whole[place], out=1.0 / count[place], where=whole[place] > 0)
    return np.asarray(amount[place] * by_fair)
